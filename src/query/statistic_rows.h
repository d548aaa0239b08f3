/// From what was asked to the rows of a statistic answer: which series, read how, in which classes,
/// and the aggregates of classes of equipment (docs/statistics.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "query/indicator.h"
#include "query/selection.h"
#include "query/statistic.h"

namespace cems::query {

/// What the filters, `aggregate` and `tou` of 10.x ask of some points.
struct StatisticAsk {
  Filter filter;
  std::optional<Aggregate> aggregate;  ///< Nothing: each parameter's default.
  std::vector<TouClass> classes;       ///< Ascending, without repeats; `none` is class 0.
};

/// One entry of the answer's row list: a series, or an indicator of the root point. It gives as
/// many rows as it has classes.
struct RowSource {
  std::variant<StatisticSeries, IndicatorAsk> what;

  [[nodiscard]] const catalog::Point& point() const;
  [[nodiscard]] std::span<const TouClass> classes() const;
};

/// Why an ask cannot be answered; the caller turns it into 40405 or 40007.
struct AskFault {
  enum class Kind : std::uint8_t { unknown_parameter, aggregate_unfit, no_tariff } kind;
  std::string name;  ///< The parameter's id; empty where nothing that was asked fits.
};

/// The sources of the points, in the order of the answer: points as given, parameters by id. EPI
/// and MD that are made from power, and the root point's indicators, are found only where
/// filter.parameters names them. The faults in the order in which they count: unknown_parameter,
/// aggregate_unfit, no_tariff.
[[nodiscard]] tl::expected<std::vector<RowSource>, AskFault> row_sources(
    const catalog::Site& site, std::span<const catalog::Point* const> points,
    const StatisticAsk& ask);

/// The rows of a source. Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> rows_of(const store::Store& store,
                                                        const catalog::Site& site,
                                                        const RowSource& source,
                                                        const StatisticRequest& request);

/// One aggregate of a class of equipment: Σ over its points without an ancestor in the class.
struct ClassAggregate {
  ParameterId parameter;
  std::string name;  ///< Of the first member's parameter.
  std::string unit;
  std::optional<spec::ReadingType> type;  ///< Of the row; nothing for indicators.
  StatisticRow row;
};

/// The aggregates of the category and its subclasses together, by (parameter, unit, tou), with the
/// indicators of classes (COAL, CO2, FEE) where the filter names them. Sources that are no sums
/// give none; neither does what row_sources would refuse.
/// Memory: one row for each entry. Errors: the store's.
[[nodiscard]] Result<std::vector<ClassAggregate>> class_aggregates(
    const store::Store& store, const catalog::Site& site, const catalog::Category& category,
    const StatisticAsk& ask, Period period, const StatisticRequest& request);

}  // namespace cems::query
