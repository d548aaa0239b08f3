/// Small rules about the text of fields that both protocol versions share (RFC 9110 5).
/// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cems::http {

/// A `tchar` of RFC 9110 5.6.2: what method and field names consist of.
[[nodiscard]] bool is_token_char(char c);

/// ASCII letters compared without case.
[[nodiscard]] bool same_text(std::string_view a, std::string_view b);

/// The number of a content-length: digits only, at most 18 of them. Nothing for anything else,
/// signs, blanks and lists included (RFC 9110 8.6).
[[nodiscard]] std::optional<std::uint64_t> content_length(std::string_view value);

/// True for an authority we answer under: reg-name or address with an optional port; no userinfo
/// (RFC 9113 8.3.1), no blanks, no path.
[[nodiscard]] bool is_host(std::string_view text);

/// True for a value without control characters but HTAB (RFC 9110 5.5).
[[nodiscard]] bool is_safe_value(std::string_view value);

/// The value with every control character but HTAB made a blank: an answer that echoes a request
/// must not be able to start a field of its own (response splitting).
[[nodiscard]] std::string safe_value(std::string_view value);

/// False for statuses whose answers never carry content (RFC 9110 6.4.1).
[[nodiscard]] constexpr bool has_content(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace cems::http
