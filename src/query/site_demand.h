/// Demand of a site for Annex B: windows of several metered points added, their maxima, and the
/// window that is running (docs/demand.md).
///
/// Safe from any thread but for walks, which belong to one; pointers into the Site must outlive
/// them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/fraction.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/demand_contract.h"
#include "catalog/site.h"
#include "query/demand.h"
#include "store/store.h"

namespace cems::query {

/// What is measured, and how its windows lie.
struct DemandMeter {
  std::vector<DemandSource> sources;  ///< One a point; empty where a point measures nothing.
  DemandRule rule;
};

/// The points of a contract, or `point` alone, with the contract's windows; the defaults where
/// there is no contract.
[[nodiscard]] DemandMeter meter_of(const catalog::Site& site,
                                   const catalog::DemandContract* contract,
                                   const catalog::Point* point);

/// Calls `each` for every window whose e − 1 ms the range holds, ascending: also those without a
/// value, but for stretches of which nothing speaks. `seen` is told of each reading that goes in;
/// of several points as their windows come.
/// Errors: the store's.
[[nodiscard]] Status walk_demand(const store::Store& store, const catalog::Site& site,
                                 const DemandMeter& meter, TimeRange range,
                                 const std::function<void(const DemandWindow&)>& each,
                                 const DemandWalk::Seen& seen = {});

/// The greatest window of a range, the first of equal ones.
struct DemandPeak {
  std::optional<Fraction> kilowatts;
  TimeMs at{};                ///< End of the window; only with a value.
  std::uint64_t present = 0;  ///< Windows with a value.
};

[[nodiscard]] Result<DemandPeak> peak_of(const store::Store& store, const catalog::Site& site,
                                         const DemandMeter& meter, TimeRange range);

/// The windows that a range has, with a value or not.
[[nodiscard]] std::uint64_t count_windows(const catalog::Site& site, const DemandRule& rule,
                                          TimeRange range);

/// The newest window with a value that ends at or before `now` and not more than a day before the
/// newest reading. Errors: the store's.
[[nodiscard]] Result<std::optional<DemandWindow>> newest_window(const store::Store& store,
                                                                const catalog::Site& site,
                                                                const DemandMeter& meter,
                                                                TimeMs now);

/// The block of the clock that runs now, as far as its samples tell.
struct RunningBlock {
  Fraction known;      ///< kW: what its samples make of its mean, so far.
  Fraction rest;       ///< Share of the block still to come, the mean over the points.
  Fraction predicted;  ///< kW at its end, if every missing sample equals the latest.

  /// Mean power of the rest with which it ends at `limit`; nothing where nothing is left.
  [[nodiscard]] std::optional<Fraction> headroom(const Fraction& limit) const;
};

/// Nothing where a point is known by its energy alone, or its latest sample is stale.
/// Errors: the store's.
[[nodiscard]] Result<std::optional<RunningBlock>> running_block(const store::Store& store,
                                                                const catalog::Site& site,
                                                                const DemandMeter& meter,
                                                                TimeMs now);

}  // namespace cems::query
