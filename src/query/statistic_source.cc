// Registers by tariff in the place of the register of all time.
#include "query/statistic_source.h"

#include <utility>

namespace cems::query {
namespace {

constexpr std::size_t kTouIndex = 11;

/// The same register, of one class.
const catalog::Parameter* register_of_class(const Series& series, TouClass tou) {
  for (const catalog::Parameter& other : series.point->parameters) {
    if (!other.reading_type || own_class(other) != tou) {
      continue;
    }
    spec::ReadingType type = *other.reading_type;
    type.fields[kTouIndex] = 0;
    if (spec::same_quantity(type, *series.parameter->reading_type)) {
      return &other;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view source_id(const RowSource& source) {
  if (const auto* series = std::get_if<StatisticSeries>(&source.what)) {
    return series->shown.parameter->id.view();
  }
  return std::get<IndicatorAsk>(source.what).indicator->parameter_id;
}

TouClass own_class(const catalog::Parameter& parameter) {
  const std::int32_t tou = parameter.reading_type ? parameter.reading_type->tou() : 0;
  return 0 < tou && tou < static_cast<std::int32_t>(model::kTouClasses) ? static_cast<TouClass>(tou)
                                                                        : TouClass::none;
}

std::vector<StatisticSeries> by_register(StatisticSeries series,
                                         std::span<const TouClass> classes) {
  std::vector<StatisticSeries> out;
  const catalog::Parameter* all_time = series.read.parameter;
  series.classes.clear();
  for (const TouClass tou : classes) {
    const catalog::Parameter* by_tariff = series.measure == Measure::reg && tou != TouClass::none
                                              ? register_of_class(series.shown, tou)
                                              : nullptr;
    const catalog::Parameter* read = by_tariff != nullptr ? by_tariff : all_time;
    if (!series.classes.empty() && series.read.parameter != read) {
      out.push_back(series);
      series.classes.clear();
    }
    series.read.parameter = read;
    series.classes.push_back(tou);
  }
  if (!series.classes.empty()) {
    out.push_back(std::move(series));
  }
  return out;
}

}  // namespace cems::query
