/// flock(2), tried again and again; see wait_lock.h.
#include "base/wait_lock.h"

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>

#include <sys/file.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"

namespace cems {
namespace {

// Holders keep it for a sync or two, some milliseconds.
constexpr std::chrono::milliseconds kLockRetry{2};

Error lock_error(std::string_view doing, const std::string& path) {
  const int code = errno;
  return {code == ENOENT ? Errc::not_found : Errc::invalid_argument,
          std::string(doing) + " " + path + ": " +
              std::error_code(code, std::generic_category()).message()};
}

}  // namespace

Result<WaitLock> WaitLock::take(const std::string& path, std::int64_t wait_ms) {
  WaitLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.descriptor_ < 0) {
    return lock_error("cannot open", path);
  }
  const std::int64_t deadline = steady_ms() + wait_ms;
  while (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return lock_error("cannot lock", path);
    }
    if (steady_ms() >= deadline) {
      return Error{Errc::unavailable, "another process keeps " + path + " locked; try again"};
    }
    std::this_thread::sleep_for(kLockRetry);
  }
  return lock;
}

WaitLock::~WaitLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace cems
