/// Newest values of a class of equipment: what its points have now, added up (8.2, 8.3; dictionary
/// R3 "Category-level aggregate", S "Category aggregates").
///
/// Results point into the Site they were made from. Safe from any thread.
#pragma once

#include <optional>
#include <vector>

#include "query/newest.h"

namespace cems::query {

/// One sum: registers, deltas or power of one parameter id, unit and tariff period.
struct ClassSum {
  const catalog::Parameter* parameter = nullptr;  ///< Of the first member: id, name, unit, type.
  /// Stamped with the oldest time that went in. Nothing where no member has a value.
  std::optional<Reading> reading;
};

/// The sums of `points` without those that have an ancestor among them, by parameter id. A member
/// without a value, or members of different quality, make the sum's quality 13.
/// Errors: the store's; too_large when a sum does not fit 38 digits.
[[nodiscard]] Result<std::vector<ClassSum>> class_newest(
    const store::Store& store, const CemsId& cems, const std::vector<const catalog::Point*>& points,
    const Filter& filter, TimeMs now);

}  // namespace cems::query
