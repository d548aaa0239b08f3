// See load_report.h.
#include "app/load_report.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "base/clock.h"

namespace cems::app {

LoadTalk::LoadTalk(std::string file)
    : file_(std::move(file)), progress_(file_), started_ms_(steady_ms()) {}

void LoadTalk::say(std::string_view text) {
  progress_.clear();
  fmt::print(stderr, "{}{}\n", file_, text);
}

std::int64_t LoadTalk::elapsed_ms() const {
  return steady_ms() - started_ms_;
}

void LoadTalk::rejected(std::uint64_t line, std::string_view column, std::string_view reason) {
  has_failed_ = true;
  if (++rejected_ > kListedMax) {
    return;
  }
  if (column.empty()) {
    say(fmt::format(":{}: {}", line, reason));
  } else {
    say(fmt::format(":{}: column {}: {}", line, column, reason));
  }
}

void LoadTalk::problem(std::string_view pointer, std::string_view reason) {
  has_failed_ = true;
  say(fmt::format(": {}: {}", pointer.empty() ? "/" : pointer, reason));
}

void LoadTalk::warning(std::string_view text) {
  say(fmt::format(": warning: {}", text));
}

void LoadTalk::failed(std::string_view text) {
  has_failed_ = true;
  say(fmt::format(": {}", text));
}

void LoadTalk::readings_done(const ingest::LoadReport& report, bool strict) {
  if (rejected_ > kListedMax) {
    say(fmt::format(": {} more were rejected and are not listed",
                    with_thousands(rejected_ - kListedMax)));
  }
  const std::uint64_t readings = report.accepted + report.corrected + report.duplicate;
  const std::int64_t ms = elapsed_ms();
  const auto rate = readings * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 1));
  std::string text =
      fmt::format(": {} rows, {} readings: {} new, {} corrected, {} unchanged; {} rejected",
                  with_thousands(report.rows), with_thousands(readings),
                  with_thousands(report.accepted), with_thousands(report.corrected),
                  with_thousands(report.duplicate), with_thousands(report.rejected));
  if (report.skipped > 0) {
    text += fmt::format(", {} empty cells skipped", with_thousands(report.skipped));
  }
  if (strict && report.rejected > 0) {
    text += ", so nothing was written (--strict)";
  }
  say(text + fmt::format(" ({:.1f} s, {} readings/s)", static_cast<double>(ms) / 1000.0,
                         with_thousands(rate)));
}

void LoadTalk::archive_done(std::string_view text) {
  say(fmt::format(": {} ({:.1f} s)", text, static_cast<double>(elapsed_ms()) / 1000.0));
}

}  // namespace cems::app
