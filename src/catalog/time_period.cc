// Calendar arithmetic on the local clock, then back to UTC.
#include "catalog/time_period.h"

#include <algorithm>

#include "base/civil.h"
#include "base/quote.h"

namespace cems::catalog {
namespace {

constexpr std::int64_t kMonthsPerYear = 12;
constexpr int kYearMax = 9999;

Error wrong(std::string_view text, std::string_view what) {
  return {Errc::invalid_argument,
          quote(text) + " is not a period: " + std::string(what) +
              "; accepted is e.g. 2023-01-01/2024-01-01, 2023/2024 or 2023-01/P1M"};
}

/// A local time that the clock skips is what the clock showed a day before, so far on.
TimeMs to_utc(LocalMs local, const Zone& zone) {
  const Result<TimeMs> moment = zone.to_utc(local);
  return moment ? *moment : TimeMs{local.ms - zone.offset_at({local.ms - kMsPerDay})};
}

/// `t` moved by the duration, forward (sign 1) or back (-1).
Result<TimeMs> moved(TimeMs t, Duration duration, int sign, const Zone& zone) {
  const LocalMs local = zone.to_local(t);
  const std::int64_t from_zero = local.ms - kTimeMin.ms + kMsPerDay;  // Never negative.
  std::int64_t day = from_zero / kMsPerDay + kTimeMin.ms / kMsPerDay - 1;
  const std::int64_t time_of_day = from_zero % kMsPerDay;
  const CivilDate date = civil_from_days(day);
  const std::int64_t months =
      date.year * kMonthsPerYear + (date.month - 1) + sign * std::int64_t{duration.months};
  if (months < 0 || months / kMonthsPerYear > kYearMax || duration.ms > kTimeMax.ms - kTimeMin.ms) {
    return Error{Errc::invalid_argument, "it leaves the years 0000 to 9999"};
  }
  const int year = static_cast<int>(months / kMonthsPerYear);
  const int month = static_cast<int>(months % kMonthsPerYear) + 1;
  day = days_from_civil({year, month, std::min(date.day, days_in_month(year, month))});
  day += sign * (duration.ms / kMsPerDay);
  const TimeMs moment = to_utc({day * kMsPerDay + time_of_day}, zone);
  return moment + sign * (duration.ms % kMsPerDay);
}

}  // namespace

TimeMs start_of_day(std::int64_t day, const Zone& zone) {
  return to_utc({day * kMsPerDay}, zone);
}

Result<TimeRange> parse_period(std::string_view text, const Zone& zone) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return wrong(text, "it needs a start and an end or a duration with a slash between");
  }
  const std::string_view first = text.substr(0, slash);
  const std::string_view second = text.substr(slash + 1);
  const bool has_length_first = first.starts_with('P');
  const bool has_length_second = second.starts_with('P');
  if (has_length_first && has_length_second) {
    return wrong(text, "it has two durations and no time");
  }
  const Result<TimeMs> anchor = parse_time(has_length_first ? second : first, zone);
  if (!anchor) {
    return wrong(text, anchor.error().message);
  }
  Result<TimeMs> other = TimeMs{};
  if (has_length_first || has_length_second) {
    const Result<Duration> length = parse_duration(has_length_first ? first : second);
    if (!length) {
      return wrong(text, length.error().message);
    }
    other = moved(*anchor, *length, has_length_first ? -1 : 1, zone);
  } else {
    other = parse_time(second, zone);
  }
  if (!other) {
    return wrong(text, other.error().message);
  }
  const TimeRange range =
      has_length_first ? TimeRange{*other, *anchor} : TimeRange{*anchor, *other};
  if (range.empty() || range.begin < kTimeMin || range.end > kTimeMax) {
    return wrong(text, "its end must be after its start, and both in the years 0000 to 9999");
  }
  return range;
}

}  // namespace cems::catalog
