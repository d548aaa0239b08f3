/// Newest values of a class of equipment: what its points have now, added up (8.2, 8.3; dictionary
/// R3 "Category-level aggregate", S "Category aggregates").
///
/// Results point into the Site they were made from. Safe from any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/exact.h"
#include "query/newest.h"

namespace cems::query {

/// One sum: registers, deltas or power of one parameter id, unit and tariff period.
struct ClassSum {
  const catalog::Parameter* parameter = nullptr;  ///< Of the first member: id, name, unit, type.
  std::vector<Series> members;
};

/// What is added up of `points`, those that have an ancestor among them left out; by parameter id.
[[nodiscard]] std::vector<ClassSum> class_sums(const std::vector<const catalog::Point*>& points,
                                               const Filter& filter);

/// The sum of its members' newest readings, stamped with the oldest time that went in; nothing
/// where no member has one. A member without a value, or members of different quality, make its
/// quality 13. Errors: too_large when the sum does not fit 38 digits.
class NewestSum {
 public:
  void add(const std::optional<Reading>& newest);

  [[nodiscard]] Result<std::optional<Reading>> get() const;

 private:
  Exact sum_;
  std::optional<Reading> oldest_;  // Its time and the quality of all; its value is not used.
  bool is_incomplete_ = false;
};

}  // namespace cems::query
