// EPI of power and MD of power or energy.
#include "query/statistic_derived.h"

#include <string_view>

#include "base/assert.h"
#include "query/demand.h"
#include "query/quantity.h"

namespace cems::query {
namespace {

constexpr std::string_view kEnergy = "EPI";
constexpr std::string_view kDemand = "MD";

/// A built-in reading type as if the point's archive had it.
catalog::Parameter made_of(std::string_view id) {
  const spec::BuiltinReadingType* type = spec::builtin_reading_type(id);
  CEMS_ASSERT(type != nullptr);
  catalog::Parameter parameter;
  parameter.id = ParameterId(id);
  parameter.name = type->chinese;
  parameter.reading_type_id = type->reading_type_id;
  parameter.reading_type = *spec::ReadingType::parse(type->reading_type_id);
  parameter.unit = type->unit;
  parameter.record.set_text(model::Field::parameter_parameter_id, id);
  parameter.record.set_text(model::Field::parameter_name, type->chinese);
  parameter.record.set_text(model::Field::parameter_reading_type_id, type->reading_type_id);
  parameter.record.set_text(model::Field::parameter_unit, type->unit);
  return parameter;
}

const catalog::Parameter& energy_parameter() {
  static const catalog::Parameter kParameter = made_of(kEnergy);
  return kParameter;
}

const catalog::Parameter& demand_parameter() {
  static const catalog::Parameter kParameter = made_of(kDemand);
  return kParameter;
}

}  // namespace

std::optional<StatisticSeries> derived_series(const catalog::Point& point, const ParameterId& id) {
  if (point.parameter(id) != nullptr) {
    return std::nullopt;
  }
  if (id.view() == kEnergy) {
    const catalog::Parameter* power = power_of(point);
    if (power != nullptr && !electricity_meter_of(point)) {
      return StatisticSeries{{&point, &energy_parameter()},
                             {&point, power},
                             Measure::power_energy,
                             Aggregate::sum,
                             {}};
    }
  }
  if (id.view() == kDemand) {
    if (const std::optional<DemandSource> source = demand_source_of(point)) {
      return StatisticSeries{
          {&point, &demand_parameter()}, source->series, Measure::demand, Aggregate::maximum, {}};
    }
  }
  return std::nullopt;
}

}  // namespace cems::query
