/// The tokens of a running server: the table of the moment, renewed when the file changes.
///
/// `refresh` is called from one timer at least four times a second, so that `cems token revoke`
/// takes effect within a second. Safe from any thread; `get` is a short lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <sys/stat.h>

#include "api/token_file.h"
#include "api/token_table.h"
#include "base/mutex.h"

namespace cems::api {

class TokenWatch {
 public:
  /// Begins without any token; the first `refresh` reads the file at `path`.
  explicit TokenWatch(std::string path);

  /// The table of the moment. Never null; the caller holds it as long as it likes.
  [[nodiscard]] std::shared_ptr<const TokenTable> get() const;

  /// Another number whenever `get` gives another table. Read before `get`, it is never newer than
  /// what that gives.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  /// Reads the file again if its inode, time or size is another. A missing file means no tokens; of
  /// a damaged one the log tells, once, and the last good table stays.
  void refresh();

 private:
  /// What tells one state of the file from another.
  struct Mark {
    bool present = false;
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;

    friend bool operator==(const Mark&, const Mark&) = default;
  };

  [[nodiscard]] Result<Mark> mark() const;

  const std::string path_;
  Mutex refreshing_;  // Taken before table_mutex_.
  Mark seen_ CEMS_GUARDED_BY(refreshing_);
  std::string complaint_ CEMS_GUARDED_BY(refreshing_);  // The last one logged.
  mutable Mutex table_mutex_;
  std::shared_ptr<const TokenTable> table_ CEMS_GUARDED_BY(table_mutex_);
  std::atomic<std::uint64_t> version_{0};  // Changed after table_.
};

}  // namespace cems::api
