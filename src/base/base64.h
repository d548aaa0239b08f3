/// base64url without padding (RFC 4648 section 5): bytes as text that is safe in URLs and headers.
///
/// Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cems {

[[nodiscard]] std::string base64url_encode(std::string_view bytes);

/// Nothing for other letters, padding, impossible lengths and last letters with bits that no byte
/// has: each byte string has one spelling.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace cems
