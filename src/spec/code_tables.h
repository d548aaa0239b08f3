/// Tables of codes that archives and readings refer to: classes of equipment, energy carriers,
/// sub-items, tariff schemes, qualities, enumerations (spec/*.json; dictionary R6).
///
/// Constant data, ascending by code; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/fields.h"

namespace cems::spec {

/// 6.2 categoryCode. Codes are hierarchical digits: 1003 lies in 10.
struct CategoryEntry {
  std::string_view code;
  std::string_view parent;  ///< Code of the class above; empty for a top class.
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

struct EnergyTypeEntry {
  std::string_view code;
  bool counts_as_energy;  ///< False for working media (water), which no indicator adds up.
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

struct SubItemEntry {
  std::string_view code;
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

/// A built-in time-of-use scheme by name; its schedule is not in this table.
struct TouSchemeEntry {
  std::string_view id;
  std::string_view region;    ///< GB/T 2260 code.
  std::string_view document;  ///< Number of the document that sets it; may be empty.
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

struct QualityEntry {
  std::uint8_t value;
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

struct EnumerationValue {
  std::string_view enumeration;  ///< e.g. "pointType"
  std::string_view value;        ///< As written, e.g. "3"
  std::string_view english;
  std::string_view chinese;
};

[[nodiscard]] std::span<const CategoryEntry> categories();
[[nodiscard]] std::span<const EnergyTypeEntry> energy_types();
[[nodiscard]] std::span<const SubItemEntry> sub_items();
[[nodiscard]] std::span<const TouSchemeEntry> tou_schemes();
[[nodiscard]] std::span<const QualityEntry> qualities();

/// The values of one enumeration, in the order of the data; empty for an unknown one.
[[nodiscard]] std::span<const EnumerationValue> enumeration(std::string_view name);

/// Each is null for an unknown code.
[[nodiscard]] const CategoryEntry* find_category(std::string_view code);
[[nodiscard]] const EnergyTypeEntry* find_energy_type(std::string_view code);
[[nodiscard]] const SubItemEntry* find_sub_item(std::string_view code);
[[nodiscard]] const TouSchemeEntry* find_tou_scheme(std::string_view id);
[[nodiscard]] const QualityEntry* find_quality(std::uint8_t value);

[[nodiscard]] inline bool known_category(std::string_view code) {
  return find_category(code) != nullptr;
}

[[nodiscard]] inline bool known_energy_type(std::string_view code) {
  return find_energy_type(code) != nullptr;
}

[[nodiscard]] inline bool known_tou_scheme(std::string_view id) {
  return find_tou_scheme(id) != nullptr;
}

/// True when the enumeration has the value, or is unknown itself.
[[nodiscard]] bool enumeration_has(std::string_view name, std::string_view value);

}  // namespace cems::spec
