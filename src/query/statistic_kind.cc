// What a parameter's reading type says about its statistics.
#include "query/statistic.h"

namespace cems::query {
namespace {

// Codes of IEC 61968-9 (dictionary T) and their places in the type.
constexpr std::size_t kMacroPeriod = 0;
constexpr std::size_t kAggregate = 1;
constexpr std::size_t kMeasuringPeriod = 2;
constexpr std::size_t kAccumulation = 3;
constexpr std::size_t kTou = 11;

constexpr std::int32_t kDeltaData = 4;

std::int32_t macro_code(Period period) {
  switch (period) {
    case Period::quarter_hour:
    case Period::half_hour:
    case Period::hour:
      return 0;
    case Period::day:
      return 11;
    case Period::month:
      return 13;
    case Period::week:
      return 24;
    case Period::whole:
    case Period::quarter:
    case Period::year:
      break;
  }
  return 32;
}

std::int32_t measuring_code(Period period) {
  switch (period) {
    case Period::quarter_hour:
      return 2;
    case Period::half_hour:
      return 5;
    case Period::hour:
      return 7;
    default:
      return 0;
  }
}

std::int32_t aggregate_code(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::average:
      return 2;
    case Aggregate::maximum:
      return 8;
    case Aggregate::minimum:
      return 9;
    case Aggregate::sum:
      break;
  }
  return 26;
}

}  // namespace

Measure measure_of(const catalog::Parameter& parameter) {
  if (parameter.reading_type && parameter.reading_type->is_register()) {
    return Measure::reg;
  }
  return parameter.reading_type && parameter.reading_type->is_delta() ? Measure::delta
                                                                      : Measure::sample;
}

Aggregate default_aggregate(const catalog::Parameter& parameter) {
  if (measure_of(parameter) != Measure::sample) {
    return Aggregate::sum;
  }
  return parameter.reading_type && parameter.reading_type->is_demand() ? Aggregate::maximum
                                                                       : Aggregate::average;
}

bool may_aggregate(const catalog::Parameter& parameter, Aggregate aggregate) {
  switch (measure_of(parameter)) {
    case Measure::reg:
      return aggregate == Aggregate::sum;
    case Measure::delta:
      return true;
    default:
      return aggregate != Aggregate::sum;
  }
}

std::optional<spec::ReadingType> row_type(const StatisticSeries& series, TouClass tou,
                                          Period period) {
  if (!series.shown.parameter->reading_type) {
    return std::nullopt;
  }
  spec::ReadingType type = *series.shown.parameter->reading_type;
  type.fields[kMacroPeriod] = macro_code(period);
  type.fields[kAggregate] = aggregate_code(series.aggregate);
  // A demand keeps its own window, which is a part of what it is.
  if (!type.is_demand()) {
    type.fields[kMeasuringPeriod] = measuring_code(period);
  }
  if (series.aggregate == Aggregate::sum) {
    type.fields[kAccumulation] = kDeltaData;
  }
  type.fields[kTou] = static_cast<std::int32_t>(tou);
  return type;
}

}  // namespace cems::query
