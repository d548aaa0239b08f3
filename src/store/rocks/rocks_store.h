/// The embedded backend: one RocksDB in one folder (docs/internals/format/log.md).
///
/// A commit is one synced batch of a log, shared by all who commit meanwhile; readings live in
/// memory (the head) until they are sealed into blocks in the background. One process at a time has
/// a folder open. Thread-safe like every Store. Closing (destroying) it needs no seal(): the head
/// is rebuilt from the log; after a seal() opening is quicker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "base/limits.h"
#include "base/result.h"
#include "store/store.h"

namespace cems::store {

namespace rocks {
struct FileSystem;
}

/// Bytes of the file system that a store is on.
struct DiskSpace {
  std::uint64_t free = 0;  ///< For unprivileged processes.
  std::uint64_t total = 0;
};

struct RocksOptions {
  /// Readings in the head, about 60 bytes each: at half of it they are sealed in the background,
  /// and at all of it commits wait for that. Tests make it small.
  std::size_t head_readings_max = limits::kMemoryBytes / 4 / limits::kHeadReadingBytes;
  /// Readings are sealed after so long without a commit, in milliseconds.
  std::int64_t idle_ms = limits::kSealIdleMs;
  /// Memory for blocks read from the disk and their indexes; what RocksDB collects before it
  /// writes a file counts in it.
  std::size_t cache_bytes = limits::kMemoryBytes / 2;
  /// That file's size, nearly; two of them may exist at once.
  std::size_t write_buffer_bytes = limits::kMemoryBytes / 16;
  /// Syncs every commit. Without, a power cut loses what was acknowledged: only tests that have to
  /// see that turn it off.
  bool sync = true;
  /// Opens a store whose log ends before its ledger, or has a hole: what is missing is given up,
  /// once and for all.
  bool accept_loss = false;
  /// Asked before commits for how full the disk is; empty for the file system of the store.
  std::function<DiskSpace()> disk_space = {};
  /// In place of the system's files (store/rocks/file_system.h); for tests.
  std::shared_ptr<const rocks::FileSystem> file_system = nullptr;
};

/// Opens the store at `path`, making the folder and an empty store where there is none.
/// Errors: conflict when another process has it open or it is of a newer format; corrupt when
/// something in it is damaged; no_space; internal.
[[nodiscard]] Result<std::unique_ptr<Store>> open_rocks_store(const std::filesystem::path& path,
                                                              const RocksOptions& options = {});

}  // namespace cems::store
