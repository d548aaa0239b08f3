/// The baseline methods of demand response as data (spec/baseline_methods.json;
/// docs/demand-response.md "Baselines").
///
/// Constant data; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/fields.h"

namespace cems::spec {

enum class BaselineMethodId : std::uint8_t {
#define CEMS_BASELINE_METHOD(id, ...) id,
#include "spec/baseline_methods.inc"
#undef CEMS_BASELINE_METHOD
};

/// Which days are like the event's: `same` is working or not as the event's own day is.
enum class BaselineDayKind : std::uint8_t { none, working, same };

/// The load by which days are put in order.
enum class BaselineRanking : std::uint8_t { none, day, window };

/// Which of the days are taken. `before` takes no day but the minutes before the event.
enum class BaselinePick : std::uint8_t { before, all, highest, middle };

struct BaselineMethodInfo {
  BaselineMethodId id;
  std::string_view code;  ///< e.g. "HIGH5OF10"
  int days;               ///< The newest candidates that are looked at.
  int taken;              ///< Of them, where there are all.
  int least_days;         ///< No baseline from fewer.
  BaselineDayKind day_kind;
  int first_day_back;  ///< 1 is the day before the event's.
  BaselineRanking ranked_by;
  BaselinePick pick;
  /// The same-day adjustment looks at [start − from, start − to); both 0 where there is none.
  int adjustment_from_minutes;
  int adjustment_to_minutes;
  int adjustment_least_percent;
  int adjustment_most_percent;
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;

  [[nodiscard]] bool adjusts() const { return adjustment_from_minutes > 0; }
};

/// In the order of the enum.
[[nodiscard]] std::span<const BaselineMethodInfo> all_baseline_methods();

[[nodiscard]] const BaselineMethodInfo& info(BaselineMethodId id);

/// Nothing where there is none of that code.
[[nodiscard]] std::optional<BaselineMethodId> find_baseline_method(std::string_view code);

/// What all methods share.
struct BaselineRules {
  int lookback_days;           ///< Candidates lie in so many days before the event's.
  int shutdown_share_percent;  ///< A day with less than this of the candidates' mean is no day.
};

[[nodiscard]] const BaselineRules& baseline_rules();

}  // namespace cems::spec
