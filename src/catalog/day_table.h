/// The classes of every day of one version of a schedule, computed once. Internal to catalog.
///
/// Days that the same rules match share one pattern, so a version has some thirty of them, and a
/// day's is found by its month and kind; listed days (holidays, working rest days) by search.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "catalog/holiday_calendar.h"
#include "catalog/tou_schedule.h"
#include "model/class_calendar.h"

namespace cems::catalog {

/// A class from a time of the local day on, until the next step or the end of the day.
struct DayStep {
  std::int64_t from_ms = 0;  ///< Since local midnight.
  model::TouClass tou = model::TouClass::none;

  friend bool operator==(const DayStep&, const DayStep&) = default;
};

class DayTable {
 public:
  DayTable(std::span<const TouRule> rules, const HolidayCalendar& holidays);

  /// Ascending; the first is at midnight, neighbours differ. Lives as long as the table.
  [[nodiscard]] std::span<const DayStep> steps(std::int64_t day) const;

  /// True when every day has a class all day long.
  [[nodiscard]] bool is_whole() const;

 private:
  using Pattern = std::vector<DayStep>;

  std::vector<Pattern> patterns_;
  std::array<std::array<std::uint32_t, 2>, 13> plain_{};        // By month; weekday, rest.
  std::vector<std::pair<std::int64_t, std::uint32_t>> listed_;  // Ascending by day.
};

}  // namespace cems::catalog
