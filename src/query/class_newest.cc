// Sums over the points of a class.
#include "query/class_newest.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace cems::query {
namespace {

using Key = std::tuple<std::string_view, std::string_view, std::int32_t>;  // Id, unit, tariff.

/// kind 37: active, reactive and apparent power are told apart by their units.
constexpr std::int32_t kPower = 37;

bool adds_up(const catalog::Parameter& parameter) {
  const auto& type = parameter.reading_type;
  return type && (type->is_register() || type->is_delta() || type->kind() == kPower);
}

}  // namespace

std::vector<ClassSum> class_sums(const std::vector<const catalog::Point*>& points,
                                 const Filter& filter) {
  std::map<Key, ClassSum> sums;
  for (const Series& series : series_of(topmost(points), filter)) {
    const catalog::Parameter& parameter = *series.parameter;
    if (!adds_up(parameter)) {
      continue;
    }
    ClassSum& sum = sums[{parameter.id.view(), parameter.unit, parameter.reading_type->tou()}];
    if (sum.parameter == nullptr) {
      sum.parameter = &parameter;
    }
    sum.members.push_back(series);
  }
  std::vector<ClassSum> out;
  out.reserve(sums.size());
  for (auto& [key, sum] : sums) {
    out.push_back(std::move(sum));
  }
  return out;
}

void NewestSum::add(const std::optional<Reading>& newest) {
  if (!newest) {
    is_incomplete_ = true;
    return;
  }
  sum_ += Exact(newest->value);
  if (!oldest_) {
    oldest_ = newest;
    return;
  }
  oldest_->at = std::min(oldest_->at, newest->at);
  if (oldest_->quality != newest->quality) {
    oldest_->quality = Quality::mixed;
  }
}

Result<std::optional<Reading>> NewestSum::get() const {
  if (!oldest_) {
    return std::optional<Reading>();
  }
  const std::optional<Decimal> value = sum_.fraction().exact();
  if (!value) {
    return Error{Errc::too_large, "a sum over a class has more than 38 digits"};
  }
  return std::optional(
      Reading{oldest_->at, *value, is_incomplete_ ? Quality::mixed : oldest_->quality});
}

}  // namespace cems::query
