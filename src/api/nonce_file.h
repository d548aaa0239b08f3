/// The bytes of DIR/nonces: records of 32 bytes, appended one by one
/// (docs/internals/format/nonces.md). No sync an append: they outlive the process, not the machine;
/// nonces.h says what stands in for that.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace cems::api {

/// The first half of SHA-256 of the token's id and the nonce.
using NonceKey = std::array<char, 16>;

struct NonceRecord {
  NonceKey key{};
  /// A token's id, or one of the words below, in 8 bytes.
  std::string owner;
  TimeMs time{};  ///< The request's timestamp.
};

/// Owners that are no tokens: `key` is the id of the machine's run (kBegun), or nothing.
inline constexpr std::string_view kBegun = "BEGUN---";  ///< A server has opened the files.
inline constexpr std::string_view kEnded = "ENDED---";  ///< All before it is on the disk.
inline constexpr std::string_view kFloor = "FLOOR---";  ///< Nothing of `time` or before is taken.

class NonceFile {
 public:
  /// Opens or makes the file (mode 0600) and reads it; a torn last record is cut off.
  /// Errors: those of base/file.h.
  [[nodiscard]] static Result<NonceFile> open(const std::string& path,
                                              std::vector<NonceRecord>& records);

  NonceFile(NonceFile&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

  NonceFile& operator=(NonceFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  NonceFile(const NonceFile&) = delete;
  NonceFile& operator=(const NonceFile&) = delete;
  ~NonceFile();

  /// Errors: no_space, internal. A part of it may be there then; the next open cuts it off.
  Status append(const NonceRecord& record);

  Status sync();

 private:
  NonceFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

}  // namespace cems::api
