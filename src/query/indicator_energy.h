/// E_i: which points' consumption an indicator adds up, and that consumption in buckets and classes
/// (docs/statistics.md "Indicators"; dictionary S).
///
/// Safe from any thread; results point into the Site they were made from.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "query/quantity.h"
#include "query/statistic.h"

namespace cems::query {

/// What an indicator is computed for and from.
struct IndicatorContext {
  const store::Store& store;
  const catalog::Site& site;
  const StatisticRequest& request;
  std::vector<TouClass> classes;  ///< Ascending, `none` always among them.
};

/// A point that counts in E_i.
struct Consumer {
  const catalog::Point* point = nullptr;
  std::string energy_type;
  std::optional<Consumption> consumption;  ///< Nothing: a gateway that has no meter.
};

/// Of the site, by energy type, then point.
[[nodiscard]] std::vector<Consumer> consumers_of(const catalog::Site& site);

/// Of a class of equipment, by energy type, then point; points without a meter are left out.
[[nodiscard]] std::vector<Consumer> consumers_in(const catalog::Category& category);

/// The points of the class and its subclasses that have no ancestor there, by id: what can be
/// summed without counting anything twice.
[[nodiscard]] std::vector<const catalog::Point*> members_of(const catalog::Category& category);

/// By TouClass: a register by tariff gave the row.
using ByTariff = std::array<bool, model::kTouClasses>;

/// Rows by TouClass; those of other classes than were asked are absent.
struct ClassRows {
  std::array<std::optional<StatisticRow>, model::kTouClasses> of;
  ByTariff by_tariff{};  ///< Where any is, the classes need not add up.

  [[nodiscard]] const StatisticRow* find(TouClass tou) const {
    const auto& row = of[static_cast<std::size_t>(tou)];
    return row ? &*row : nullptr;
  }
};

/// The consumption in the buckets. REQUIRES: a tariff on the site where a class is asked.
/// Errors: the store's.
[[nodiscard]] Result<ClassRows> consumption_rows(const IndicatorContext& context,
                                                 const Consumption& consumption,
                                                 std::span<const TimeRange> buckets,
                                                 std::span<const TouClass> classes);

}  // namespace cems::query
