/// Parameters that a point does not have but that can be made of what it has: EPI of its power, MD
/// of its power or energy (docs/statistics.md "Samples"; dictionary S "What may be aggregated").
#pragma once

#include <optional>

#include "query/statistic.h"

namespace cems::query {

/// The series that makes `id` for the point, with its default aggregate and no classes yet; nothing
/// where the point has a parameter of that id, or where nothing makes it. `shown` names a built-in
/// parameter, which lives for ever. Pure; safe from any thread.
[[nodiscard]] std::optional<StatisticSeries> derived_series(const catalog::Point& point,
                                                            const ParameterId& id);

}  // namespace cems::query
