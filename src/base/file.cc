/// Files; see file.h.
#include "base/file.h"

#include <cerrno>
#include <system_error>

#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/random.h"

namespace cems {
namespace {

namespace fs = std::filesystem;

/// The error of the system call that just failed. `doing` is e.g. "cannot read".
Error system_error(std::string_view doing, const fs::path& path, int code = errno) {
  const std::string message = std::string(doing) + " " + path.string() + ": " +
                              std::error_code(code, std::generic_category()).message();
  switch (code) {
    case ENOENT:
      return {Errc::not_found, message};
    case EACCES:
    case EPERM:
    case EISDIR:
    case ENOTDIR:
    case EROFS:
    case ELOOP:
    case ENAMETOOLONG:
      return {Errc::invalid_argument, message};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:  // The process's or the file system's bound on a file.
      return {Errc::no_space, message};
    default:
      return {Errc::internal, message};
  }
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  [[nodiscard]] bool opened() const { return number_ >= 0; }

  [[nodiscard]] int number() const { return number_; }

  /// The caller closes it.
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// Repeats a call that a signal interrupted.
template <class Call>
auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) {
    result = call();
  }
  return result;
}

Descriptor open_file(const fs::path& path, int flags, mode_t mode = 0) {
  return Descriptor(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); }));
}

/// Writes all of it; false with errno where that fails.
bool write_all(int descriptor, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written =
        uninterrupted([&] { return ::write(descriptor, contents.data(), contents.size()); });
    if (written < 0) {
      return false;
    }
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The folder a path lies in; "." for a bare name.
fs::path folder_of(const fs::path& path) {
  const fs::path folder = path.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

Status write_and_sync(const fs::path& path, std::string_view contents, mode_t mode) {
  const Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  // fchmod as well: the process's umask must not widen or narrow what the caller asked for.
  const bool written = file.opened() && ::fchmod(file.number(), mode) == 0 &&
                       write_all(file.number(), contents) && ::fsync(file.number()) == 0;
  if (!written) {
    return system_error("cannot write", path);
  }
  return Unit{};
}

/// What the owner of a lock wrote into its file, up to the end of the line.
std::string read_pid(int descriptor) {
  char text[24];
  const ssize_t length = ::pread(descriptor, text, sizeof text, 0);
  const std::string_view read(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  return std::string(read.substr(0, read.find_first_not_of("0123456789")));
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t bytes_max) {
  const Descriptor file = open_file(path, O_RDONLY);
  if (!file.opened()) {
    return system_error("cannot read", path);
  }
  std::string contents;
  constexpr std::size_t kStep = 64 * 1024;
  while (true) {
    const std::size_t used = contents.size();
    contents.resize(used + kStep);
    const ssize_t length =
        uninterrupted([&] { return ::read(file.number(), contents.data() + used, kStep); });
    if (length < 0) {
      return system_error("cannot read", path);
    }
    contents.resize(used + static_cast<std::size_t>(length));
    if (contents.size() > bytes_max) {
      return Error{Errc::too_large,
                   path.string() + " is longer than " + std::to_string(bytes_max) + " bytes"};
    }
    if (length == 0) {
      return contents;
    }
  }
}

Status write_file_atomically(const fs::path& path, std::string_view contents, mode_t mode) {
  fs::path temporary = path;
  temporary += "." + random_text(9) + ".tmp";
  Status written = write_and_sync(temporary, contents, mode);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = system_error("cannot replace", path);
  }
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_directory(folder_of(path));
}

Status make_directories(const fs::path& path, mode_t mode) {
  fs::path made;
  for (const fs::path& part : path) {
    made /= part;
    if (::mkdir(made.c_str(), mode) == 0) {
      const Status synced = sync_directory(folder_of(made));
      if (!synced) {
        return synced;
      }
      continue;
    }

    struct stat found {};

    const int code = errno;
    const bool exists = ::stat(made.c_str(), &found) == 0;
    if (!exists || !S_ISDIR(found.st_mode)) {
      return system_error("cannot make the folder", made, exists ? ENOTDIR : code);
    }
  }
  return Unit{};
}

Status sync_directory(const fs::path& path) {
  const Descriptor folder = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!folder.opened() || ::fsync(folder.number()) != 0) {
    return system_error("cannot sync the folder", path);
  }
  return Unit{};
}

AppendFile::AppendFile(fs::path path, int descriptor, std::uint64_t size)
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

AppendFile::~AppendFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<AppendFile> AppendFile::open(const fs::path& path, mode_t mode) {
  Descriptor file = open_file(path, O_RDWR | O_APPEND | O_CREAT, mode);

  struct stat found {};

  if (!file.opened() || ::fstat(file.number(), &found) != 0) {
    return system_error("cannot open", path);
  }
  // Also where it existed: the process that made it may have died before it came to this.
  if (Status synced = sync_directory(folder_of(path)); !synced) {
    return synced.error();
  }
  return AppendFile(path, file.release(), static_cast<std::uint64_t>(found.st_size));
}

Result<std::size_t> AppendFile::read(std::uint64_t offset, std::span<char> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t length = uninterrupted([&] {
      return ::pread(descriptor_, into.data() + done, into.size() - done,
                     static_cast<off_t>(offset + done));
    });
    if (length < 0) {
      return system_error("cannot read", path_);
    }
    if (length == 0) {
      break;
    }
    done += static_cast<std::size_t>(length);
  }
  return done;
}

Status AppendFile::append(std::string_view bytes) {
  // fdatasync writes the new length too: without it the bytes could not be found.
  if (!write_all(descriptor_, bytes) || ::fdatasync(descriptor_) != 0) {
    return system_error("cannot write", path_);
  }
  size_ += bytes.size();
  return Unit{};
}

Status AppendFile::cut(std::uint64_t size) {
  const auto length = static_cast<off_t>(size);
  if (uninterrupted([&] { return ::ftruncate(descriptor_, length); }) != 0 ||
      ::fsync(descriptor_) != 0) {
    return system_error("cannot cut", path_);
  }
  size_ = size;
  return Unit{};
}

Result<FileLock> FileLock::acquire(const fs::path& folder) {
  const fs::path path = folder / "LOCK";
  Descriptor file = open_file(path, O_RDWR | O_CREAT, 0644);
  if (!file.opened()) {
    return system_error("cannot open", path);
  }
  if (uninterrupted([&] { return ::flock(file.number(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) {
      return system_error("cannot lock", path);
    }
    return Error{Errc::conflict,
                 folder.string() + " is in use by process " + read_pid(file.number())};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.number(), 0) != 0 || !write_all(file.number(), pid)) {
    return system_error("cannot write", path);
  }
  return FileLock(file.release());
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace cems
