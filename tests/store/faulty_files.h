/// A file system that remembers what a power cut would leave, and that can fail.
///
/// The store works in one folder; beside it a second one, `durable`, holds at every moment what
/// would be there after a power cut: bytes that were synced, under names whose folder was synced.
/// So a cut needs no more than kill -9 of the process, at any moment, and a look at `durable`; that
/// works also where a library aborts the process on an error. Nothing is really synced, which makes
/// it quick. A failed sync forgets what was to be synced for good, as Linux does: a later one that
/// says yes does not bring it back.
///
/// Safe from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/file_system.h>

#include "base/mutex.h"
#include "store/rocks/file_system.h"

namespace cems::store::test {

struct Faults {
  bool forgets = false;      ///< Syncs say yes and do nothing: as if sync were turned off.
  std::int64_t fail_at = 0;  ///< The operation that fails, from 1; 0 for none.
  bool for_ever = false;     ///< All operations after it fail, too.
};

/// A file on the disk, whatever its name is. Internal to faulty_files.cc.
class DurableFile;

class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  /// REQUIRES: `durable` exists and has the same files as `working`.
  FaultyFiles(std::filesystem::path working, std::filesystem::path durable, const Faults& faults);
  ~FaultyFiles() override;

  [[nodiscard]] const char* Name() const override { return "FaultyFiles"; }

  /// How many operations there were so far: writes, syncs of files and of the folder, new files,
  /// renames and removals.
  [[nodiscard]] std::int64_t operations() const;

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

  // What the store does not do. Whoever begins to has to say here what a power cut makes of it.
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& name, std::size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;

  /// Counts an operation. True when it is to fail. For the files and folders made here.
  [[nodiscard]] bool trips();

  /// Makes the names of the folder durable. For the same.
  void sync_names();

  [[nodiscard]] const Faults& faults() const { return faults_; }

 private:
  [[nodiscard]] std::filesystem::path durable_path(const std::string& working_path) const;

  const std::filesystem::path working_;
  const std::filesystem::path durable_;
  const Faults faults_;
  mutable Mutex mutex_;
  std::int64_t operations_ CEMS_GUARDED_BY(mutex_) = 0;
  std::int64_t files_made_ CEMS_GUARDED_BY(mutex_) = 0;
  // Changes of names since the folder was synced, in their order.
  std::vector<std::function<void()>> names_ CEMS_GUARDED_BY(mutex_);
};

/// A store's system with such files. RocksDB sleeps a second after each compaction that fails, also
/// where it is about to be closed; here it goes on.
[[nodiscard]] std::shared_ptr<rocks::FileSystem> system_with(std::shared_ptr<FaultyFiles> files);

/// What of the unsynced bytes of files happened to reach the disk before a power cut: of each file
/// of `durable` nothing, or any sectors of what `working` has in the place of synced bytes, and the
/// first part of what it has behind them.
void let_some_bytes_survive(const std::filesystem::path& working,
                            const std::filesystem::path& durable, std::uint64_t seed);

}  // namespace cems::store::test
