/// Row sources as the parts of the statistics engine share them; callers use statistic_rows.h.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "query/statistic_rows.h"

namespace cems::query {

/// The parameterId of the source's rows. Lives as long as the source and the Site.
[[nodiscard]] std::string_view source_id(const RowSource& source);

/// The class of a register or delta by tariff (its tou field is 1 to 5), else `none`.
[[nodiscard]] TouClass own_class(const catalog::Parameter& parameter);

/// A series in the classes: those for which the point has the same register by tariff read that
/// one, each in a part of its own; neighbours that read the same series share a part, and with it a
/// pass. Ascending by class. REQUIRES: the series is not by tariff itself.
[[nodiscard]] std::vector<StatisticSeries> by_register(StatisticSeries series,
                                                       std::span<const TouClass> classes);

/// row_sources without faults: what does not fit is left out.
[[nodiscard]] std::vector<RowSource> fitting_sources(const catalog::Site& site,
                                                     std::span<const catalog::Point* const> points,
                                                     const StatisticAsk& ask);

}  // namespace cems::query
