/// Periods of series whose readings are missing: they were damaged, and given up by somebody who
/// meant to load them again (docs/repair.md). Reading such a period is an error until somebody says
/// that all is there that will be.
///
/// Internal to store/rocks. Pure functions and values.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace cems::store::rocks {

/// Of one series: ascending, not empty, none touches another.
using MissingPeriods = std::vector<TimeRange>;

struct MissingPeriod {
  SeriesId series{};
  TimeRange period;
};

/// Errors: corrupt for what is no key and value of this kind.
[[nodiscard]] Result<MissingPeriod> decode_missing(std::string_view key, std::string_view value);

/// The value that belongs to missing_key(series, period.begin).
[[nodiscard]] std::string encode_missing(const MissingPeriod& missing);

/// Adds a period, which may be empty or overlap others.
void add_missing(MissingPeriods& into, TimeRange period);

/// The first and the last of the periods that overlap a range; null where none does.
[[nodiscard]] const TimeRange* first_missing(std::span<const TimeRange> periods, TimeRange range);
[[nodiscard]] const TimeRange* last_missing(std::span<const TimeRange> periods, TimeRange range);

/// "SITE-1 T1 P from 2024-07-01T00:00:00+00:00 to 2024-08-01T00:00:00+00:00".
[[nodiscard]] std::string show_period(const SeriesKey& series, TimeRange period);

/// What a read of the period says. Errc::corrupt.
[[nodiscard]] Error missing_error(const SeriesKey& series, TimeRange period);

}  // namespace cems::store::rocks
