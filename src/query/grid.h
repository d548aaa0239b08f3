/// Historic values on a grid (9.x `interval`, dictionary S "Historic interval").
#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/site.h"
#include "store/store.h"

namespace cems::query {

/// The grid's instants in [range.begin, range.end), with the one before the first in front of them.
///
/// A period shorter than a day counts from each local midnight anew, in real milliseconds; one of
/// whole days or more, or of months, follows the local calendar: months from the first of the
/// month that holds the range's begin, weeks from its Monday, others from its midnight. An instant
/// the zone skips is left out. Errors: too_large when there would be more than `most` instants in
/// the range.
[[nodiscard]] Result<std::vector<TimeMs>> grid_instants(TimeRange range, Duration period,
                                                        const Zone& zone, std::int64_t most);

/// The series on the grid. Instantaneous values and registers: the newest value at or before the
/// instant, not older than max(period, 3 collection periods), stamped with the instant. Deltas: the
/// sum of those with a stamp in (previous instant, instant]; its quality is theirs where they
/// agree, else mixed. Instants without a value are left out.
/// REQUIRES: `instants` from grid_instants with the same period.
/// Errors: the store's; too_large when a sum does not fit 38 digits.
[[nodiscard]] Result<std::vector<Reading>> on_grid(const store::Store& store, SeriesId series,
                                                   const catalog::Parameter& parameter,
                                                   const std::vector<TimeMs>& instants,
                                                   Duration period);

}  // namespace cems::query
