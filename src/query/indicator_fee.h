/// FEE: consumption times prices, by class of time and by the prices' dates (docs/statistics.md
/// "Indicators"; dictionary R5).
///
/// Safe from any thread.
#pragma once

#include "query/indicator_sum.h"

namespace cems::query {

/// Whether a price of the energy type is in force somewhere in the range.
[[nodiscard]] bool has_price(const catalog::Site& site, const std::string& energy_type,
                             TimeRange range);

/// Adds the consumer's cost in 元, unrounded, to the figures. A missing price makes the figures
/// missing, but for consumption that is 0. Errors: the store's.
[[nodiscard]] Status add_fee(const IndicatorContext& context, const Consumer& consumer,
                             IndicatorSum& sum);

}  // namespace cems::query
