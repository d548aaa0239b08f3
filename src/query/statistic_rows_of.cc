// The rows of one source.
#include "query/statistic_rows.h"

namespace cems::query {
namespace {

/// A register by tariff that stands in for its class does not know class 0: the ratio is to what
/// the register of all time counted.
Status set_ratio(const store::Store& store, const catalog::Site& site, StatisticSeries series,
                 const StatisticRequest& request, std::vector<StatisticRow>& rows) {
  series.read = series.shown;
  series.classes = {TouClass::none};
  const TimeRange whole{request.buckets.front().begin, request.buckets.back().end};
  const Result<std::vector<StatisticRow>> all =
      statistic(store, site, series, {{&whole, 1}, request.now, false, request.closed});
  if (!all) {
    return all.error();
  }
  const std::optional<Fraction>& total = all->front().whole.value;
  for (StatisticRow& row : rows) {
    row.ratio.reset();
    if (row.whole.value && total && !total->is_zero()) {
      row.ratio = percent(*row.whole.value, *total);
    }
  }
  return Unit{};
}

}  // namespace

Result<std::vector<StatisticRow>> rows_of(const store::Store& store, const catalog::Site& site,
                                          const RowSource& source,
                                          const StatisticRequest& request) {
  if (const auto* ask = std::get_if<IndicatorAsk>(&source.what)) {
    return indicator(store, site, *ask, request);
  }
  const auto& series = std::get<StatisticSeries>(source.what);
  Result<std::vector<StatisticRow>> rows = statistic(store, site, series, request);
  if (rows && series.read.parameter != series.shown.parameter && series.measure == Measure::reg) {
    if (const Status set = set_ratio(store, site, series, request, *rows); !set) {
      return set.error();
    }
  }
  return rows;
}

}  // namespace cems::query
