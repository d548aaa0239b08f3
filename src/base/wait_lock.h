/// A lock file for short changes by any number of processes: whoever wants it waits for it.
///
/// Not FileLock (base/file.h), which a folder's one process holds for as long as it runs. The
/// system frees it when its process dies. The file stays. One object, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"

namespace cems {

class WaitLock {
 public:
  /// Makes the file where it is missing (mode 0600) and takes its lock for this object's lifetime.
  /// Errors: not_found without the folder, invalid_argument where the file may not be used,
  /// unavailable when another holds it for `wait_ms`.
  [[nodiscard]] static Result<WaitLock> take(const std::string& path,
                                             std::int64_t wait_ms = 10'000);

  WaitLock(WaitLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

  WaitLock& operator=(WaitLock&&) = delete;
  WaitLock(const WaitLock&) = delete;
  WaitLock& operator=(const WaitLock&) = delete;
  ~WaitLock();

 private:
  explicit WaitLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace cems
