// Two folders: one to work in, and one with what a power cut would leave.
#include "tests/store/faulty_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>
#include <utility>

#include <rocksdb/system_clock.h>

namespace cems::store::test {

namespace fs = std::filesystem;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

class SleeplessClock final : public rocksdb::SystemClockWrapper {
 public:
  using SystemClockWrapper::SystemClockWrapper;

  [[nodiscard]] const char* Name() const override { return "SleeplessClock"; }

  void SleepForMicroseconds(int /*micros*/) override {}
};

/// The system's, but for files and sleep.
class SleeplessEnv final : public rocksdb::EnvWrapper {
 public:
  explicit SleeplessEnv(std::shared_ptr<rocksdb::FileSystem> files)
      : EnvWrapper(rocksdb::Env::Default()) {
    file_system_ = std::move(files);
    system_clock_ = std::make_shared<SleeplessClock>(rocksdb::SystemClock::Default());
  }

  [[nodiscard]] const char* Name() const override { return "SleeplessEnv"; }
};

IOStatus injected() {
  return IOStatus::IOError("injected failure");
}

constexpr std::size_t kSectorBytes = 512;  // Of a disk: there as a whole or not at all.

IOStatus not_modelled() {
  return IOStatus::NotSupported("tests/store/faulty_files does not know this");
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Files of the info log and the lock are no part of the data.
bool is_data(const std::string& name) {
  const std::string file = fs::path(name).filename().string();
  return file != "LOCK" && !file.starts_with("LOG");
}

}  // namespace

class DurableFile {
 public:
  explicit DurableFile(fs::path path) : path_(std::move(path)) { std::ofstream(path_).flush(); }

  void write(std::uint64_t offset, const Slice& data) {
    const MutexLock lock(mutex_);
    unsynced_.push_back({offset, data.ToString()});
  }

  void sync() {
    const MutexLock lock(mutex_);
    if (unsynced_.empty()) return;
    // Where an earlier sync failed there is a hole, and holes read as zeros.
    std::fstream out(path_, std::ios::in | std::ios::out | std::ios::binary);
    for (const Write& write : unsynced_) {
      out.seekp(static_cast<std::streamoff>(write.offset));
      out.write(write.bytes.data(), static_cast<std::streamsize>(write.bytes.size()));
    }
    unsynced_.clear();
  }

  /// A sync failed: what was to be synced is gone, and nobody will say so again.
  void lose() {
    const MutexLock lock(mutex_);
    unsynced_.clear();
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  struct Write {
    std::uint64_t offset;
    std::string bytes;
  };

  const fs::path path_;
  Mutex mutex_;
  std::vector<Write> unsynced_ CEMS_GUARDED_BY(mutex_);
};

namespace {

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<DurableFile> durable,
             FaultyFiles& files)
      : FSWritableFileOwnerWrapper(std::move(file)), durable_(std::move(durable)), files_(files) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const bool fails = files_.trips();
    const Slice part(data.data(), fails ? data.size() / 2 : data.size());
    return written(end_, part, fails, target()->Append(part, options, debug));
  }

  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus PositionedAppend(const Slice& data, std::uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    const bool fails = files_.trips();
    const Slice part(data.data(), fails ? data.size() / 2 : data.size());
    return written(offset, part, fails, target()->PositionedAppend(part, offset, options, debug));
  }

  IOStatus PositionedAppend(const Slice& data, std::uint64_t offset, const IOOptions& options,
                            const rocksdb::DataVerificationInfo& /*info*/,
                            IODebugContext* debug) override {
    return PositionedAppend(data, offset, options, debug);
  }

  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    if (files_.trips()) {
      durable_->lose();
      return injected();
    }
    if (!files_.faults().forgets) durable_->sync();
    return IOStatus::OK();
  }

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

  IOStatus RangeSync(std::uint64_t /*offset*/, std::uint64_t /*bytes*/,
                     const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return IOStatus::OK();  // A hint: no promise that anything is durable.
  }

 private:
  IOStatus written(std::uint64_t offset, const Slice& part, bool fails, IOStatus status) {
    if (!status.ok()) return status;
    durable_->write(offset, part);
    end_ = offset + part.size();
    if (fails) return injected();
    return status;
  }

  std::shared_ptr<DurableFile> durable_;
  FaultyFiles& files_;
  std::uint64_t end_ = 0;  // Where the next append goes.
};

class FaultyFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyFolder(std::unique_ptr<rocksdb::FSDirectory> folder, FaultyFiles& files)
      : FSDirectoryWrapper(std::move(folder)), files_(files) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    if (files_.trips()) return injected();
    if (!files_.faults().forgets) files_.sync_names();
    return IOStatus::OK();
  }

  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*folder*/) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFiles& files_;
};

}  // namespace

FaultyFiles::FaultyFiles(fs::path working, fs::path durable, const Faults& faults)
    : FileSystemWrapper(rocksdb::FileSystem::Default()),
      working_(std::move(working)),
      durable_(std::move(durable)),
      faults_(faults) {
  fs::create_directories(durable_.string() + ".nameless");
}

FaultyFiles::~FaultyFiles() = default;

std::int64_t FaultyFiles::operations() const {
  const MutexLock lock(mutex_);
  return operations_;
}

bool FaultyFiles::trips() {
  const MutexLock lock(mutex_);
  ++operations_;
  return faults_.fail_at > 0 &&
         (faults_.for_ever ? operations_ >= faults_.fail_at : operations_ == faults_.fail_at);
}

void FaultyFiles::sync_names() {
  const MutexLock lock(mutex_);
  for (const auto& change : names_)
    change();
  names_.clear();
}

fs::path FaultyFiles::durable_path(const std::string& working_path) const {
  return durable_ / fs::path(working_path).lexically_relative(working_);
}

IOStatus FaultyFiles::NewWritableFile(const std::string& name, const FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      IODebugContext* debug) {
  if (!is_data(name)) return target()->NewWritableFile(name, options, result, debug);
  if (trips()) return injected();
  std::unique_ptr<rocksdb::FSWritableFile> file;
  if (IOStatus made = target()->NewWritableFile(name, options, &file, debug); !made.ok()) {
    return made;
  }
  const MutexLock lock(mutex_);
  const fs::path nameless = durable_.string() + ".nameless";
  auto durable = std::make_shared<DurableFile>(nameless / std::to_string(++files_made_));
  names_.emplace_back([from = durable->path(), to = durable_path(name)] {
    std::error_code ignored;
    fs::remove(to, ignored);
    fs::create_hard_link(from, to, ignored);
  });
  *result = std::make_unique<FaultyFile>(std::move(file), std::move(durable), *this);
  return IOStatus::OK();
}

IOStatus FaultyFiles::NewDirectory(const std::string& name, const IOOptions& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* result,
                                   IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> folder;
  IOStatus opened = target()->NewDirectory(name, options, &folder, debug);
  if (opened.ok()) *result = std::make_unique<FaultyFolder>(std::move(folder), *this);
  return opened;
}

IOStatus FaultyFiles::RenameFile(const std::string& from, const std::string& to,
                                 const IOOptions& options, IODebugContext* debug) {
  if (!is_data(from)) return target()->RenameFile(from, to, options, debug);
  if (trips()) return injected();
  IOStatus renamed = target()->RenameFile(from, to, options, debug);
  if (!renamed.ok()) return renamed;
  const MutexLock lock(mutex_);
  names_.emplace_back([old_path = durable_path(from), new_path = durable_path(to)] {
    std::error_code ignored;
    fs::rename(old_path, new_path, ignored);
  });
  return renamed;
}

IOStatus FaultyFiles::DeleteFile(const std::string& name, const IOOptions& options,
                                 IODebugContext* debug) {
  if (!is_data(name)) return target()->DeleteFile(name, options, debug);
  if (trips()) return injected();
  IOStatus removed = target()->DeleteFile(name, options, debug);
  if (!removed.ok()) return removed;
  const MutexLock lock(mutex_);
  names_.emplace_back([path = durable_path(name)] {
    std::error_code ignored;
    fs::remove(path, ignored);
  });
  return removed;
}

IOStatus FaultyFiles::ReopenWritableFile(const std::string& /*name*/,
                                         const FileOptions& /*options*/,
                                         std::unique_ptr<rocksdb::FSWritableFile>* /*result*/,
                                         IODebugContext* /*debug*/) {
  return not_modelled();
}

IOStatus FaultyFiles::ReuseWritableFile(const std::string& /*name*/,
                                        const std::string& /*old_name*/,
                                        const FileOptions& /*options*/,
                                        std::unique_ptr<rocksdb::FSWritableFile>* /*result*/,
                                        IODebugContext* /*debug*/) {
  return not_modelled();
}

IOStatus FaultyFiles::NewRandomRWFile(const std::string& /*name*/, const FileOptions& /*options*/,
                                      std::unique_ptr<rocksdb::FSRandomRWFile>* /*result*/,
                                      IODebugContext* /*debug*/) {
  return not_modelled();
}

IOStatus FaultyFiles::LinkFile(const std::string& /*from*/, const std::string& /*to*/,
                               const IOOptions& /*options*/, IODebugContext* /*debug*/) {
  return not_modelled();
}

IOStatus FaultyFiles::Truncate(const std::string& /*name*/, std::size_t /*size*/,
                               const IOOptions& /*options*/, IODebugContext* /*debug*/) {
  return not_modelled();
}

std::shared_ptr<rocks::FileSystem> system_with(std::shared_ptr<FaultyFiles> files) {
  return std::make_shared<rocks::FileSystem>(
      rocks::FileSystem{std::make_shared<SleeplessEnv>(std::move(files))});
}

void let_some_bytes_survive(const fs::path& working, const fs::path& durable, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (const auto& entry : fs::directory_iterator(durable)) {
    std::error_code ignored;
    const fs::path newer = working / entry.path().filename();
    if (!fs::exists(newer, ignored) || random() % 2 == 0) continue;
    std::string bytes = bytes_of(entry.path());
    const std::string unsynced = bytes_of(newer);
    // Of bytes that were there already any sectors, in no order; behind them the first ones.
    const std::size_t both = std::min(bytes.size(), unsynced.size());
    for (std::size_t at = 0; at < both; at += kSectorBytes) {
      const std::size_t size = std::min(kSectorBytes, both - at);
      if (random() % 2 == 0) bytes.replace(at, size, unsynced, at, size);
    }
    if (unsynced.size() > bytes.size()) {
      bytes += unsynced.substr(bytes.size(), random() % (unsynced.size() - bytes.size() + 1));
    }
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes;
  }
}

}  // namespace cems::store::test
