/// Checksums and digests: CRC-32C against broken bytes, SHA-256 for identity and secrets.
///
/// Pure functions and values; safe from any thread as far as no object is shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cems {

/// CRC-32C (Castagnoli, RFC 3720 12.1). `before` is the checksum of what stands before `data`, so
/// that crc32c(b, crc32c(a)) is that of a and b together.
[[nodiscard]] std::uint32_t crc32c(std::string_view data, std::uint32_t before = 0);

/// The same by tables only, for processors without the instruction (SSE 4.2). For tests.
[[nodiscard]] std::uint32_t crc32c_by_tables(std::string_view data, std::uint32_t before = 0);

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view data);

  /// The digest as 64 lower-case hexadecimal digits; starts again from nothing.
  [[nodiscard]] std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view data);

/// Compares in a time that depends on the lengths only: for secrets.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace cems
