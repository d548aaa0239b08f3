/// What the readings of some series are at, so that who has computed something from them can tell
/// whether they are still those. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "catalog/site.h"
#include "query/statistic_rows.h"
#include "store/store.h"

namespace cems::query {

/// As long as a series has the same, not one of its readings has come, gone or changed.
struct SeriesState {
  SeriesId id{};            ///< 0 where the store does not know it.
  std::uint64_t epoch = 0;  ///< Store::epoch: what lies behind the newest reading.
  std::optional<TimeMs> newest;

  friend bool operator==(const SeriesState&, const SeriesState&) = default;
};

/// Of every series of the points that the rows are computed from, in one order. Nothing where they
/// are more than limits::kSeriesStatesMax, or a row is an indicator, which may need other points.
/// Ask before the readings. Errors: the store's.
[[nodiscard]] Result<std::optional<std::vector<SeriesState>>> states_of(
    const store::Store& store, const catalog::Site& site, std::span<const RowSource> sources);

}  // namespace cems::query
