// Compares the file's mark, reads it where it differs, swaps the table.
#include "api/token_watch.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace cems::api {

TokenWatch::TokenWatch(std::string path)
    : path_(std::move(path)), table_(std::make_shared<const TokenTable>()) {}

std::shared_ptr<const TokenTable> TokenWatch::get() const {
  const MutexLock lock(table_mutex_);
  return table_;
}

Result<TokenWatch::Mark> TokenWatch::mark() const {
  struct stat status {};

  if (::stat(path_.c_str(), &status) == 0) {
    return Mark{true, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  }
  if (errno == ENOENT) {
    return Mark{};
  }
  return Error{Errc::internal, std::error_code(errno, std::generic_category()).message()};
}

void TokenWatch::refresh() {
  const MutexLock refreshing(refreshing_);
  // The mark is taken before the file is read: a change in between is seen at the next refresh.
  const Result<Mark> now = mark();
  if (now && *now == seen_) {
    return;
  }
  Result<std::vector<TokenRecord>> records =
      now ? TokenFile(path_).read() : Result<std::vector<TokenRecord>>(now.error());
  if (!records) {
    if (records.error().message != complaint_) {
      complaint_ = records.error().message;
      spdlog::error("tokens cannot be read, those read before stay in force: {}", complaint_);
    }
    if (now && records.error().code == Errc::corrupt) {
      seen_ = *now;  // It stays damaged until somebody writes it; other failures may pass.
    }
    return;
  }
  seen_ = *now;
  complaint_.clear();
  auto table = std::make_shared<const TokenTable>(std::move(*records));
  {
    const MutexLock lock(table_mutex_);
    table_ = std::move(table);
  }
  version_.fetch_add(1, std::memory_order_release);
}

}  // namespace cems::api
