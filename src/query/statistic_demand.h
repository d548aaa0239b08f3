/// Demand windows by bucket and class of time (docs/statistics.md "Samples", "Indicators").
///
/// Safe from any thread.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "query/demand.h"
#include "query/statistic.h"

namespace cems::query {

/// Windows of one bucket (or of the range) and one class.
struct DemandTally {
  std::uint64_t count = 0;  ///< Windows with a value.
  Fraction sum;             ///< Of them, in kW.
  std::optional<Fraction> maximum;
  std::optional<Fraction> minimum;
  TimeMs maximum_at;  ///< End of the first window that has it.
  TimeMs minimum_at;
  bool unclassed = false;  ///< Of a class: no schedule says the class of a part of the bucket.

  void add(const DemandWindow& window);
};

/// What all windows of one class say together.
struct DemandSummary {
  DemandTally whole;
  Coverage coverage;
  std::optional<Receipt> receipt;
};

/// Told of the tally of class `classes[i]` in bucket `b`: buckets ascending, classes within them.
using DemandTold = std::function<void(std::size_t i, std::size_t b, const DemandTally& tally)>;

/// One pass over the windows of the buckets; a summary for each class.
/// REQUIRES: a tariff on the site where a class other than `none` is asked.
/// Errors: the store's.
[[nodiscard]] Result<std::vector<DemandSummary>> tally_demand(
    const store::Store& store, const catalog::Site& site, const DemandSource& source,
    DemandRule rule, std::span<const TouClass> classes, const StatisticRequest& request,
    const DemandTold& told);

/// statistic() for Measure::demand. Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> demand_statistic(const store::Store& store,
                                                                 const catalog::Site& site,
                                                                 const StatisticSeries& series,
                                                                 const StatisticRequest& request);

}  // namespace cems::query
