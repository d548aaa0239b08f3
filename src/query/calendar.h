/// Steps of the local calendar that grids, buckets and intervals share.
///
/// Days are counted from 1970-01-01 on the local clock. Pure functions; safe from any thread.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "base/zone.h"

namespace cems::query {

/// The local day that holds the moment.
[[nodiscard]] std::int64_t local_day(LocalMs local);

/// The first day of the month `months` after the month that holds `day`.
[[nodiscard]] std::int64_t month_start(std::int64_t day, int months);

/// The Monday of the week that holds the day (ISO 8601 weeks).
[[nodiscard]] std::int64_t monday_of(std::int64_t day);

/// The moment of a local time: of an ambiguous one the first, of one that the clocks skip the first
/// after it.
[[nodiscard]] TimeMs moment_at(LocalMs local, const Zone& zone);

/// The first moment of a local day. Zones that change their clocks at midnight begin it later, and
/// one that crossed the date line has no such day at all: it then begins with the next one.
[[nodiscard]] TimeMs day_begin(std::int64_t day, const Zone& zone);

/// The moment a duration before `t`: months, and whole days where there is nothing else, by the
/// local clock (a day that the month does not have is its last, a time that the clocks skip the
/// first after it), everything else in real time.
[[nodiscard]] TimeMs before(TimeMs t, Duration duration, const Zone& zone);

}  // namespace cems::query
