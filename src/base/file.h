/// Whole files and folders: reading with a bound, replacing so that a crash leaves the old or the
/// new one, a file that grows, and a lock that keeps a second process out.
///
/// All functions block; safe from any thread (an object of a class: from one at a time). Errors of
/// all: not_found where a file or its folder does not exist, invalid_argument where it may not be
/// used (permission, a folder in place of a file), no_space on a full disk or beyond a bound on the
/// file, internal for what the disk or the system failed to do. Messages name the path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

#include "base/result.h"

namespace cems {

/// All bytes of a file. Errors: too_large when there are more than `bytes_max`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t bytes_max);

/// Replaces or makes a file. When this returns without an error the contents are on the disk; until
/// then, and after a crash, readers see the old file whole. Two writers of one path at a time: the
/// last wins, each whole.
Status write_file_atomically(const std::filesystem::path& path, std::string_view contents,
                             mode_t mode = 0644);

/// Makes a folder and those above it; one that exists is fine.
Status make_directories(const std::filesystem::path& path, mode_t mode = 0755);

/// Makes names in a folder (new, renamed, removed files) durable.
Status sync_directory(const std::filesystem::path& path);

/// A file that is written at its end only, and synced each time.
class AppendFile {
 public:
  /// Makes it where it does not exist; its name is then on the disk too.
  [[nodiscard]] static Result<AppendFile> open(const std::filesystem::path& path,
                                               mode_t mode = 0644);

  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();

  /// Bytes of the file, as far as this object knows: what a failed `append` left is not counted.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Reads into `into` from `offset` on; fewer bytes than asked for only at the end, where it is 0.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const;

  /// On the disk when this returns without an error. After an error a part of `bytes` may be there,
  /// and whether it and what came before is on the disk is not known: append nothing more.
  Status append(std::string_view bytes);

  /// Cuts off all from `size` on, durably.
  Status cut(std::uint64_t size);

 private:
  AppendFile(std::filesystem::path path, int descriptor, std::uint64_t size);

  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

/// Holds `<folder>/LOCK` for as long as it lives, and no longer than its process: the system frees
/// it after a crash. The file stays; it holds the pid of its last owner.
class FileLock {
 public:
  /// Errors: conflict, naming the pid, when another process (or another lock of this one) holds it.
  [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& folder);

  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace cems
