/// The load of a demand response resource: mean power of its points in slices of time, added
/// (docs/demand-response.md "Load").
///
/// Safe from any thread; pointers into the Site must outlive it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/fraction.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/site.h"
#include "query/demand.h"
#include "store/store.h"

namespace cems::query {

/// Slices of one event or day; nothing for one that a point lacks.
using Loads = std::vector<std::optional<Fraction>>;

/// The newest load, added over the points.
struct LoadNow {
  Fraction kilowatts;
  TimeMs at;  ///< Of the oldest reading in it.
  bool is_stale = false;
};

class Load {
 public:
  /// Of the site's drResource. Where a point has neither the parameter nor energy, `missing()`
  /// says so and every load is nothing.
  explicit Load(const catalog::Site& site);

  /// One sentence; empty where every point can be read.
  [[nodiscard]] const std::string& missing() const { return missing_; }

  /// Mean power of each slice in kW. REQUIRES: slices ascending, none within another.
  /// Errors: the store's.
  [[nodiscard]] Result<Loads> means(const store::Store& store,
                                    std::span<const TimeRange> slices) const;

  /// Tells `seen` of the readings that means over the ranges are made of: point after point, each
  /// reading once, ascending. REQUIRES: ranges ascending, none within another. Errors: the store's.
  [[nodiscard]] Status tell(const store::Store& store, std::span<const TimeRange> ranges,
                            const DemandWalk::Seen& seen) const;

  /// The newest reading of each point's power not after `now`, added; nothing where one has none or
  /// is known by its energy alone. Errors: the store's.
  [[nodiscard]] Result<std::optional<LoadNow>> newest(const store::Store& store, TimeMs now) const;

  /// True where every point is known by its power, so that there is a load of this moment.
  [[nodiscard]] bool is_power() const;

  /// The parameter that `newest` reads of the first point; null where it is energy.
  [[nodiscard]] const catalog::Parameter* power() const;

  /// The series that are read.
  [[nodiscard]] std::span<const DemandSource> sources() const { return sources_; }

 private:
  const catalog::Site* site_;
  std::vector<DemandSource> sources_;
  std::string missing_;
};

/// `begin` + k × length up to `end`, the last one shorter where it has to be.
[[nodiscard]] std::vector<TimeRange> slices_of(TimeRange range, std::int64_t length_ms);

/// Σ value × length / Σ length over the slices that have a value; nothing where none has.
[[nodiscard]] std::optional<Fraction> mean_over(std::span<const TimeRange> slices,
                                                const Loads& loads);

}  // namespace cems::query
