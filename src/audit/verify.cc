// One pass over the files, a piece in memory at a time.
#include "audit/verify.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "audit/head.h"
#include "audit/log.h"
#include "base/file.h"

namespace cems::audit {
namespace {

class Walker {
 public:
  explicit Walker(const Walk& what) : what_(what) {}

  Status read(const std::string& folder);

  [[nodiscard]] const WalkReport& report() const { return report_; }

 private:
  Status read_file_lines(const std::string& path, bool is_last);
  void take(std::string_view text);
  void check_order(const Line& line);
  void check_head(const std::string& folder, const Result<std::optional<Link>>& head);
  void check_anchor();

  void find(const std::string& what) {
    ++report_.findings;
    if (what_.on_finding) {
      what_.on_finding(what);
    }
  }

  const Walk& what_;
  WalkReport report_;
  std::string file_;                 // Name of the one at hand.
  std::uint64_t line_ = 0;           // Number of the line in it.
  bool follows_ = false;             // The line before is known, and the next must follow it.
  std::set<std::uint64_t> expired_;  // Last numbers of files that were removed.
  std::optional<Link> at_head_;      // The line that has the head's number.
  std::uint64_t head_number_ = 0;
  bool anchor_seen_ = false;
};

std::string missing(std::uint64_t first, std::uint64_t last) {
  return first == last ? fmt::format("record {} is missing", first)
                       : fmt::format("records {} to {} are missing", first, last);
}

Status Walker::read(const std::string& folder) {
  // Before the files: what is appended meanwhile only goes beyond it.
  const Result<std::optional<Link>> head = read_head(folder + "/head");
  head_number_ = head && *head ? (*head)->number : 0;
  const std::vector<std::string> names = files_of(folder);
  for (const std::string& name : names) {
    file_ = name;
    line_ = 0;
    if (const Status done = read_file_lines(folder + "/" + name, name == names.back()); !done) {
      return done;
    }
  }
  if (!names.empty() || (head && *head) || !head) {
    check_head(folder, head);
  }
  check_anchor();
  return Unit{};
}

Status Walker::read_file_lines(const std::string& path, bool is_last) {
  // A file has kAuditFileBytes and what one append adds; anything far longer is not ours.
  const Result<std::string> bytes = read_file(path, 8 * limits::kAuditFileBytes);
  if (!bytes) {
    return bytes.error();
  }
  std::string_view rest = *bytes;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    ++line_;
    take(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty() && !is_last) {
    find(fmt::format("{} ends within a line", file_));
  }
  return Unit{};
}

void Walker::take(std::string_view text) {
  const Result<Line> line = read_line(text);
  if (!line) {
    find(fmt::format("{}:{} is no record", file_, line_));
    follows_ = false;
    return;
  }
  ++report_.lines;
  if (!line->is_sound) {
    find(fmt::format("record {} was altered ({}:{})", line->link.number, file_, line_));
  }
  check_order(*line);
  if (line->entry.action == "audit.expire") {
    expired_.insert(last_of_range(line->entry.object).value_or(0));
  }
  if (line->link.number == head_number_) {
    at_head_ = line->link;
  }
  anchor_seen_ = anchor_seen_ || (what_.anchor && line->is_sound && line->link == *what_.anchor);
  if (what_.on_line) {
    what_.on_line(*line, text);
  }
}

void Walker::check_order(const Line& line) {
  const std::uint64_t number = line.link.number;
  const std::uint64_t expected = report_.last.number + 1;
  if (report_.lines == 1) {
    report_.first = line.link;
  } else if (number < expected) {
    find(fmt::format("record {} stands after record {} ({}:{})", number, report_.last.number, file_,
                     line_));
  } else if (number > expected) {
    find(missing(expected, number - 1) + fmt::format(", before {}:{}", file_, line_));
  } else if (follows_ && line.prev != report_.last.hash) {
    find(
        fmt::format("record {} does not follow from record {}: one of them was altered or put "
                    "in ({}:{})",
                    number, report_.last.number, file_, line_));
  }
  if (report_.lines == 1 && number == 1 && line.prev != Link{}.hash) {
    find("record 1 follows from another one");
  }
  follows_ = true;
  if (number >= expected || report_.lines == 1) {
    report_.last = line.link;
  }
}

void Walker::check_head(const std::string& folder, const Result<std::optional<Link>>& head) {
  const std::uint64_t first = report_.first.number;
  if (first > 1 && expired_.count(first - 1) == 0) {
    find(missing(1, first - 1) + ", and no record says that they were removed for their age");
  }
  if (!head || !*head) {
    find(fmt::format("{}/head is {}: records at the end may be missing", folder,
                     head ? "missing" : "damaged"));
    return;
  }
  if ((*head)->number > report_.last.number) {
    find(missing(report_.last.number + 1, (*head)->number) + ", at the end");
  } else if (at_head_ != **head) {
    find(fmt::format("record {} is not the one that was written last", (*head)->number));
  }
}

void Walker::check_anchor() {
  if (what_.anchor && !anchor_seen_) {
    find(fmt::format("record {} is not the one that was noted", what_.anchor->number));
  }
}

}  // namespace

Result<WalkReport> walk(const std::string& folder, const Walk& what) {
  Walker walker(what);
  if (const Status read = walker.read(folder); !read) {
    return read.error();
  }
  return walker.report();
}

std::optional<Link> parse_anchor(std::string_view text) {
  const std::size_t colon = text.find(':');
  Link link;
  if (colon == std::string_view::npos || text.size() != colon + 1 + link.hash.size()) {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(text.data(), text.data() + colon, link.number);
  link.hash = text.substr(colon + 1);
  return error == std::errc() && stop == text.data() + colon ? std::optional(link) : std::nullopt;
}

}  // namespace cems::audit
