// Steps of the local calendar.
#include "query/calendar.h"

#include <algorithm>

#include "base/civil.h"

namespace cems::query {
namespace {

constexpr int kMonthsPerYear = 12;

/// The first of the month `months` after that of `date`.
CivilDate add_months(CivilDate date, int months) {
  const int total = date.year * kMonthsPerYear + date.month - 1 + months;
  const int rest = total % kMonthsPerYear;
  const int month = rest < 0 ? rest + kMonthsPerYear : rest;
  return {(total - month) / kMonthsPerYear, month + 1, 1};
}

}  // namespace

std::int64_t local_day(LocalMs local) {
  const std::int64_t rest = local.ms % kMsPerDay;
  return (local.ms - (rest < 0 ? rest + kMsPerDay : rest)) / kMsPerDay;
}

std::int64_t month_start(std::int64_t day, int months) {
  return days_from_civil(add_months(civil_from_days(day), months));
}

std::int64_t monday_of(std::int64_t day) {
  return day - (weekday_of(day) - 1);
}

TimeMs moment_at(LocalMs local, const Zone& zone) {
  if (const Result<TimeMs> t = zone.to_utc(local)) {
    return *t;
  }
  // Skipped: the clocks change somewhere in the day before, and what comes after the change is
  // later than `local` by the offset that was, and not later by the one that is.
  TimeMs low{local.ms - zone.offset_at(TimeMs{local.ms} - kMsPerDay) - kMsPerDay};
  TimeMs high = low + 2 * kMsPerDay;
  while (high - low > 1) {
    const TimeMs middle = low + (high - low) / 2;
    (zone.to_local(middle) < local ? low : high) = middle;
  }
  return high;
}

TimeMs day_begin(std::int64_t day, const Zone& zone) {
  return moment_at({day * kMsPerDay}, zone);
}

TimeMs before(TimeMs t, Duration duration, const Zone& zone) {
  if (duration.months == 0 && duration.ms % kMsPerDay != 0) {
    return t - duration.ms;
  }
  const LocalMs local = zone.to_local(t);
  const std::int64_t day = local_day(local);
  const std::int64_t in_day = local.ms - day * kMsPerDay;
  CivilDate date = civil_from_days(day);
  const int wanted = date.day;
  if (duration.months != 0) {
    date = add_months(date, -duration.months);
    date.day = std::min(wanted, days_in_month(date.year, date.month));
  }
  return moment_at({days_from_civil(date) * kMsPerDay + in_day - duration.ms}, zone);
}

}  // namespace cems::query
