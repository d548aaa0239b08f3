/// The demonstration site's clock: whole local minutes at its fixed offset, +08:00.
///
/// Pure functions and values; safe from any thread.
#pragma once

#include <cstdint>

#include "base/civil.h"
#include "base/time.h"

namespace cems::demo {

inline constexpr std::int64_t kZoneMs = 8 * kMsPerHour;
inline constexpr std::int64_t kMinutesPerDay = 1440;

/// Minutes since 1970-01-01T00:00 on the site's clock.
using LocalMinute = std::int64_t;

[[nodiscard]] constexpr LocalMinute to_local_minute(TimeMs t) {
  return (t.ms + kZoneMs) / kMsPerMinute;
}

[[nodiscard]] constexpr TimeMs to_time(LocalMinute minute) {
  return TimeMs{minute * kMsPerMinute - kZoneMs};
}

/// The first minute of a day. REQUIRES: a date that exists.
[[nodiscard]] constexpr LocalMinute midnight(const CivilDate& date) {
  return days_from_civil(date) * kMinutesPerDay;
}

/// What the profiles need to know about a day.
struct Day {
  int month = 1;         ///< 1…12
  bool workday = false;  ///< Monday to Friday; the demonstration knows no public holidays yet.
};

[[nodiscard]] constexpr Day day_of(LocalMinute minute) {
  const std::int64_t day = minute / kMinutesPerDay;
  return {civil_from_days(day).month, weekday_of(day) <= 5};
}

}  // namespace cems::demo
