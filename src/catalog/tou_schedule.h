/// Time-of-use schedules as they are written: versions, rules, periods (docs/statistics.md "Classes
/// of time"). One reader for built-in ones and an archive's. Internal to catalog; tariff.h makes of
/// it what calculates.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "catalog/holiday_calendar.h"
#include "json/value.h"
#include "model/class_calendar.h"
#include "model/record_read.h"

namespace cems::catalog {

inline constexpr int kMinutesPerDay = 24 * 60;

/// End of a version without an end, in days since 1970-01-01: after the last local day of any zone.
inline constexpr std::int64_t kOpenDay = kTimeMax.ms / kMsPerDay + 2;

/// [from, to) in minutes of the local day; over midnight where to <= from: then it is both ends of
/// the same day.
struct TouPeriod {
  model::TouClass tou = model::TouClass::none;
  int from = 0;
  int to = 0;

  /// Its parts of the day, [first, second); the second is empty where it does not wrap.
  [[nodiscard]] std::array<std::pair<int, int>, 2> parts() const {
    if (from < to) {
      return {{{from, to}, {0, 0}}};
    }
    return {{{from, kMinutesPerDay}, {0, to}}};
  }
};

struct TouRule {
  std::bitset<13> months;             ///< By month; bit 0 is not used.
  std::bitset<3> days;                ///< By DayKind.
  std::vector<std::string> holidays;  ///< Empty: any.
  std::vector<TouPeriod> periods;     ///< They do not overlap.

  [[nodiscard]] bool matches(int month, const HolidayCalendar::Day& day) const;

  /// True when a list of holidays can change whether it matches.
  [[nodiscard]] bool asks_for_holidays() const { return !days.all() || !holidays.empty(); }
};

/// Holds on the local days [from_day, to_day), days since 1970-01-01.
struct TouVersion {
  std::string version;
  std::int64_t from_day = 0;
  std::int64_t to_day = kOpenDay;
  std::string scheme;          ///< The schedule that holds in its place; empty where it has rules.
  std::string scheme_pointer;  ///< Of that member, for messages.
  std::vector<TouRule> rules;
};

struct TouSchedule {
  std::string id;
  std::vector<TouVersion> versions;  ///< Ascending, without overlap.
};

/// A site has a handful; the checks compare each with each.
inline constexpr std::size_t kSchedulesMax = 1000;

/// Of a schedule, and of a version.
inline constexpr std::size_t kVersionsMax = 1000;
inline constexpr std::size_t kRulesMax = 1000;

/// Reads the list at `pointer`. `holidays` knows the names that rules may use. Every fault goes to
/// `problems`; faulty schedules are in the result as far as they could be read.
[[nodiscard]] std::vector<TouSchedule> read_schedules(const json::Value& list,
                                                      std::string_view pointer,
                                                      const HolidayCalendar& holidays,
                                                      std::vector<model::Problem>& problems);

/// spec/tou_schedules.json, read at the first call; lives for ever.
[[nodiscard]] const std::vector<TouSchedule>& built_in_schedules();

}  // namespace cems::catalog
