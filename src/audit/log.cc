// Files of the audit log: found again before an append where somebody else may have written.
#include "audit/log.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "audit/head.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/wait_lock.h"

namespace cems::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "audit-";
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kDigits = 12;
constexpr mode_t kFileMode = 0600;

std::string name_of(std::uint64_t first) {
  return fmt::format("{}{:012}{}", kPrefix, first, kSuffix);
}

std::int64_t day_of(TimeMs time) {
  return time.ms / kMsPerDay;
}

Entry own(TimeMs time, std::string_view action, std::string object, std::string_view result) {
  return {time,    "cems", "", std::string(action), std::move(object), std::string(result),
          "local", 1,      {}};
}

/// How a file ends.
struct Tail {
  std::optional<Line> last;  ///< Its last whole line, if that is one.
  std::uint64_t whole = 0;   ///< Bytes up to the end of the last whole line.
  std::uint64_t torn = 0;    ///< Bytes behind it.
};

Result<Tail> tail_of(const AppendFile& file) {
  const std::uint64_t begin = file.size() - std::min<std::uint64_t>(file.size(), 2 * kLineBytesMax);
  std::string text(file.size() - begin, '\0');
  const Result<std::size_t> read = file.read(begin, text);
  if (!read) {
    return read.error();
  }
  text.resize(*read);
  Tail tail;
  const std::size_t end = text.rfind('\n');
  tail.whole = end == std::string::npos ? begin : begin + end + 1;
  tail.torn = file.size() - tail.whole;
  if (end == std::string::npos) {
    return tail;
  }
  const std::size_t before = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
  const std::size_t at = before == std::string::npos ? 0 : before + 1;
  if (Result<Line> line = read_line(std::string_view(text).substr(at, end - at));
      line && line->is_sound) {
    tail.last = *std::move(line);
  }
  return tail;
}

}  // namespace

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    std::string name = entry.path().filename().string();
    if (name.size() == kPrefix.size() + kDigits + kSuffix.size() && name.starts_with(kPrefix) &&
        name.ends_with(kSuffix)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::uint64_t first_of(const std::string& file_name) {
  std::uint64_t number = 0;
  const char* const begin = file_name.data() + kPrefix.size();
  std::from_chars(begin, begin + kDigits, number);
  return number;
}

std::string range_text(std::uint64_t first, std::uint64_t last) {
  return fmt::format("{}-{}", first, last);
}

std::optional<std::uint64_t> last_of_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  std::uint64_t last = 0;
  if (dash == std::string_view::npos) {
    return std::nullopt;
  }
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + dash + 1, end, last);
  return error == std::errc() && stop == end ? std::optional(last) : std::nullopt;
}

Result<Log> Log::open(std::string folder, LogOptions options) {
  CEMS_ASSERT(options.days >= limits::kAuditDaysMin);
  if (const Status made = make_directories(folder, 0700); !made) {
    return made.error();
  }
  return Log(std::move(folder), options);
}

Status Log::append(std::span<const Entry> entries, TimeMs now) {
  const Result<WaitLock> lock = WaitLock::take(path("LOCK"));
  if (!lock) {
    return lock.error();
  }
  // Nobody has written since where the head says what we left.
  const Result<std::optional<Link>> head = read_head(path("head"));
  std::vector<Entry> all;
  if (!current_ || !head || *head != end_) {
    current_.reset();
    if (const Status found = find_end(all); !found) {
      return found;
    }
    for (Entry& finding : all) {
      finding.time = now;
    }
  }
  all.insert(all.end(), entries.begin(), entries.end());
  Status written = write(all, now);
  if (!written) {
    current_.reset();
  }
  return written;
}

// The chain goes on behind the head where lines before it are missing, so that their numbers stay
// missing; and with the head's hash, so that it is whole again when they are put back.
Status Log::find_end(std::vector<Entry>& findings) {
  const Result<std::optional<Link>> head = read_head(path("head"));
  const std::vector<std::string> names = files_of(folder_);
  end_ = Link{};
  for (auto name = names.rbegin(); name != names.rend() && end_.number == 0; ++name) {
    Result<AppendFile> file = AppendFile::open(path(*name), kFileMode);
    const Result<Tail> tail = file ? tail_of(*file) : Result<Tail>(file.error());
    if (!tail) {
      return tail.error();
    }
    if (tail->last) {
      end_ = tail->last->link;
    }
    if (tail->torn > 0) {
      if (const Status cut = file->cut(tail->whole); !cut) {
        return cut;
      }
      findings.push_back(
          own({}, "audit.cut", *name, fmt::format("{} bytes of a torn line", tail->torn)));
    }
    if (tail->last && name == names.rbegin()) {
      current_ = Current{*std::move(file), day_of(tail->last->entry.time)};
    }
  }
  if (head && !*head && names.empty()) {
    // Before the first line: who is killed behind that has not lost the head.
    return write_head(path("head"), end_);
  }
  if (head && *head && (*head)->number > end_.number) {
    findings.push_back(
        own({}, "audit.gap", range_text(end_.number + 1, (*head)->number), "lines are missing"));
    spdlog::error("{}: lines {} to {} of the audit log are missing; see cems audit verify", folder_,
                  end_.number + 1, (*head)->number);
    end_ = **head;
    current_.reset();
  }
  return Unit{};
}

Status Log::write(std::span<const Entry> entries, TimeMs now) {
  std::string text;
  if (!current_ || current_->day != day_of(now) || current_->file.size() >= options_.file_bytes) {
    if (const Status begun = begin_file(now); !begun) {
      return begun;
    }
  }
  Link end = end_;
  for (const Entry& entry : entries) {
    text += write_line(entry, end);
  }
  if (const Status written = current_->file.append(text); !written) {
    return written;
  }
  end_ = std::move(end);
  return write_head(path("head"), end_);
}

Status Log::begin_file(TimeMs now) {
  Result<AppendFile> file = AppendFile::open(path(name_of(end_.number + 1)), kFileMode);
  if (!file) {
    return file.error();
  }
  current_ = Current{*std::move(file), day_of(now)};
  return expire(now);
}

// The line first, then the file: after a crash between the two the file is there and goes later.
Status Log::expire(TimeMs now) {
  const std::vector<std::string> names = files_of(folder_);
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const Result<AppendFile> file = AppendFile::open(path(names[i]), kFileMode);
    const Result<Tail> tail = file ? tail_of(*file) : Result<Tail>(file.error());
    if (!tail) {
      return tail.error();
    }
    if (!tail->last || now - tail->last->entry.time < options_.days * kMsPerDay) {
      return Unit{};  // And what is damaged is for people to look at.
    }
    Link end = end_;
    const std::string line =
        write_line(own(now, "audit.expire",
                       range_text(first_of(names[i]), first_of(names[i + 1]) - 1), "removed"),
                   end);
    if (const Status written = current_->file.append(line); !written) {
      return written;
    }
    end_ = std::move(end);
    std::error_code failed;
    fs::remove(path(names[i]), failed);
    if (failed) {
      return Error{Errc::internal, fmt::format("cannot remove {}: {}", names[i], failed.message())};
    }
  }
  return Unit{};
}

}  // namespace cems::audit
