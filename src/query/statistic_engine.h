/// statistic() with any calendar of classes in the place of the site's tariff: for tests and for
/// rollups that are cut by another one.
#pragma once

#include <optional>
#include <vector>

#include "query/piece.h"
#include "query/statistic.h"
#include "query/statistic_tally.h"

namespace cems::query {

/// REQUIRES: a calendar where a class other than `none` is asked. Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> statistic_with(
    const store::Store& store, const catalog::Site& site, const StatisticSeries& series,
    const StatisticRequest& request, const model::ClassCalendar* calendar);

/// Whether the series' time is divided among the classes by the calendar: a class is asked, and it
/// is no register or delta by tariff.
[[nodiscard]] bool is_split_by_class(const StatisticSeries& series);

/// What the series' readings are read as; nothing for demand windows.
[[nodiscard]] std::optional<ReadAs> read_as_of(const StatisticSeries& series);

/// Whether days of it are kept beside months: it has 288 readings a day or more.
[[nodiscard]] bool has_days(const catalog::Parameter& parameter);

/// What its cells are made by.
[[nodiscard]] CellRule rule_of(const StatisticSeries& series);

/// Up to where no appended reading says anything any more about pieces of the key, the newest one
/// being at `newest`: a delta speaks about its interval.
[[nodiscard]] TimeMs settled_until(const PieceKey& key, const catalog::Parameter& parameter,
                                   TimeMs newest, const Zone& zone);

/// How long an interval of a delta is: the parameter's, else what its reading type says; nothing
/// where neither does.
[[nodiscard]] std::optional<Duration> delta_length(const catalog::Parameter& parameter);

}  // namespace cems::query
