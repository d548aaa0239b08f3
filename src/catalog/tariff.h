/// A site's time-of-use tariff: the schedule that cems.touScheme names, with its versions, in the
/// site's zone, on the site's holidays (docs/statistics.md "Classes of time").
///
/// Immutable once made; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.h"
#include "base/result.h"
#include "base/zone.h"
#include "json/value.h"
#include "model/class_calendar.h"
#include "model/record_read.h"

namespace cems::catalog {

enum class DayKind : std::uint8_t { weekday, rest, holiday };

/// Public holidays and working rest days, year by year.
class HolidayCalendar {
 public:
  struct Day {
    DayKind kind = DayKind::weekday;
    std::string_view holiday;  ///< e.g. "SpringFestival"; empty unless kind is holiday.
  };

  /// The built-in years (spec/holidays.json).
  [[nodiscard]] static const HolidayCalendar& built_in();

  /// This calendar with the years of `list` in the place of its own. Faults go to `problems`.
  [[nodiscard]] HolidayCalendar with(const json::Value& list, std::string_view pointer,
                                     std::vector<model::Problem>& problems) const;

  /// The kind of a local day, in days since 1970-01-01. Without a list for its year a day is a
  /// weekday or a rest day by its name. Views live as long as the calendar.
  [[nodiscard]] Day day(std::int64_t day) const;

  [[nodiscard]] bool knows(int year) const;

  /// Version of a year's list for receipts; empty where there is none.
  [[nodiscard]] std::string_view version(int year) const;

 private:
  struct Year {
    std::string version;
    std::map<std::int64_t, std::string> holidays;  // Day to name.
    std::vector<std::int64_t> workdays;            // Ascending.
  };

  std::map<int, Year> years_;
};

/// What a part of a range was classified by.
struct TariffUse {
  std::string scheme;   ///< e.g. "SH-2022-50-TWOPART"
  std::string version;  ///< e.g. "2022"

  friend auto operator<=>(const TariffUse&, const TariffUse&) = default;
};

class Tariff : public model::ClassCalendar {
 public:
  /// The schedule `scheme` of `own` (the archive's touSchedules; null where there are none), else
  /// the built-in one of that id. Faults of any of the schedules go to `problems`; null then, or
  /// when no schedule has that id.
  [[nodiscard]] static std::unique_ptr<const Tariff> make(
      std::string_view scheme, const json::Value* own, std::string_view pointer,
      HolidayCalendar holidays, const Zone& zone, std::vector<model::Problem>& problems);

  ~Tariff() override;

  void append_spans(TimeRange range, std::vector<model::ClassSpan>& out) const override;

  /// The versions in force in the range, ascending by their begin.
  [[nodiscard]] std::vector<TariffUse> used_in(TimeRange range) const;

  /// What the receipt has to say about the range: time without a schedule, years without a list of
  /// holidays where a rule asks for them. English sentences for `notes`.
  [[nodiscard]] std::vector<std::string> notes_on(TimeRange range) const;

 private:
  struct Impl;
  explicit Tariff(std::unique_ptr<const Impl> impl);

  std::unique_ptr<const Impl> impl_;
};

}  // namespace cems::catalog
