/// Public holidays and working rest days, year by year: what kind of day a local day is
/// (docs/statistics.md "Classes of time"). The built-in years are spec/holidays.json.
///
/// Immutable once made; safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/record_read.h"

namespace cems::catalog {

enum class DayKind : std::uint8_t { weekday, rest, holiday };

class HolidayCalendar {
 public:
  struct Day {
    DayKind kind = DayKind::weekday;
    /// E.g. "SpringFestival"; two where holidays meet (Mid-Autumn in the days of National Day);
    /// empty unless kind is holiday. Lives as long as the calendar.
    std::span<const std::string> holidays;
  };

  /// The built-in years.
  [[nodiscard]] static const HolidayCalendar& built_in();

  /// This calendar with the years of `list` in the place of its own. Faults go to `problems`.
  [[nodiscard]] HolidayCalendar with(const json::Value& list, std::string_view pointer,
                                     std::vector<model::Problem>& problems) const;

  /// The kind of a local day, in days since 1970-01-01: a listed holiday; else a weekday (Monday to
  /// Friday, or a listed working rest day); else a rest day. Without a list for its year a day goes
  /// by its name. A year's list may begin in the December before, where it goes before that
  /// year's own.
  [[nodiscard]] Day day(std::int64_t day) const;

  [[nodiscard]] bool knows(int year) const { return years_.contains(year); }

  /// Version of a year's list for receipts; empty where there is none.
  [[nodiscard]] std::string_view version(int year) const;

  /// Every day that a list names, ascending.
  [[nodiscard]] std::vector<std::int64_t> listed_days() const;

  /// The names of all holidays, ascending.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct Year {
    std::string version;
    std::map<std::int64_t, std::vector<std::string>> days;  // No name: a working rest day.
  };

  [[nodiscard]] const std::vector<std::string>* find(int year, std::int64_t day) const;

  std::map<int, Year> years_;
};

}  // namespace cems::catalog
