// The points that count in E_i, and what they consumed.
#include "query/indicator_energy.h"

#include <algorithm>
#include <map>
#include <utility>

#include "query/statistic_source.h"

namespace cems::query {
namespace {

constexpr std::int64_t kVirtual = 0;
constexpr std::int64_t kGateway = 1;
constexpr std::int64_t kGenerates = 2;

using Points = std::vector<const catalog::Point*>;

std::string energy_type_of(const catalog::Point& point) {
  return std::string(point.record.text(model::Field::point_energy_type).value_or(""));
}

bool is_gateway(const catalog::Point& point) {
  return point.record.integer(model::Field::point_point_type) == kGateway;
}

/// A meter inside the site that says what is used up behind it.
bool is_load(const catalog::Point& point) {
  return point.record.integer(model::Field::point_point_type) != kVirtual &&
         point.record.integer(model::Field::point_flow) != kGenerates;
}

}  // namespace

std::vector<Consumer> consumers_of(const catalog::Site& site) {
  std::map<std::string, Points> gateways;
  std::map<std::string, Points> loads;
  for (const auto& point : site.points) {
    const std::string type = energy_type_of(*point);
    if (is_gateway(*point)) {
      gateways[type].push_back(point.get());
    } else if (is_load(*point) && consumption_of(*point, type)) {
      loads[type].push_back(point.get());
    }
  }
  gateways.merge(loads);  // Loads count only of types that have no gateway.
  std::vector<Consumer> out;
  for (const auto& [type, points] : gateways) {
    for (const catalog::Point* point : topmost(points)) {
      out.push_back({point, type, consumption_of(*point, type)});
    }
  }
  return out;
}

std::vector<Consumer> consumers_in(const catalog::Category& category) {
  std::vector<Consumer> out;
  for (const catalog::Point* point : members_of(category)) {
    const std::string type = energy_type_of(*point);
    if (const std::optional<Consumption> consumption = consumption_of(*point, type)) {
      out.push_back({point, type, consumption});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Consumer& a, const Consumer& b) {
    return a.energy_type < b.energy_type;
  });
  return out;
}

std::vector<const catalog::Point*> members_of(const catalog::Category& category) {
  return topmost(points_of(category, true));
}

Result<ClassRows> consumption_rows(const IndicatorContext& context, const Consumption& consumption,
                                   std::span<const TimeRange> buckets,
                                   std::span<const TouClass> classes) {
  ClassRows out;
  const StatisticRequest request{buckets, context.request.now, context.request.explain,
                                 context.request.closed};
  const StatisticSeries series{
      consumption.series, consumption.series, consumption.measure, Aggregate::sum, {}};
  for (const StatisticSeries& part : by_register(series, classes)) {
    Result<std::vector<StatisticRow>> rows = statistic(context.store, context.site, part, request);
    if (!rows) {
      return rows.error();
    }
    for (StatisticRow& row : *rows) {
      out.by_tariff[static_cast<std::size_t>(row.tou)] =
          part.read.parameter != part.shown.parameter;
      out.of[static_cast<std::size_t>(row.tou)] = std::move(row);
    }
  }
  return out;
}

}  // namespace cems::query
