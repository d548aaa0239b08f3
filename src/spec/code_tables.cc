// The generated code tables and their look-ups.
#include "spec/code_tables.h"

#include <algorithm>
#include <array>

namespace cems::spec {

namespace {

using model::Origin;

constexpr auto kCategories = std::to_array<CategoryEntry>({
#define CEMS_CATEGORY(code, parent, english, chinese, clause, origin, confidence) \
  {code, parent, english, chinese, clause, Origin::origin, confidence},
#include "spec/categories.inc"
#undef CEMS_CATEGORY
});

constexpr auto kEnergyTypes = std::to_array<EnergyTypeEntry>({
#define CEMS_ENERGY_TYPE(code, counts_as_energy, english, chinese, clause, origin, confidence) \
  {code, counts_as_energy, english, chinese, clause, Origin::origin, confidence},
#include "spec/energy_types.inc"
#undef CEMS_ENERGY_TYPE
});

constexpr auto kSubItems = std::to_array<SubItemEntry>({
#define CEMS_SUB_ITEM(code, english, chinese, clause, origin, confidence) \
  {code, english, chinese, clause, Origin::origin, confidence},
#include "spec/sub_items.inc"
#undef CEMS_SUB_ITEM
});

constexpr auto kTouSchemes = std::to_array<TouSchemeEntry>({
#define CEMS_TOU_SCHEME(id, region, document, english, chinese, clause, origin, confidence) \
  {id, region, document, english, chinese, clause, Origin::origin, confidence},
#include "spec/tou_schemes.inc"
#undef CEMS_TOU_SCHEME
});

constexpr auto kQualities = std::to_array<QualityEntry>({
#define CEMS_QUALITY(value, english, chinese, clause, origin, confidence) \
  {value, english, chinese, clause, Origin::origin, confidence},
#include "spec/qualities.inc"
#undef CEMS_QUALITY
});

constexpr auto kEnumerations = std::to_array<EnumerationValue>({
#define CEMS_ENUMERATION_VALUE(enumeration, value, english, chinese) \
  {enumeration, value, english, chinese},
#include "spec/enumerations.inc"
#undef CEMS_ENUMERATION_VALUE
});

/// Tables are short (29 classes is the longest): a walk beats anything that needs building.
template <class Table, class Key, class Code>
auto find_in(const Table& table, Key key, Code code) -> decltype(table.data()) {
  const auto at = std::find_if(table.begin(), table.end(),
                               [&](const auto& entry) { return entry.*key == code; });
  return at == table.end() ? nullptr : &*at;
}

}  // namespace

std::span<const CategoryEntry> categories() {
  return kCategories;
}

std::span<const EnergyTypeEntry> energy_types() {
  return kEnergyTypes;
}

std::span<const SubItemEntry> sub_items() {
  return kSubItems;
}

std::span<const TouSchemeEntry> tou_schemes() {
  return kTouSchemes;
}

std::span<const QualityEntry> qualities() {
  return kQualities;
}

std::span<const EnumerationValue> enumeration(std::string_view name) {
  const auto is_of = [name](const EnumerationValue& value) { return value.enumeration == name; };
  const auto begin = std::find_if(kEnumerations.begin(), kEnumerations.end(), is_of);
  const auto end = std::find_if_not(begin, kEnumerations.end(), is_of);
  return {begin, end};
}

const CategoryEntry* find_category(std::string_view code) {
  return find_in(kCategories, &CategoryEntry::code, code);
}

const EnergyTypeEntry* find_energy_type(std::string_view code) {
  return find_in(kEnergyTypes, &EnergyTypeEntry::code, code);
}

const SubItemEntry* find_sub_item(std::string_view code) {
  return find_in(kSubItems, &SubItemEntry::code, code);
}

const TouSchemeEntry* find_tou_scheme(std::string_view id) {
  return find_in(kTouSchemes, &TouSchemeEntry::id, id);
}

const QualityEntry* find_quality(std::uint8_t value) {
  return find_in(kQualities, &QualityEntry::value, value);
}

bool enumeration_has(std::string_view name, std::string_view value) {
  const auto values = enumeration(name);
  return values.empty() ||
         std::any_of(values.begin(), values.end(),
                     [value](const EnumerationValue& entry) { return entry.value == value; });
}

}  // namespace cems::spec
