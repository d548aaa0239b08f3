/// Keeps the last part of a disk free: a full one would stop the station's other programs, and
/// RocksDB needs room to tidy up. Reads go on below the mark, and writes go on by themselves above
/// it.
///
/// Internal to store/rocks. Used by the thread that commits.
#pragma once

#include <chrono>
#include <filesystem>

#include "base/result.h"
#include "store/rocks/rocks_store.h"

namespace cems::store::rocks {

/// What `asked` says, or where it is empty the file system of the path.
[[nodiscard]] DiskSpace disk_space(const std::filesystem::path& path,
                                   const std::function<DiskSpace()>& asked);

class DiskGuard {
 public:
  DiskGuard(std::filesystem::path path, std::function<DiskSpace()> disk_space);

  /// Whether there is room to write. Asks the system once a second at most.
  /// Errors: no_space, with what is free and what would have to be.
  [[nodiscard]] Status check();

 private:
  [[nodiscard]] Status look() const;

  std::filesystem::path path_;
  std::function<DiskSpace()> disk_space_;
  std::chrono::steady_clock::time_point next_look_;
  Status last_ = Unit{};
};

}  // namespace cems::store::rocks
