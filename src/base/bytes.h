/// Bytes of our own formats: little-endian integers and varints, on strings and string views.
///
/// `put_*` append to a string that the caller owns. `get_*` read at the front of a view and step
/// over what they read; where there are too few bytes they give nothing and leave the view as it
/// was.
/// Views made here live as long as the bytes they show. Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cems {

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Whether a text that is not empty is a part of `whole`: of its memory, not of its characters.
inline bool lies_in(std::string_view text, std::string_view whole) {
  // Of texts elsewhere the order of pointers says nothing: std::less is total.
  constexpr std::less<> kBefore;
  return !text.empty() && !kBefore(text.data(), whole.data()) &&
         !kBefore(whole.data() + whole.size(), text.data() + text.size());
}

/// For C interfaces that count in unsigned chars.
inline const unsigned char* as_unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The `Bytes` low bytes of `value`, the lowest first.
template <std::size_t Bytes>
void put_little_endian(std::string& out, std::uint64_t value) {
  static_assert(Bytes >= 1 && Bytes <= 8);
  char bytes[Bytes];
  for (std::size_t i = 0; i < Bytes; ++i) {
    bytes[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
  out.append(bytes, Bytes);
}

inline void put_u8(std::string& out, std::uint8_t value) {
  put_little_endian<1>(out, value);
}

inline void put_u16(std::string& out, std::uint16_t value) {
  put_little_endian<2>(out, value);
}

inline void put_u32(std::string& out, std::uint32_t value) {
  put_little_endian<4>(out, value);
}

inline void put_u64(std::string& out, std::uint64_t value) {
  put_little_endian<8>(out, value);
}

template <class Unsigned>
std::optional<Unsigned> get_little_endian(std::string_view& in) {
  if (in.size() < sizeof(Unsigned)) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(in[i])} << (8 * i);
  }
  in.remove_prefix(sizeof(Unsigned));
  return static_cast<Unsigned>(value);
}

[[nodiscard]] inline std::optional<std::uint8_t> get_u8(std::string_view& in) {
  return get_little_endian<std::uint8_t>(in);
}

[[nodiscard]] inline std::optional<std::uint16_t> get_u16(std::string_view& in) {
  return get_little_endian<std::uint16_t>(in);
}

[[nodiscard]] inline std::optional<std::uint32_t> get_u32(std::string_view& in) {
  return get_little_endian<std::uint32_t>(in);
}

[[nodiscard]] inline std::optional<std::uint64_t> get_u64(std::string_view& in) {
  return get_little_endian<std::uint64_t>(in);
}

/// The next `count` bytes.
[[nodiscard]] inline std::optional<std::string_view> get_bytes(std::string_view& in,
                                                               std::size_t count) {
  if (in.size() < count) {
    return std::nullopt;
  }
  const std::string_view bytes = in.substr(0, count);
  in.remove_prefix(count);
  return bytes;
}

/// Small negatives become small: 0, -1, 1, -2 … are 0, 1, 2, 3 …
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

/// LEB128: seven bits a byte, the lowest first, the high bit where another follows; 1 to 10 bytes.
inline void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value | 0x80U)));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

inline void put_signed_varint(std::string& out, std::int64_t value) {
  put_varint(out, zigzag(value));
}

/// Refuses what put_varint never writes: more than 64 bits, and padding with empty last bytes.
[[nodiscard]] inline std::optional<std::uint64_t> get_varint(std::string_view& in) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 10 && i < in.size(); ++i) {
    const auto byte = static_cast<unsigned char>(in[i]);
    value |= std::uint64_t{byte & 0x7fU} << (7 * i);
    if (byte < 0x80) {
      const bool too_big = i == 9 && byte > 1;
      const bool padded = i > 0 && byte == 0;
      if (too_big || padded) {
        return std::nullopt;
      }
      in.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

[[nodiscard]] inline std::optional<std::int64_t> get_signed_varint(std::string_view& in) {
  const auto value = get_varint(in);
  return value ? std::optional(unzigzag(*value)) : std::nullopt;
}

}  // namespace cems
