// Read, change, replace: all under a lock file, because the token file itself is swapped by rename.
#include "api/token_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <thread>

#include <sys/file.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"

namespace cems::api {

namespace {

// A token takes about 300 bytes, with 50 sites 4 KB. The whole file is read again at each change,
// on the server's timer: 10,000 tokens are 3 MB and some tens of milliseconds.
constexpr std::size_t kTokensMax = 10'000;
constexpr std::size_t kFileBytesMax = 64U << 20U;

constexpr std::int64_t kLockWaitMs = 10'000;
constexpr std::chrono::milliseconds kLockRetry{5};

/// The right to change the file, for its own lifetime. Not cems::FileLock: that one belongs to the
/// folder's one process, this one is waited for.
class ChangeLock {
 public:
  static Result<ChangeLock> wait(const std::string& path) {
    ChangeLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0) {
      return failed("cannot open", path);
    }
    const std::int64_t deadline = steady_ms() + kLockWaitMs;
    while (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) {
        return failed("cannot lock", path);
      }
      if (steady_ms() >= deadline) {
        return Error{Errc::unavailable,
                     fmt::format("another process keeps {} locked; try again", path)};
      }
      std::this_thread::sleep_for(kLockRetry);
    }
    return lock;
  }

  ChangeLock(ChangeLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

  ChangeLock& operator=(ChangeLock&&) = delete;
  ChangeLock(const ChangeLock&) = delete;
  ChangeLock& operator=(const ChangeLock&) = delete;

  ~ChangeLock() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

 private:
  explicit ChangeLock(int descriptor) : descriptor_(descriptor) {}

  static Error failed(std::string_view doing, const std::string& path) {
    const int code = errno;
    return {code == ENOENT ? Errc::not_found : Errc::invalid_argument,
            fmt::format("{} {}: {}", doing, path,
                        std::error_code(code, std::generic_category()).message())};
  }

  int descriptor_;
};

Status check(const TokenGrant& grant, TimeMs now) {
  const bool control = std::any_of(grant.name.begin(), grant.name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (grant.name.empty() || control || !is_valid_utf8(grant.name) ||
      count_code_points(grant.name) > limits::kStringCharsMax) {
    return Error{Errc::invalid_argument, "a token's name is 1 to 64 printable characters"};
  }
  if (!grant.sites.all && grant.sites.ids.empty()) {
    return Error{Errc::invalid_argument, "a token needs a site, or * for all"};
  }
  if (grant.scopes.empty()) {
    return Error{Errc::invalid_argument, "a token needs a scope"};
  }
  if (grant.expires && *grant.expires <= now) {
    return Error{Errc::invalid_argument, "a token must expire later than now"};
  }
  return Unit{};
}

bool has_id(const std::vector<TokenRecord>& records, std::string_view id) {
  return std::any_of(records.begin(), records.end(),
                     [&](const TokenRecord& record) { return record.identity.id == id; });
}

auto find_name(const std::vector<TokenRecord>& records, std::string_view name) {
  return std::find_if(records.begin(), records.end(),
                      [&](const TokenRecord& record) { return record.identity.name == name; });
}

Status replace(const std::string& path, const std::vector<TokenRecord>& records) {
  return write_file_atomically(path, write_tokens(records), 0600);
}

}  // namespace

Result<std::vector<TokenRecord>> TokenFile::read() const {
  const Result<std::string> text = read_file(path_, kFileBytesMax);
  if (!text) {
    if (text.error().code == Errc::not_found) {
      return std::vector<TokenRecord>();
    }
    return text.error();
  }
  Result<std::vector<TokenRecord>> records = parse_tokens(*text);
  if (!records) {
    return Error{Errc::corrupt, fmt::format("{} is damaged ({}); remove it and make new tokens",
                                            path_, records.error().message)};
  }
  return records;
}

Result<std::string> TokenFile::add(const TokenGrant& grant, TimeMs now) const {
  if (const Status good = check(grant, now); !good) {
    return good.error();
  }
  const Result<ChangeLock> lock = ChangeLock::wait(path_ + ".lock");
  if (!lock) {
    return lock.error();
  }
  Result<std::vector<TokenRecord>> records = read();
  if (!records) {
    return records.error();
  }
  if (find_name(*records, grant.name) != records->end()) {
    return Error{Errc::conflict, fmt::format("there is a token named {} already; choose another "
                                             "name, or take that one back with cems token revoke",
                                             quote(grant.name))};
  }
  if (records->size() >= kTokensMax) {
    return Error{Errc::too_large,
                 fmt::format("there are {} tokens already; revoke some", kTokensMax)};
  }
  NewToken token = make_token();
  while (has_id(*records, token.id)) {  // One in 10^8 with 10,000 tokens.
    token = make_token();
  }
  records->push_back(
      {{grant.name, token.id, grant.sites, grant.scopes}, token.digest, now, grant.expires});
  if (const Status written = replace(path_, *records); !written) {
    return written.error();
  }
  return std::move(token.text);
}

Status TokenFile::revoke(std::string_view name) const {
  const Result<ChangeLock> lock = ChangeLock::wait(path_ + ".lock");
  if (!lock) {
    return lock.error();
  }
  Result<std::vector<TokenRecord>> records = read();
  if (!records) {
    return records.error();
  }
  const auto found = find_name(*records, name);
  if (found == records->end()) {
    return Error{Errc::not_found,
                 fmt::format("there is no token named {}; see cems token list", quote(name))};
  }
  records->erase(found);
  return replace(path_, *records);
}

}  // namespace cems::api
