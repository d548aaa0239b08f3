// The table of indicators.
#include "spec/indicator.h"

#include <algorithm>
#include <array>

namespace cems::spec {
namespace {

using model::Origin;

constexpr auto kIndicators = std::to_array<IndicatorInfo>({
#define CEMS_INDICATOR(id, parameter_id, unit, of_class, is_sum, english, chinese, clause, origin, \
                       confidence)                                                                 \
  {IndicatorId::id, parameter_id, unit,   of_class,       is_sum,                                  \
   english,         chinese,      clause, Origin::origin, confidence},
#include "spec/indicators.inc"
#undef CEMS_INDICATOR
});

}  // namespace

std::span<const IndicatorInfo> all_indicators() {
  return kIndicators;
}

const IndicatorInfo* find_indicator(std::string_view parameter_id) {
  const auto* const found = std::find_if(
      kIndicators.begin(), kIndicators.end(),
      [parameter_id](const IndicatorInfo& info) { return info.parameter_id == parameter_id; });
  return found == kIndicators.end() ? nullptr : found;
}

}  // namespace cems::spec
