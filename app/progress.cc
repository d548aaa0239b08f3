// See progress.h.
#include "app/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.h"

namespace cems::app {

namespace {

constexpr std::int64_t kRedrawMs = 100;
constexpr std::uint64_t kBarWidth = 30;
constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

std::string with_thousands(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) {
      out += ',';
    }
    out += digits[i];
  }
  return out;
}

std::string progress_line(std::string_view label, std::uint64_t done, std::uint64_t total,
                          std::uint64_t rows, std::int64_t elapsed_ms) {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(elapsed_ms, 1));
  std::string line(label);
  if (total > 0) {
    const std::uint64_t part = std::min(done, total);
    const std::uint64_t filled = part * kBarWidth / total;
    line += " [" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "]";
    line += fmt::format(" {:3} %", part * 100 / total);
  }
  line += "  " + with_thousands(rows) + " rows  " + with_thousands(rows * 1000 / ms) + " rows/s";
  return line;
}

Progress::Progress(std::string label)
    : label_(std::move(label)),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      started_ms_(steady_ms()) {}

void Progress::show(std::uint64_t done, std::uint64_t total, std::uint64_t rows) {
  const std::int64_t now = steady_ms();
  if (!on_terminal_ || (drawn_ && now - shown_ms_ < kRedrawMs)) {
    return;
  }
  fmt::print(stderr, "{}{}", kEraseLine,
             progress_line(label_, done, total, rows, now - started_ms_));
  std::fflush(stderr);
  drawn_ = true;
  shown_ms_ = now;
}

void Progress::clear() {
  if (std::exchange(drawn_, false)) {
    fmt::print(stderr, "{}", kEraseLine);
    std::fflush(stderr);
  }
}

}  // namespace cems::app
