/// statistic() with any calendar of classes in the place of the site's tariff: for tests and for
/// rollups that are cut by another one.
#pragma once

#include <optional>
#include <vector>

#include "query/statistic.h"

namespace cems::query {

/// REQUIRES: a calendar where a class other than `none` is asked. Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> statistic_with(
    const store::Store& store, const catalog::Site& site, const StatisticSeries& series,
    const StatisticRequest& request, const model::ClassCalendar* calendar);

/// Whether the series' time is divided among the classes by the calendar: a class is asked, and it
/// is no register or delta by tariff.
[[nodiscard]] bool is_split_by_class(const StatisticSeries& series);

/// How long an interval of a delta is: the parameter's, else what its reading type says; nothing
/// where neither does.
[[nodiscard]] std::optional<Duration> delta_length(const catalog::Parameter& parameter);

}  // namespace cems::query
