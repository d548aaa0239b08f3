/// Which points and which of their parameters an interface speaks about (dictionary R3 "Filters",
/// R0 I-08): the same rules for static, dynamic and historic answers.
///
/// Results point into the Site they were made from and live as long as it does. Pure; safe from any
/// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.h"
#include "catalog/site.h"
#include "spec/reading_type.h"

namespace cems::query {

/// A parameter of a point: one series of readings.
struct Series {
  const catalog::Point* point = nullptr;
  const catalog::Parameter* parameter = nullptr;
};

/// Both lists empty: everything. Both given: what passes both.
struct Filter {
  std::vector<ParameterId> parameters;
  std::vector<spec::ReadingType> reading_types;  ///< Commodity 1 and 2 are one (T1 Rules).

  [[nodiscard]] bool empty() const { return parameters.empty() && reading_types.empty(); }
};

/// Points of the class, with `include_sub` also those of its subclasses, by id.
[[nodiscard]] std::vector<const catalog::Point*> points_of(const catalog::Category& category,
                                                           bool include_sub);

/// The point and everything below it, depth first, siblings by id (dictionary S "Nesting").
[[nodiscard]] std::vector<const catalog::Point*> subtree_of(const catalog::Point& point);

/// Points of the subtree that are in the class (or, with `include_sub`, below it), by id.
[[nodiscard]] std::vector<const catalog::Point*> points_below_in(const catalog::Point& point,
                                                                 const catalog::Category& category,
                                                                 bool include_sub);

/// Those without an ancestor among them: what may be added up without counting anything twice
/// (dictionary R3 "Category-level aggregate"). In the order given.
[[nodiscard]] std::vector<const catalog::Point*> topmost(
    const std::vector<const catalog::Point*>& points);

/// Over all the points.
[[nodiscard]] std::uint64_t count_parameters(const std::vector<const catalog::Point*>& points);

/// Different classes the points stand in.
[[nodiscard]] std::uint64_t count_categories(const std::vector<const catalog::Point*>& points);

[[nodiscard]] bool passes(const catalog::Parameter& parameter, const Filter& filter);

/// The series of the points that pass the filter: points as given, parameters by id.
[[nodiscard]] std::vector<Series> series_of(const std::vector<const catalog::Point*>& points,
                                            const Filter& filter);

/// The first filtered parameter id that none of the points has, or null (40405).
[[nodiscard]] const ParameterId* unknown_parameter(const std::vector<const catalog::Point*>& points,
                                                   const Filter& filter);

}  // namespace cems::query
