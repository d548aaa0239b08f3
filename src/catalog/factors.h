/// Coal and CO2 factors, output values and prices: what indicators multiply and divide by
/// (dictionary F4, F5, S "Indicators"; spec/factors.json; docs/statistics.md).
///
/// Values; immutable in a Site; safe from any thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "base/zone.h"
#include "json/value.h"
#include "model/class_calendar.h"
#include "model/record_read.h"

namespace cems::catalog {

/// Of one energy type, for one unit of it.
struct EnergyFactor {
  std::string energy_type;      ///< 6.9 energyType, e.g. "01".
  std::string unit;             ///< What the factors are for: "kWh", "m³", "GJ", "t", "kg".
  std::optional<Decimal> coal;  ///< kgce per unit.
  std::optional<Decimal> co2;   ///< kg per unit.
};

struct FactorSet {
  std::string id;       ///< e.g. "CN-2023"
  std::string version;  ///< e.g. "2023"
  std::vector<EnergyFactor> factors;

  /// Null where there is none.
  [[nodiscard]] const EnergyFactor* of(std::string_view energy_type) const;
};

/// The built-in sets, the newest first; the first, of the whole country, is the default.
[[nodiscard]] std::span<const FactorSet> factor_sets();

/// Null where there is none of that id.
[[nodiscard]] const FactorSet* find_factor_set(std::string_view id);

/// An entry of the archive's `outputs`.
struct OutputValue {
  TimeRange period;
  std::string product;  ///< Empty: the output value in money.
  std::string unit;     ///< 万元 for money.
  Decimal value;
};

/// An entry of the archive's `prices`, 元 per unit.
struct EnergyPrice {
  std::string energy_type;
  std::string unit;
  TimeRange valid;               ///< kTimeMax where there is no end.
  std::optional<Decimal> price;  ///< Of every class without a price of its own.
  std::array<std::optional<Decimal>, model::kTouClasses> of_class;  ///< By TouClass.
};

/// The unit of an output value in money: ten thousand yuan, as all indicators have it.
inline constexpr std::string_view kMoneyUnit = "万元";

/// Reads the members; faults go to `problems` with their JSON pointer below `pointer`. Of entries
/// for one thing at one time the archive is refused: one product (or money) and period, one energy
/// type and moment. The lists are by begin; faulty entries are left out. A price without validTo
/// ends where the next one of its energy type begins.
[[nodiscard]] std::vector<OutputValue> read_outputs(const json::Value& list,
                                                    std::string_view pointer, const Zone& zone,
                                                    std::vector<model::Problem>& problems);
[[nodiscard]] std::vector<EnergyPrice> read_prices(const json::Value& list,
                                                   std::string_view pointer, const Zone& zone,
                                                   std::vector<model::Problem>& problems);

}  // namespace cems::catalog
