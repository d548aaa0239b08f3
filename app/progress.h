/// A progress bar on stderr, where stderr is a terminal; nothing otherwise.
///
/// Thread-safety: one bar, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cems::app {

/// 1234567 as 1,234,567.
[[nodiscard]] std::string with_thousands(std::uint64_t number);

/// The line of the bar, without line end: `<label> [#####...............]  25 %  1,000 rows  500
/// rows/s`. Without a total only rows and rate.
[[nodiscard]] std::string progress_line(std::string_view label, std::uint64_t done,
                                        std::uint64_t total, std::uint64_t rows,
                                        std::int64_t elapsed_ms);

class Progress {
 public:
  /// `label` is what is being worked on, e.g. the file's name.
  explicit Progress(std::string label);

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Erases the bar.
  ~Progress() { clear(); }

  /// Draws the bar, at most ten times a second.
  void show(std::uint64_t done, std::uint64_t total, std::uint64_t rows);

  /// Erases the bar, so that a message can be printed; the next show() draws it again.
  void clear();

 private:
  std::string label_;
  bool on_terminal_;
  bool drawn_ = false;
  std::int64_t started_ms_;
  std::int64_t shown_ms_ = 0;
};

}  // namespace cems::app
