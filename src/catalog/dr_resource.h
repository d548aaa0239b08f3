/// What a site offers to demand response (Annex A, DrResource), its defaults filled in
/// (docs/demand-response.md "The resource").
///
/// A value; threads share nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/decimal.h"
#include "base/ids.h"
#include "base/time.h"
#include "model/record.h"
#include "spec/baseline_method.h"

namespace cems::catalog {

/// Local minutes of a day, half-open; an end on the next day is above 24 × 60.
struct DayHours {
  int begin_minute = 13 * 60;
  int end_minute = 15 * 60;
};

struct ControllablePoint {
  PointId point;
  model::Record record{model::Model::controllable_point};
  std::optional<Decimal> decrease;  ///< kW
  std::optional<Decimal> increase;  ///< kW
};

struct DrResource {
  /// Every scalar field, defaults included.
  model::Record record{model::Model::dr_resource};
  bool is_given = false;  ///< False for a site whose archive has no drResource.

  std::vector<PointId> points;  ///< Their loads are added; never empty.
  ParameterId parameter{"P"};
  std::int64_t curve_interval_ms = 15 * kMsPerMinute;
  spec::BaselineMethodId method = spec::BaselineMethodId::avg5;
  Decimal min_rate = Decimal::from(8, 1);
  Decimal cap_rate = Decimal::from(12, 1);
  std::int64_t notice_ms = kMsPerHour;
  std::optional<Decimal> contracted_decrease;  ///< kW
  std::optional<Decimal> contracted_increase;  ///< kW
  std::optional<Decimal> price;                ///< yuan/kWh
  std::vector<ControllablePoint> controllable;
  std::vector<std::int64_t> shutdown_days;  ///< Local days since 1970-01-01, ascending.
  DayHours hours;  ///< The first of availablePeriods: where a comparison imagines an event.
};

}  // namespace cems::catalog
