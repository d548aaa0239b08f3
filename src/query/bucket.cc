// Buckets: a range cut at the local calendar.
#include "query/bucket.h"

#include <algorithm>
#include <string>

#include "base/assert.h"
#include "base/civil.h"
#include "query/calendar.h"

namespace cems::query {
namespace {

constexpr int kMonthsOfQuarter = 3;
constexpr int kMonthsOfYear = 12;
constexpr std::int64_t kDaysOfWeek = 7;

/// Length of a period within the day, 0 for longer ones.
std::int64_t length_ms(Period period) {
  switch (period) {
    case Period::quarter_hour:
      return 15 * kMsPerMinute;
    case Period::half_hour:
      return 30 * kMsPerMinute;
    case Period::hour:
      return kMsPerHour;
    default:
      return 0;
  }
}

/// The day on which the period that holds `day` begins. REQUIRES: a period of days or more.
std::int64_t period_start(std::int64_t day, Period period) {
  switch (period) {
    case Period::week:
      return monday_of(day);
    case Period::month:
      return month_start(day, 0);
    case Period::quarter:
      return month_start(day, -((civil_from_days(day).month - 1) % kMonthsOfQuarter));
    case Period::year:
      return month_start(day, -(civil_from_days(day).month - 1));
    default:
      return day;
  }
}

/// The day on which the period after the one that begins on `start` begins.
std::int64_t next_start(std::int64_t start, Period period) {
  switch (period) {
    case Period::week:
      return start + kDaysOfWeek;
    case Period::month:
      return month_start(start, 1);
    case Period::quarter:
      return month_start(start, kMonthsOfQuarter);
    case Period::year:
      return month_start(start, kMonthsOfYear);
    default:
      return start + 1;
  }
}

/// Gathers the edges between buckets, and stops at the range's end and at the limit.
class Cutter {
 public:
  Cutter(TimeRange range, std::size_t most) : range_(range), most_(most) { out_.push_back(range); }

  /// False when no later edge can matter.
  bool cut(TimeMs edge) {
    if (edge >= range_.end || out_.size() > most_) {
      return false;
    }
    if (edge > out_.back().begin) {  // An edge at or before the range's begin cuts nothing.
      out_.back().end = edge;
      out_.push_back({edge, range_.end});
    }
    return true;
  }

  [[nodiscard]] Result<std::vector<TimeRange>> take() {
    if (out_.size() > most_) {
      return Error{Errc::too_large, "the period cuts the range into more than " +
                                        std::to_string(most_) +
                                        " parts; ask for a shorter range or a longer period"};
    }
    return std::move(out_);
  }

 private:
  TimeRange range_;
  std::size_t most_;
  std::vector<TimeRange> out_;
};

/// Edges within the days, from each local midnight in real time.
void cut_days(Cutter& cutter, TimeRange range, std::int64_t step_ms, const Zone& zone) {
  std::int64_t day = local_day(zone.to_local(range.begin));
  TimeMs begin = day_begin(day, zone);
  while (true) {
    const TimeMs end = day_begin(++day, zone);
    for (TimeMs t = begin; t < end; t = t + step_ms) {
      if (!cutter.cut(t)) {
        return;
      }
    }
    begin = end;
  }
}

void cut_periods(Cutter& cutter, TimeRange range, Period period, const Zone& zone) {
  std::int64_t start = period_start(local_day(zone.to_local(range.begin)), period);
  while (cutter.cut(day_begin(start, zone))) {
    start = next_start(start, period);
  }
}

}  // namespace

Result<std::vector<TimeRange>> buckets(TimeRange range, Period period, const Zone& zone,
                                       std::size_t most) {
  CEMS_ASSERT(!range.empty());
  Cutter cutter(range, most);
  if (const std::int64_t step_ms = length_ms(period); step_ms > 0) {
    cut_days(cutter, range, step_ms, zone);
  } else if (period != Period::whole) {
    cut_periods(cutter, range, period, zone);
  }
  return cutter.take();
}

}  // namespace cems::query
