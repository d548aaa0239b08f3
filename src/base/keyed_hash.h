/// SHA-256 (FIPS 180-4) and SM3 (GB/T 32905) of whole texts, and HMAC (RFC 2104) over either.
///
/// Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cems {

enum class Hash : std::uint8_t { sha256, sm3 };

/// Bytes of a digest of either.
inline constexpr std::size_t kHashBytes = 32;

/// 32 bytes.
[[nodiscard]] std::string hash_bytes(Hash hash, std::string_view text);

/// The same as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string hash_hex(Hash hash, std::string_view text);

/// 32 bytes.
[[nodiscard]] std::string hmac_bytes(Hash hash, std::string_view key, std::string_view text);

/// Two lower-case hexadecimal digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// Nothing for an odd number of digits or other letters.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

}  // namespace cems
