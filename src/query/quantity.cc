// Units of reading types, and which of a point's parameters is its consumption.
#include "query/quantity.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace cems::query {
namespace {

// Codes of IEC 61968-9 (dictionary T).
constexpr std::int32_t kElectricitySecondary = 1;
constexpr std::int32_t kElectricityPrimary = 2;
constexpr std::int32_t kNaturalGas = 7;
constexpr std::int32_t kPropane = 8;
constexpr std::int32_t kPotableWater = 9;
constexpr std::int32_t kSteam = 10;
constexpr std::int32_t kHeatingFluid = 12;
constexpr std::int32_t kCoolingFluid = 13;
constexpr std::int32_t kNonPotableWater = 14;
constexpr std::int32_t kPowerKind = 37;
constexpr std::int32_t kEnergyKind = 12;
constexpr std::int32_t kForward = 1;
constexpr std::int32_t kGram = 3;
constexpr std::int32_t kJoule = 31;
constexpr std::int32_t kWatt = 38;
constexpr std::int32_t kCubicMetre = 42;
constexpr std::int32_t kWattHour = 72;
constexpr std::int32_t kLitre = 134;
constexpr std::int32_t kCubicMetreUncompensated = 166;
constexpr std::int32_t kCubicMetreCompensated = 167;
constexpr std::int32_t kPhasesAbc = 224;
constexpr std::int32_t kPhasesAbcN = 225;

constexpr std::int32_t kMultiplierMax = 24;
constexpr int kJoulesPerWattHour = 3600;
constexpr std::string_view kElectricity = "01";
constexpr std::string_view kEnergyId = "EPI";

/// Of fields: harmonic, argument (their numerators), tou, critical peak and consumption tier.
constexpr auto kPartFields = std::to_array<std::size_t>({7, 9, 11, 12, 13});

constexpr auto kElectricityCommodities =
    std::to_array({kElectricitySecondary, kElectricityPrimary});
constexpr auto kWaterCommodities = std::to_array({kPotableWater, kNonPotableWater});
constexpr auto kGasCommodities = std::to_array({kNaturalGas});
constexpr auto kHeatCommodities = std::to_array({kSteam, kHeatingFluid});
constexpr auto kCoolingCommodities = std::to_array({kCoolingFluid});
constexpr auto kPropaneCommodities = std::to_array({kPropane});

/// The commodities of an energy type of R6; empty where the type has no code of its own, and then
/// any will do.
std::span<const std::int32_t> commodities_of(std::string_view energy_type) {
  constexpr auto kTable =
      std::to_array<std::pair<std::string_view, std::span<const std::int32_t>>>({
          {kElectricity, kElectricityCommodities},
          {"02", kWaterCommodities},
          {"03", kGasCommodities},
          {"04", kHeatCommodities},
          {"05", kCoolingCommodities},
          {"08", kPropaneCommodities},
          {"13", kElectricityCommodities},
      });
  for (const auto& [code, commodities] : kTable) {
    if (code == energy_type) {
      return commodities;
    }
  }
  return {};
}

Fraction power_of_ten(std::int32_t exponent) {
  return Decimal::from(1, -exponent);
}

bool is_of(const spec::ReadingType& type, std::span<const std::int32_t> commodities) {
  return commodities.empty() ||
         std::find(commodities.begin(), commodities.end(), type.commodity()) != commodities.end();
}

bool is_power(const spec::ReadingType& type) {
  return type.is_instantaneous() && type.kind() == kPowerKind && type.unit() == kWatt &&
         (type.phases() == 0 || type.phases() == kPhasesAbc || type.phases() == kPhasesAbcN);
}

/// Neither of one phase, a tier, a critical peak or a harmonic.
bool is_whole(const spec::ReadingType& type) {
  return (type.phases() == 0 || type.phases() == kPhasesAbc || type.phases() == kPhasesAbcN) &&
         std::all_of(kPartFields.begin(), kPartFields.end(),
                     [&type](std::size_t field) { return type.fields[field] == 0; });
}

bool is_electric(const spec::ReadingType& type) {
  return type.commodity() == kElectricitySecondary || type.commodity() == kElectricityPrimary;
}

/// Forward, of all time, the whole amount; of electricity only energy.
bool is_amount(const spec::ReadingType& type, std::span<const std::int32_t> commodities) {
  const std::optional<Measured> measured = measured_in(type);
  return type.flow_direction() == kForward && is_whole(type) && is_of(type, commodities) &&
         measured && measured->dimension != Dimension::power &&
         (!is_electric(type) || type.kind() == kEnergyKind);
}

const catalog::Parameter* power_in(const catalog::Point& point,
                                   std::span<const std::int32_t> commodities) {
  const catalog::Parameter* found = nullptr;
  for (const catalog::Parameter& parameter : point.parameters) {
    const bool fits = parameter.reading_type && is_power(*parameter.reading_type) &&
                      is_of(*parameter.reading_type, commodities);
    if (fits && (found == nullptr || parameter.id.view() == "P")) {
      found = &parameter;
    }
  }
  return found;
}

std::optional<Consumption> meter_in(const catalog::Point& point,
                                    std::span<const std::int32_t> commodities) {
  for (const Measure measure : {Measure::reg, Measure::delta}) {
    const catalog::Parameter* found = nullptr;
    for (const catalog::Parameter& parameter : point.parameters) {
      const bool fits = parameter.reading_type && measure_of(parameter) == measure &&
                        is_amount(*parameter.reading_type, commodities);
      if (fits && (found == nullptr ||
                   (parameter.id.view() == kEnergyId && is_electric(*parameter.reading_type)))) {
        found = &parameter;
      }
    }
    if (found != nullptr) {
      return Consumption{{&point, found}, measure, *measured_in(*found->reading_type)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Measured> measured_in(const spec::ReadingType& type) {
  if (type.multiplier() < -kMultiplierMax || type.multiplier() > kMultiplierMax) {
    return std::nullopt;  // Archives keep codes that no table knows.
  }
  const Fraction scale = power_of_ten(type.multiplier());
  switch (type.unit()) {
    case kWattHour:
      return Measured{Dimension::energy, scale * Fraction(kJoulesPerWattHour)};
    case kJoule:
      return Measured{Dimension::energy, scale};
    case kCubicMetre:
    case kCubicMetreUncompensated:
    case kCubicMetreCompensated:
      return Measured{Dimension::volume, scale};
    case kLitre:
      return Measured{Dimension::volume, scale * power_of_ten(-3)};
    case kGram:
      return Measured{Dimension::mass, scale};
    case kWatt:
      return Measured{Dimension::power, scale};
    default:
      return std::nullopt;
  }
}

std::optional<Measured> unit_named(std::string_view unit) {
  struct Named {
    std::string_view name;
    Dimension dimension;
    int size;
    int exponent;
  };

  constexpr auto kNames = std::to_array<Named>({
      {"Wh", Dimension::energy, kJoulesPerWattHour, 0},
      {"kWh", Dimension::energy, kJoulesPerWattHour, 3},
      {"MWh", Dimension::energy, kJoulesPerWattHour, 6},
      {"J", Dimension::energy, 1, 0},
      {"kJ", Dimension::energy, 1, 3},
      {"MJ", Dimension::energy, 1, 6},
      {"GJ", Dimension::energy, 1, 9},
      {"m³", Dimension::volume, 1, 0},
      {"m3", Dimension::volume, 1, 0},
      {"Nm³", Dimension::volume, 1, 0},
      {"L", Dimension::volume, 1, -3},
      {"g", Dimension::mass, 1, 0},
      {"kg", Dimension::mass, 1, 3},
      {"t", Dimension::mass, 1, 6},
      {"W", Dimension::power, 1, 0},
      {"kW", Dimension::power, 1, 3},
      {"MW", Dimension::power, 1, 6},
  });
  for (const Named& named : kNames) {
    if (named.name == unit) {
      return Measured{named.dimension, Fraction(named.size) * power_of_ten(named.exponent)};
    }
  }
  return std::nullopt;
}

std::optional<Fraction> conversion(const Measured& from, const Measured& to) {
  if (from.dimension != to.dimension) {
    return std::nullopt;
  }
  return from.unit / to.unit;
}

std::optional<Consumption> consumption_of(const catalog::Point& point,
                                          std::string_view energy_type) {
  const std::span<const std::int32_t> commodities = commodities_of(energy_type);
  if (std::optional<Consumption> meter = meter_in(point, commodities)) {
    return meter;
  }
  if (const catalog::Parameter* power = power_in(point, commodities)) {
    return Consumption{{&point, power}, Measure::power_energy, *unit_named("kWh")};
  }
  return std::nullopt;
}

std::optional<Consumption> electricity_meter_of(const catalog::Point& point) {
  return meter_in(point, kElectricityCommodities);
}

const catalog::Parameter* power_of(const catalog::Point& point) {
  return power_in(point, kElectricityCommodities);
}

}  // namespace cems::query
