/// What a parameter measures and in which unit: the power and the consumption of a point
/// (docs/statistics.md "Which series", "Indicators"; dictionary T1, S "Indicators").
///
/// Pure; safe from any thread; results point into the Site they were made from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/fraction.h"
#include "catalog/site.h"
#include "query/selection.h"
#include "query/statistic.h"
#include "spec/reading_type.h"

namespace cems::query {

enum class Dimension : std::uint8_t { energy, volume, mass, power };

/// A unit as a multiple of J, m³, g or W. Exact.
struct Measured {
  Dimension dimension = Dimension::energy;
  Fraction unit;
};

/// The unit of a reading type with its multiplier; nothing for units of other dimensions.
[[nodiscard]] std::optional<Measured> measured_in(const spec::ReadingType& type);

/// "kWh", "MWh", "J", "kJ", "MJ", "GJ", "m³" (m3, Nm³ too), "L", "g", "kg", "t", "W", "kW", "MW";
/// nothing for other texts.
[[nodiscard]] std::optional<Measured> unit_named(std::string_view unit);

/// What a value in `from` is multiplied by to be in `to`; nothing between dimensions.
[[nodiscard]] std::optional<Fraction> conversion(const Measured& from, const Measured& to);

/// How a point's consumption is read.
struct Consumption {
  Series series;
  Measure measure = Measure::reg;  ///< reg, delta or power_energy.
  Measured unit;                   ///< Of the statistic's cells: kWh for power_energy.
};

/// The point's forward register of the energy type's commodity, else its delta, else its power;
/// Only what counts everything: of all time (tou 0), of all phases, without tier, critical peak,
/// harmonic or argument; of several of electricity `EPI`, else the first by id. Nothing where there
/// is none.
[[nodiscard]] std::optional<Consumption> consumption_of(const catalog::Point& point,
                                                        std::string_view energy_type);

/// The same of electricity without power: what EPI is made of, if anything.
[[nodiscard]] std::optional<Consumption> electricity_meter_of(const catalog::Point& point);

/// The total active power of the point (T1 "P"): the parameter `P` where it is one, else the first
/// by id; null where there is none.
[[nodiscard]] const catalog::Parameter* power_of(const catalog::Point& point);

}  // namespace cems::query
