/// The demonstration site's clock and calendar: whole local minutes at its fixed offset, +08:00.
///
/// The calendar is the generator's own and never follows spec/: a reading must not move when a list
/// of holidays is corrected there. Pure functions and values; safe from any thread.
#pragma once

#include <cstdint>

#include "base/civil.h"
#include "base/time.h"

namespace cems::demo {

inline constexpr std::int64_t kZoneMs = 8 * kMsPerHour;
inline constexpr std::int64_t kMinutesPerDay = 1440;

/// Minutes since 1970-01-01T00:00 on the site's clock.
using LocalMinute = std::int64_t;

/// Days since 1970-01-01 on the site's clock.
using LocalDay = std::int64_t;

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
  int year = 1970;
  int month = 1;         ///< 1…12
  bool workday = false;  ///< The factory works: see is_workday.
};

/// Monday to Friday without the public holidays of China, and the rest days worked in exchange;
/// lists of 2023 to 2026, by the weekday alone in other years.
[[nodiscard]] bool is_workday(LocalDay day);

[[nodiscard]] Day day_of(LocalDay day);

}  // namespace cems::demo
