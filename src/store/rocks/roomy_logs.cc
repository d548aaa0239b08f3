/// A file system whose logs have room behind them when written, and have not when read.
#include "store/rocks/roomy_logs.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <rocksdb/file_system.h>

#include "store/rocks/log_walk.h"

namespace cems::store::rocks {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::size_t kRoomBytes = 256U << 10U;

// A longer append would only be written twice: its data takes longer than the inode.
constexpr std::size_t kRoomyAppendMax = kRoomBytes / 8;

bool is_log(std::string_view name) {
  return name.ends_with(".log");
}

class RoomyLog final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  explicit RoomyLog(std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = write(data, options, debug);
    if (!status.ok()) return status;
    end_ += data.size();
    if (has_place_ && end_ > room_end_) make_room(data.size(), options, debug);
    return status;
  }

  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus cut = has_place_ ? target()->Truncate(end_, options, debug) : IOStatus::OK();
    IOStatus closed = target()->Close(options, debug);
    return cut.ok() ? closed : cut;
  }

  std::uint64_t GetFileSize(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return end_;
  }

  // Reserved room is what this is instead of.
  void SetPreallocationBlockSize(std::size_t /*bytes*/) override {}

 private:
  IOStatus write(const Slice& data, const IOOptions& options, IODebugContext* debug) {
    if (has_place_) {
      IOStatus status = target()->PositionedAppend(data, end_, options, debug);
      if (end_ > 0 || !status.IsNotSupported()) return status;
      has_place_ = false;  // Not every file system can.
    }
    return target()->Append(data, options, debug);
  }

  // Behind an append that made the file longer. Where there is no place for it, there is no need.
  void make_room(std::size_t appended, const IOOptions& options, IODebugContext* debug) {
    room_end_ = end_;
    if (appended > kRoomyAppendMax) return;
    static const std::string room(kRoomBytes, kRoomByte);
    if (target()->PositionedAppend(room, end_, options, debug).ok()) room_end_ += room.size();
  }

  bool has_place_ = true;  // Writes say where.
  std::uint64_t end_ = 0;
  std::uint64_t room_end_ = 0;  // At least end_.
};

/// A log without the room behind it.
class LogWithoutRoom final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  LogWithoutRoom(std::unique_ptr<rocksdb::FSSequentialFile> file, std::uint64_t size)
      : FSSequentialFileOwnerWrapper(std::move(file)), left_(size) {}

  IOStatus Read(std::size_t n, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(n, left_));
    IOStatus status = target()->Read(size, options, result, scratch, debug);
    left_ -= result->size();
    return status;
  }

  IOStatus Skip(std::uint64_t n) override {
    const std::uint64_t size = std::min(n, left_);
    left_ -= size;
    return target()->Skip(size);
  }

 private:
  std::uint64_t left_;
};

IOStatus walk_through(rocksdb::FSSequentialFile& file, LogWalk& walk) {
  std::string scratch(kLogBlockBytes, '\0');
  for (;;) {
    Slice block;
    IOStatus status = file.Read(scratch.size(), IOOptions(), &block, scratch.data(), nullptr);
    if (!status.ok()) return status;
    walk.take({block.data(), block.size()});
    if (block.size() < scratch.size()) return status;
  }
}

class RoomyLogs final : public rocksdb::FileSystemWrapper {
 public:
  RoomyLogs(const std::shared_ptr<rocksdb::FileSystem>& base, DamagedRoom damaged_room)
      : FileSystemWrapper(base), damaged_room_(damaged_room) {}

  [[nodiscard]] const char* Name() const override { return "RoomyLogs"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    IOStatus made = target()->NewWritableFile(name, options, result, debug);
    if (made.ok() && is_log(name)) *result = std::make_unique<RoomyLog>(std::move(*result));
    return made;
  }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    IOStatus opened = target()->NewSequentialFile(name, options, result, debug);
    if (!opened.ok() || !is_log(name)) return opened;
    LogWalk walk;
    IOStatus walked = walk_through(**result, walk);
    if (walked.ok() && walk.is_room_damaged() && damaged_room_ == DamagedRoom::refused) {
      return IOStatus::Corruption("a bit has flipped behind the last record of " + name);
    }
    if (walked.ok()) walked = target()->NewSequentialFile(name, options, result, debug);
    if (walked.ok()) *result = std::make_unique<LogWithoutRoom>(std::move(*result), walk.end());
    return walked;
  }

 private:
  const DamagedRoom damaged_room_;
};

class RoomyEnv final : public rocksdb::EnvWrapper {
 public:
  RoomyEnv(rocksdb::Env& base, DamagedRoom damaged_room) : EnvWrapper(&base) {
    file_system_ = std::make_shared<RoomyLogs>(base.GetFileSystem(), damaged_room);
    system_clock_ = base.GetSystemClock();
  }

  [[nodiscard]] const char* Name() const override { return "RoomyEnv"; }
};

}  // namespace

std::unique_ptr<rocksdb::Env> with_roomy_logs(rocksdb::Env& base, DamagedRoom damaged_room) {
  return std::make_unique<RoomyEnv>(base, damaged_room);
}

}  // namespace cems::store::rocks
