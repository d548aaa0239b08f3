/// The audit log: a folder of append-only files with one chain of lines (entry.h) through all.
///
/// | file | what |
/// |------|------|
/// | `audit-<12 digits>.jsonl` | lines; the digits are the number of the first |
/// | `head` | where the chain ends (head.h) |
/// | `LOCK` | held for each append: a server and commands beside it may write in turn |
///
/// A file is begun each day (UTC) and at limits::kAuditFileBytes; one whose last line is older than
/// the days kept is removed, which is a line of its own. An object: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audit/entry.h"
#include "base/file.h"
#include "base/limits_access.h"
#include "base/result.h"
#include "base/time.h"

namespace cems::audit {

struct LogOptions {
  std::int64_t days = limits::kAuditDaysMin;  ///< How long lines are kept, at least.
  std::uint64_t file_bytes = limits::kAuditFileBytes;
};

class Log {
 public:
  /// Makes the folder (mode 0700) where it is missing.
  /// REQUIRES: options.days >= limits::kAuditDaysMin. Errors: those of base/file.h.
  [[nodiscard]] static Result<Log> open(std::string folder, LogOptions options = {});

  /// Appends in order; on the disk when this returns without an error. `now` is the real time and
  /// decides which file. Where the end of the log is not as it was left, a torn line is cut off and
  /// a line says so; lines that are missing stay missing: their numbers are not given again.
  /// Errors: those of base/file.h and base/wait_lock.h; nothing is known of the entries then, and
  /// the next append looks at the files anew.
  Status append(std::span<const Entry> entries, TimeMs now);

 private:
  Log(std::string folder, LogOptions options) : folder_(std::move(folder)), options_(options) {}

  struct Current {
    AppendFile file;
    std::int64_t day;  ///< Since 1970, of its last line.
  };

  [[nodiscard]] Status find_end(std::vector<Entry>& findings);
  [[nodiscard]] Status write(std::span<const Entry> entries, TimeMs now);
  [[nodiscard]] Status begin_file(TimeMs now);
  [[nodiscard]] Status expire(TimeMs now);

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
  LogOptions options_;
  std::optional<Current> current_;  // Where it is known how the log ends.
  Link end_;
};

/// Names of the files in a folder, the oldest first; none where there is no folder.
[[nodiscard]] std::vector<std::string> files_of(const std::string& folder);

/// The number in a file's name.
[[nodiscard]] std::uint64_t first_of(const std::string& file_name);

/// What `expire` lines name: "1-5000". And the last of the two; nothing for another text.
[[nodiscard]] std::string range_text(std::uint64_t first, std::uint64_t last);
[[nodiscard]] std::optional<std::uint64_t> last_of_range(std::string_view text);

}  // namespace cems::audit
