/// The five data representations of MQTT (3.1.1 and 5.0, section 1.5), on strings and views.
///
/// `put_*` append. `get_*` read at the front of a view and step over what they read; where the
/// bytes are too few or not allowed they give nothing. Views live as long as the bytes they show.
/// Internal to mqtt. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/utf8.h"

namespace cems::mqtt {

/// 1.5.4: two bytes count the text, so this is the longest.
inline constexpr std::size_t kTextBytesMax = 65'535;
/// 2.1.4: four bytes of seven bits.
inline constexpr std::uint32_t kVariableMax = 268'435'455;

inline void put_big16(std::string& out, std::uint16_t value) {
  out.push_back(static_cast<char>(value >> 8U));
  out.push_back(static_cast<char>(value & 0xFFU));
}

inline void put_big32(std::string& out, std::uint32_t value) {
  put_big16(out, static_cast<std::uint16_t>(value >> 16U));
  put_big16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
}

/// REQUIRES: value <= kVariableMax.
inline void put_variable(std::string& out, std::uint32_t value) {
  put_varint(out, value);
}

/// Text or binary data with its length. REQUIRES: at most kTextBytesMax.
inline void put_counted(std::string& out, std::string_view bytes) {
  put_big16(out, static_cast<std::uint16_t>(bytes.size()));
  out.append(bytes);
}

[[nodiscard]] inline std::optional<std::uint16_t> get_big16(std::string_view& in) {
  const auto bytes = get_bytes(in, 2);
  if (!bytes) {
    return std::nullopt;
  }
  const auto* b = as_unsigned(*bytes);
  return static_cast<std::uint16_t>(b[0] << 8U | b[1]);
}

[[nodiscard]] inline std::optional<std::uint32_t> get_big32(std::string_view& in) {
  if (in.size() < 4) {
    return std::nullopt;
  }
  const std::uint32_t high = *get_big16(in);
  return high << 16U | *get_big16(in);
}

/// Refuses a fifth byte, and more bytes than the number needs (5.0, 1.5.5).
[[nodiscard]] inline std::optional<std::uint32_t> get_variable(std::string_view& in) {
  std::string_view head = in.substr(0, 4);
  const std::size_t before = head.size();
  const auto value = get_varint(head);
  if (!value) {
    return std::nullopt;
  }
  in.remove_prefix(before - head.size());
  return static_cast<std::uint32_t>(*value);
}

[[nodiscard]] inline std::optional<std::string_view> get_binary(std::string_view& in) {
  std::string_view rest = in;
  const auto size = get_big16(rest);
  const auto bytes = size ? get_bytes(rest, *size) : std::nullopt;
  if (bytes) {
    in = rest;
  }
  return bytes;
}

/// 1.5.4: UTF-8 without surrogates (MQTT-1.5.4-1) and without U+0000 (MQTT-1.5.4-2).
[[nodiscard]] inline bool is_text(std::string_view text) {
  return text.size() <= kTextBytesMax && text.find('\0') == std::string_view::npos &&
         is_valid_utf8(text);
}

[[nodiscard]] inline std::optional<std::string_view> get_text(std::string_view& in) {
  std::string_view rest = in;
  const auto text = get_binary(rest);
  if (!text || !is_text(*text)) {
    return std::nullopt;
  }
  in = rest;
  return text;
}

}  // namespace cems::mqtt
