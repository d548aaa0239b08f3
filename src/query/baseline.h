/// Baselines of demand response: what the load would have been (docs/demand-response.md
/// "Baselines"). One family: a method of spec/baseline_methods.json over the loads of days.
///
/// A DayLoads belongs to one thread; pointers into Site, Store and Load must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/fraction.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/dr_event.h"
#include "catalog/site.h"
#include "query/load.h"
#include "spec/baseline_method.h"
#include "store/store.h"

namespace cems::query {

/// Hours of a day on which an event is (or is imagined): the same on every day by the local clock.
struct EventHours {
  std::int64_t begin_ms = 0;   ///< Local time of day.
  std::int64_t length_ms = 0;  ///< Elapsed.
};

[[nodiscard]] EventHours hours_of(TimeRange event, const Zone& zone);

/// Loads in an event's hours on one day after another, each read once.
class DayLoads {
 public:
  DayLoads(const store::Store& store, const catalog::Site& site, const Load& load,
           EventHours hours);

  /// In the hours of an event; its own day has them exactly when it has them, also where the local
  /// time is there twice.
  DayLoads(const store::Store& store, const catalog::Site& site, const Load& load, TimeRange event);

  struct Day {
    std::vector<TimeRange> slices;
    Loads loads;
    std::optional<Fraction> mean;  ///< Over the slices; nothing unless each has a value.
  };

  /// `day` counts from 1970-01-01 on the local clock. Lives as long as this. Errors: the store's.
  [[nodiscard]] Result<const Day*> on(std::int64_t day);

  /// Mean load of the whole local day. Errors: the store's.
  [[nodiscard]] Result<std::optional<Fraction>> whole(std::int64_t day);

  /// Mean load from `from` to `to` minutes before the hours begin. Errors: the store's.
  [[nodiscard]] Result<std::optional<Fraction>> in_front(std::int64_t day, int from_minutes,
                                                         int to_minutes);

  /// The hours on a day.
  [[nodiscard]] TimeRange range_on(std::int64_t day) const;

  /// From `from` to `to` minutes before the hours begin.
  [[nodiscard]] TimeRange front_on(std::int64_t day, int from_minutes, int to_minutes) const;

  [[nodiscard]] const catalog::Site& site() const { return site_; }

 private:
  [[nodiscard]] Result<std::optional<Fraction>> over(TimeRange range) const;

  const store::Store& store_;
  const catalog::Site& site_;
  const Load& load_;
  EventHours hours_;
  std::optional<TimeRange> event_;
  std::map<std::int64_t, Day> days_;
  std::map<std::int64_t, std::optional<Fraction>> whole_days_;
  std::map<std::pair<std::int64_t, int>, std::optional<Fraction>> fronts_;  // By day and minutes.
};

/// PRE15 looks at so many minutes in front of the event.
inline constexpr int kMinutesBeforeEvent = 15;

struct Baseline {
  std::vector<Fraction> slices;    ///< kW, one for each slice of the day; empty without one.
  std::vector<std::int64_t> days;  ///< Taken, newest first.
  std::optional<Fraction> adjustment;
  std::string reason;  ///< Why there is none; empty where there is one.
};

/// When the events are that keep a day from being a candidate: not cancelled, not opted out of, not
/// `except`. Ascending; those that overlap are one.
[[nodiscard]] std::vector<TimeRange> event_times(std::span<const catalog::DrEvent> events,
                                                 std::string_view except);

/// Whether something of `range` is in `times`, which are as of event_times().
[[nodiscard]] bool overlaps(std::span<const TimeRange> times, TimeRange range);

/// A day from its local midnight to the next.
[[nodiscard]] TimeRange local_day_range(std::int64_t day, const Zone& zone);

/// Whether people work on the day, by the site's holidays.
[[nodiscard]] bool is_working(const catalog::Site& site, std::int64_t day);

/// The baseline of the hours on `day`. `busy` is event_times(). Errors: the store's.
[[nodiscard]] Result<Baseline> baseline_of(DayLoads& loads, spec::BaselineMethodId method,
                                           std::int64_t day, std::span<const TimeRange> busy);

}  // namespace cems::query
