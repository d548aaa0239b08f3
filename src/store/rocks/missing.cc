/// Periods of series whose readings are missing.
#include "store/rocks/missing.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/zone.h"
#include "store/rocks/keys.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {

Result<MissingPeriod> decode_missing(std::string_view key, std::string_view value) {
  const auto place = read_missing_key(key);
  const auto end = decode_number(key, value);
  if (!end) return end.error();
  if (!place) return Error{Errc::corrupt, "missing period: its key is damaged"};
  const TimeRange period{place->begin, {static_cast<std::int64_t>(*end)}};
  if (period.empty() || period.begin < kTimeMin || kTimeMax < period.end) {
    return Error{Errc::corrupt, "missing period: it is none"};
  }
  return MissingPeriod{place->series, period};
}

std::string encode_missing(const MissingPeriod& missing) {
  return encode_number(missing_key(missing.series, missing.period.begin),
                       static_cast<std::uint64_t>(missing.period.end.ms));
}

void add_missing(MissingPeriods& into, TimeRange period) {
  if (period.empty()) return;
  MissingPeriods out;
  for (const TimeRange& each : into) {
    if (each.end < period.begin || period.end < each.begin) {
      out.push_back(each);
    } else {
      period = {std::min(period.begin, each.begin), std::max(period.end, each.end)};
    }
  }
  const auto behind = std::find_if(
      out.begin(), out.end(), [&](const TimeRange& each) { return period.begin < each.begin; });
  out.insert(behind, period);
  into = std::move(out);
}

const TimeRange* first_missing(std::span<const TimeRange> periods, TimeRange range) {
  for (const TimeRange& each : periods) {
    if (range.begin < each.end && each.begin < range.end && !range.empty()) return &each;
  }
  return nullptr;
}

const TimeRange* last_missing(std::span<const TimeRange> periods, TimeRange range) {
  const TimeRange* last = nullptr;
  for (const TimeRange& each : periods) {
    if (range.begin < each.end && each.begin < range.end && !range.empty()) last = &each;
  }
  return last;
}

std::string show_period(const SeriesKey& series, TimeRange period) {
  std::string from = " from the beginning";
  if (kTimeMin < period.begin) from = " from " + format_time(period.begin, Zone());
  std::string to = " to the end";
  if (period.end < kTimeMax) to = " to " + format_time(period.end, Zone());
  return fmt::format("{} {} {}{}{}", series.cems.view(), series.point.view(),
                     series.parameter.view(), from, to);
}

Error missing_error(const SeriesKey& series, TimeRange period) {
  return {Errc::corrupt, "store: readings are missing of " + show_period(series, period) +
                             ": they were damaged; load them again, then cems verify "
                             "--accept-loss (docs/repair.md)"};
}

}  // namespace cems::store::rocks
