// The table of baseline methods.
#include "spec/baseline_method.h"

#include <algorithm>
#include <array>

namespace cems::spec {
namespace {

using model::Origin;

constexpr auto kBaselineMethods = std::to_array<BaselineMethodInfo>({
#define CEMS_BASELINE_METHOD(id, code, days, taken, least_days, day_kind, first_day_back,      \
                             ranked_by, pick, from, to, least, most, english, chinese, clause, \
                             origin, confidence)                                               \
  {BaselineMethodId::id,                                                                       \
   code,                                                                                       \
   days,                                                                                       \
   taken,                                                                                      \
   least_days,                                                                                 \
   BaselineDayKind::day_kind,                                                                  \
   first_day_back,                                                                             \
   BaselineRanking::ranked_by,                                                                 \
   BaselinePick::pick,                                                                         \
   from,                                                                                       \
   to,                                                                                         \
   least,                                                                                      \
   most,                                                                                       \
   english,                                                                                    \
   chinese,                                                                                    \
   clause,                                                                                     \
   Origin::origin,                                                                             \
   confidence},
#include "spec/baseline_methods.inc"
#undef CEMS_BASELINE_METHOD
});

constexpr BaselineRules kBaselineRules{
#define CEMS_BASELINE_RULES(lookback_days, shutdown_share_percent) \
  lookback_days, shutdown_share_percent
#include "spec/baseline_rules.inc"
#undef CEMS_BASELINE_RULES
};

}  // namespace

std::span<const BaselineMethodInfo> all_baseline_methods() {
  return kBaselineMethods;
}

const BaselineMethodInfo& info(BaselineMethodId id) {
  return kBaselineMethods[static_cast<std::size_t>(id)];
}

std::optional<BaselineMethodId> find_baseline_method(std::string_view code) {
  const auto* const found =
      std::find_if(kBaselineMethods.begin(), kBaselineMethods.end(),
                   [code](const BaselineMethodInfo& method) { return method.code == code; });
  return found == kBaselineMethods.end() ? std::nullopt : std::optional(found->id);
}

const BaselineRules& baseline_rules() {
  return kBaselineRules;
}

}  // namespace cems::spec
