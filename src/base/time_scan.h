/// Pieces that the readers of times, zones and durations share: a cursor over text, offsets and
/// decimal fractions. Internal to base.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cems {

/// Walks over text from left to right. The text must outlive it.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }

  /// The next character; '\0' at the end.
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  [[nodiscard]] std::string_view rest() const { return rest_; }

  /// Steps over `c` if it is next.
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  /// How many digits stand next to one another from here on.
  [[nodiscard]] std::size_t digits_ahead() const {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) {
      ++count;
    }
    return count;
  }

  /// Reads `count` digits (at most 18); nothing, and no step, where there are fewer.
  [[nodiscard]] std::optional<std::int64_t> take_number(std::size_t count) {
    if (count == 0 || count > 18 || rest_.size() < count) {
      return std::nullopt;
    }
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) {
        return std::nullopt;
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view rest_;
};

/// Reads ±hh, ±hhmm or ±hh:mm, in minutes east; nothing when it is none or not below 24 h.
/// With `blank_is_plus` a blank counts as the plus that a query lost.
[[nodiscard]] std::optional<int> read_offset(TextCursor& cursor, bool blank_is_plus);

/// Reads the digits after a decimal sign as a part of `unit_ms`; nothing when there are none or
/// they do not name whole milliseconds. REQUIRES: unit_ms at most a week.
[[nodiscard]] std::optional<std::int64_t> read_fraction(TextCursor& cursor, std::int64_t unit_ms);

}  // namespace cems
