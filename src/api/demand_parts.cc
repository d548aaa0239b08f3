// Reading types of demand.
#include "api/demand_parts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/assert.h"
#include "spec/reading_type.h"

namespace cems::api {
namespace {

using model::Field;

struct MeasuringPeriod {
  int interval_minutes;
  int step_minutes;  // As long as the interval: blocks.
  int code;
};

constexpr int kOtherBlock = 101;
constexpr int kOtherRolling = 102;

constexpr auto kMeasuringPeriods = std::to_array<MeasuringPeriod>(
    {{60, 60, 50}, {30, 30, 51}, {20, 20, 52}, {15, 15, 53}, {10, 10, 54}, {5, 5, 55},
     {1, 1, 56},   {60, 30, 57}, {60, 20, 58}, {60, 15, 59}, {60, 12, 60}, {60, 10, 61},
     {60, 6, 62},  {60, 5, 63},  {60, 4, 64},  {30, 15, 65}, {30, 10, 66}, {30, 6, 67},
     {30, 5, 68},  {30, 3, 69},  {30, 2, 70},  {15, 5, 71},  {15, 3, 72},  {15, 1, 73},
     {10, 5, 74},  {10, 2, 75},  {10, 1, 76},  {5, 1, 77}});

int measuring_period(const query::DemandRule& rule) {
  const auto* const found = std::find_if(
      kMeasuringPeriods.begin(), kMeasuringPeriods.end(), [&](const MeasuringPeriod& one) {
        return one.interval_minutes * kMsPerMinute == rule.interval_ms &&
               one.step_minutes * kMsPerMinute == rule.step_ms;
      });
  if (found != kMeasuringPeriods.end()) {
    return found->code;
  }
  return rule.step_ms == rule.interval_ms ? kOtherBlock : kOtherRolling;
}

}  // namespace

std::string demand_type(std::string_view id, const query::DemandRule& rule) {
  const std::string_view periods = id == "MD" ? "0.0" : "13.8";
  return fmt::format("{}.{}.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0", periods, measuring_period(rule));
}

void open_demand_parameter(json::Writer& writer, const Call& call, std::string_view id,
                           const query::DemandRule& rule) {
  const spec::BuiltinReadingType* type = spec::builtin_reading_type(id);
  CEMS_ASSERT(type != nullptr);
  writer.begin_object();
  writer.key(call.wire.member(Field::parameter_parameter_id)).value(id);
  writer.key(call.wire.member(Field::parameter_name)).value(type->chinese);
  writer.key(call.wire.member(Field::parameter_reading_type_id)).value(demand_type(id, rule));
  writer.key(call.wire.member(Field::parameter_unit)).value(type->unit);
}

}  // namespace cems::api
