/// Reading of durations; see time.h.
#include <cstddef>

#include "base/quote.h"
#include "base/time.h"
#include "base/time_scan.h"

namespace cems {
namespace {

constexpr std::int64_t kMonthsMax = 9999 * 12;
constexpr std::int64_t kMsMax = kTimeMax - kTimeMin;

struct Component {
  char designator;
  std::int64_t months;  // One of months and ms is what one of it is; the other is 0.
  std::int64_t ms;
};

constexpr Component kDateComponents[] = {{'Y', 12, 0}, {'M', 1, 0}, {'D', 0, kMsPerDay}};
constexpr Component kTimeComponents[] = {
    {'H', 0, kMsPerHour}, {'M', 0, kMsPerMinute}, {'S', 0, kMsPerSecond}};
constexpr Component kWeek[] = {{'W', 0, 7 * kMsPerDay}};

/// Reads the components of one side of the T, in their order, each at most once.
class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : cursor_(text) {}

  [[nodiscard]] std::optional<Duration> read() {
    if (!cursor_.take('P')) {
      return std::nullopt;
    }
    const std::string_view body = cursor_.rest();
    if (!body.empty() && body.back() == 'W') {
      return read_side(kWeek) && cursor_.done() ? result_ : std::nullopt;
    }
    if (cursor_.peek() != 'T' && !read_side(kDateComponents)) {
      return std::nullopt;
    }
    if (cursor_.take('T') && !read_side(kTimeComponents)) {
      return std::nullopt;
    }
    return cursor_.done() ? result_ : std::nullopt;
  }

 private:
  /// At least one component of `components`, up to the end or the T.
  template <std::size_t N>
  bool read_side(const Component (&components)[N]) {
    std::size_t next = 0;
    bool any = false;
    while (!cursor_.done() && cursor_.peek() != 'T') {
      Amount amount;
      if (fraction_seen_ || !read_amount(amount)) {
        return false;
      }
      while (next < N && components[next].designator != cursor_.peek()) {
        ++next;
      }
      if (next == N || !add(amount, components[next])) {
        return false;
      }
      (void)cursor_.take(components[next].designator);
      any = true;
      ++next;
    }
    return any;
  }

  struct Amount {
    std::int64_t whole = 0;
    std::string_view fraction;  // Digits after the decimal sign.
  };

  bool read_amount(Amount& amount) {
    const auto whole = cursor_.take_number(cursor_.digits_ahead());
    if (!whole) {
      return false;
    }
    amount.whole = *whole;
    if (cursor_.take('.') || cursor_.take(',')) {
      const std::size_t digits = cursor_.digits_ahead();
      amount.fraction = cursor_.rest().substr(0, digits);
      fraction_seen_ = true;  // Only the last component may have one.
      for (const char digit : amount.fraction) {
        (void)cursor_.take(digit);
      }
      return digits > 0;
    }
    return true;
  }

  bool add(const Amount& amount, const Component& component) {
    if (component.months > 0) {
      const std::int64_t months = amount.whole <= kMonthsMax ? amount.whole * component.months : 0;
      if (fraction_seen_ || amount.whole > kMonthsMax || result_->months + months > kMonthsMax) {
        return false;  // Half a month is no exact time.
      }
      result_->months += static_cast<std::int32_t>(months);
      return true;
    }
    if (amount.whole > (kMsMax - result_->ms) / component.ms) {
      return false;
    }
    result_->ms += amount.whole * component.ms;
    if (!fraction_seen_) {
      return true;
    }
    TextCursor digits(amount.fraction);
    const auto fraction = read_fraction(digits, component.ms);
    result_->ms += fraction.value_or(0);
    return fraction.has_value();
  }

  TextCursor cursor_;
  bool fraction_seen_ = false;
  std::optional<Duration> result_ = Duration{};
};

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const auto duration = DurationReader(text).read();
  if (!duration || *duration == Duration{}) {
    return Error{Errc::invalid_argument,
                 quote(text) + " is not a duration; accepted is e.g. PT15M, P1D or P1M"};
  }
  return *duration;
}

}  // namespace cems
