/// FEE: consumption times prices, by class of time and by the prices' dates (docs/statistics.md
/// "Indicators"; dictionary R5).
///
/// Safe from any thread.
#pragma once

#include "query/indicator_sum.h"

namespace cems::query {

/// Adds the consumer's cost in 元, unrounded, to the figures. Working media without a price are left
/// out; of energy a missing price makes the figures missing. Errors: the store's.
[[nodiscard]] Status add_fee(const IndicatorContext& context, const Consumer& consumer,
                             IndicatorSum& sum);

}  // namespace cems::query
