/// LOAD_RATE and PEAK_VALLEY_DIFF: what the quarter-hour demand of the root point says
/// (docs/statistics.md "Indicators").
///
/// Safe from any thread.
#pragma once

#include "query/indicator.h"

namespace cems::query {

/// REQUIRES: the indicator is one of the two. Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> demand_indicator(const store::Store& store,
                                                                 const catalog::Site& site,
                                                                 const IndicatorAsk& ask,
                                                                 const StatisticRequest& request);

}  // namespace cems::query
