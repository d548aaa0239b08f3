/// The embedded backend: one RocksDB in one folder (docs/internals/format/log.md).
///
/// A commit is one synced batch of a log; readings live in memory (the head) until they are sealed
/// into blocks. One process at a time has a folder open. Thread-safe like every Store. Closing
/// (destroying) it needs no seal(): the head is rebuilt from the log; after a seal() opening is
/// quicker.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "base/limits.h"
#include "base/result.h"
#include "store/store.h"

namespace cems::store {

struct RocksOptions {
  /// Readings in the head before a commit seals it. Tests make it small.
  std::size_t head_readings_max = limits::kHeadReadingsMax;
  /// Memory for blocks read from the disk.
  std::size_t block_cache_bytes = 32U << 20U;
  /// What RocksDB collects before it writes a file; two of them may exist at once.
  std::size_t write_buffer_bytes = 32U << 20U;
};

/// Opens the store at `path`, making the folder and an empty store where there is none.
/// Errors: conflict when another process has it open or it is of a newer format; corrupt when
/// something in it is damaged; no_space; internal.
[[nodiscard]] Result<std::unique_ptr<Store>> open_rocks_store(const std::filesystem::path& path,
                                                              const RocksOptions& options = {});

}  // namespace cems::store
