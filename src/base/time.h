/// Moments, ranges, durations and their text of GB/T 7408—2005 (ISO 8601:2000).
///
/// Inside the program time is UTC milliseconds; local calendars live at the edges (base/zone.h).
/// Every range is half-open. Pure functions and values; safe from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cems {

class Zone;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct TimeMs {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(TimeMs, TimeMs) = default;

  friend constexpr TimeMs operator+(TimeMs t, std::int64_t milliseconds) {
    return {t.ms + milliseconds};
  }

  friend constexpr TimeMs operator-(TimeMs t, std::int64_t milliseconds) {
    return {t.ms - milliseconds};
  }

  friend constexpr std::int64_t operator-(TimeMs a, TimeMs b) { return a.ms - b.ms; }
};

/// The moments a four-digit year can name: 0000-01-01T00:00Z to 9999-12-31T24:00Z. Texts outside
/// are refused, so arithmetic on TimeMs never overflows.
inline constexpr TimeMs kTimeMin{-62'167'219'200'000};
inline constexpr TimeMs kTimeMax{253'402'300'800'000};

/// [begin, end).
struct TimeRange {
  TimeMs begin;  ///< Inclusive.
  TimeMs end;    ///< Exclusive.

  [[nodiscard]] constexpr bool empty() const { return end <= begin; }

  [[nodiscard]] constexpr bool contains(TimeMs t) const { return begin <= t && t < end; }

  friend constexpr bool operator==(TimeRange, TimeRange) = default;
};

inline constexpr std::int64_t kMsPerSecond = 1000;
inline constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
inline constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;
inline constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;
inline constexpr std::int64_t kDaysOfMonthMax = 31;

/// Reads a moment in any form of dictionary S "Accepted forms": basic and extended calendar
/// (2024-04-01, 20240401), ordinal (2024-092) and week dates (2024-W14-1), 2024-04, 2024, times to
/// minutes, seconds or a fraction of either with comma or point, 24:00:00 as the end of a day, and
/// an offset (Z, +08:00, +0800, +08). A date alone is its local midnight. Without an offset `zone`
/// gives it. A blank may stand for `T`, and for the `+` of the offset, which queries lose.
/// Fractions finer than a millisecond are cut when they are zeros and refused otherwise.
///
/// A local time that the zone skips is refused; of an ambiguous one it is the first.
/// Errors: invalid_argument, with a message that says which part and which forms are accepted.
[[nodiscard]] Result<TimeMs> parse_time(std::string_view text, const Zone& zone);

/// True when `text` is a date without a time of day, e.g. "2024-04-01" (6.3 commissioningDate).
[[nodiscard]] bool is_date(std::string_view text);

/// Appends the extended form with the zone's offset at that moment:
/// `2024-04-01T08:00:00+08:00`, milliseconds only where they are not zero. UTC prints `+00:00`.
/// REQUIRES: kTimeMin <= t < kTimeMax.
void append_time(std::string& out, TimeMs t, const Zone& zone);

[[nodiscard]] std::string format_time(TimeMs t, const Zone& zone);

/// A GB/T 7408 duration: whole months and an exact part. One of them is usually 0.
struct Duration {
  std::int32_t months = 0;  ///< From Y and M before the T.
  std::int64_t ms = 0;      ///< From W, D (24 h) and everything after the T.

  friend constexpr bool operator==(Duration, Duration) = default;
};

/// Reads `PT15M`, `P1D`, `P1M`, `P1Y`, `P1W`, `PT0.5H` … Must be longer than nothing.
/// Errors: invalid_argument.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

}  // namespace cems
