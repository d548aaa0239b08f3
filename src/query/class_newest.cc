// Sums over the points of a class.
#include "query/class_newest.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace cems::query {
namespace {

using Key = std::tuple<std::string_view, std::string_view, std::int32_t>;  // Id, unit, tariff.

/// kind 37: active, reactive and apparent power are told apart by their units.
constexpr std::int32_t kPower = 37;

bool adds_up(const catalog::Parameter& parameter) {
  const auto& type = parameter.reading_type;
  return type && (type->is_register() || type->is_delta() || type->kind() == kPower);
}

struct Sum {
  ClassSum result;
  bool incomplete = false;
};

Status add(Sum& sum, const std::optional<Reading>& newest) {
  std::optional<Reading>& reading = sum.result.reading;
  if (!newest) {
    sum.incomplete = true;
    return Unit{};
  }
  if (!reading) {
    reading = newest;
    return Unit{};
  }
  const std::optional<Decimal> value = Decimal::add(reading->value, newest->value);
  if (!value) {
    return Error{Errc::too_large, "a sum over a class has more than 38 digits"};
  }
  reading->value = *value;
  reading->at = std::min(reading->at, newest->at);
  if (reading->quality != newest->quality) {
    reading->quality = Quality::mixed;
  }
  return Unit{};
}

}  // namespace

Result<std::vector<ClassSum>> class_newest(const store::Store& store, const CemsId& cems,
                                           const std::vector<const catalog::Point*>& points,
                                           const Filter& filter, TimeMs now) {
  std::map<Key, Sum> sums;
  for (const Series& series : series_of(topmost(points), filter)) {
    const catalog::Parameter& parameter = *series.parameter;
    if (!adds_up(parameter)) {
      continue;
    }
    const Result<std::optional<Reading>> reading = newest(store, cems, series, now);
    if (!reading) {
      return reading.error();
    }
    Sum& sum = sums[{parameter.id.view(), parameter.unit, parameter.reading_type->tou()}];
    if (sum.result.parameter == nullptr) {
      sum.result.parameter = &parameter;
    }
    if (const Status added = add(sum, *reading); !added) {
      return added.error();
    }
  }
  std::vector<ClassSum> out;
  for (auto& [key, sum] : sums) {
    if (sum.incomplete && sum.result.reading) {
      sum.result.reading->quality = Quality::mixed;
    }
    out.push_back(std::move(sum.result));
  }
  return out;
}

}  // namespace cems::query
