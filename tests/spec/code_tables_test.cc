// Code tables against the lists of the dictionary (R6, F1, T).
#include "spec/code_tables.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/reading.h"
#include "model/fields.h"
#include "spec/parameter.h"

namespace cems::spec {
namespace {

TEST(Categories, HierarchyIsInTheDigits) {
  EXPECT_EQ(categories().size(), 29U);
  for (const CategoryEntry& entry : categories()) {
    EXPECT_EQ(entry.parent, entry.code.substr(0, entry.code.size() - 2)) << entry.code;
    EXPECT_EQ(entry.parent.empty(), find_category(entry.parent) == nullptr) << entry.code;
    EXPECT_FALSE(entry.english.empty());
    EXPECT_FALSE(entry.chinese.empty());
    EXPECT_EQ(find_category(entry.code), &entry);
  }
}

TEST(Categories, KnownAndUnknown) {
  EXPECT_EQ(find_category("02")->chinese, "空调与通风");  // Printed in the title of C.5.
  EXPECT_EQ(find_category("10")->chinese, "分布式能源");  // And of C.3.
  EXPECT_EQ(find_category("1003")->parent, "10");
  EXPECT_TRUE(known_category("99"));
  EXPECT_FALSE(known_category("2"));
  EXPECT_FALSE(known_category("1007"));
  EXPECT_FALSE(known_category(""));
}

TEST(EnergyTypes, WaterDoesNotCountAsEnergy) {
  EXPECT_EQ(energy_types().size(), 11U);
  for (const EnergyTypeEntry& entry : energy_types()) {
    EXPECT_EQ(entry.counts_as_energy, entry.code != "02") << entry.code;
  }
  EXPECT_TRUE(known_energy_type("13"));
  EXPECT_FALSE(known_energy_type("09"));
  EXPECT_FALSE(known_energy_type("1"));
}

TEST(SubItems, AreFour) {
  EXPECT_EQ(sub_items().size(), 4U);
  EXPECT_EQ(find_sub_item("B")->chinese, "空调");
  EXPECT_EQ(find_sub_item("E"), nullptr);
}

TEST(TouSchemes, NamesWithRegions) {
  EXPECT_TRUE(known_tou_scheme("SH-2022-50-TWOPART"));
  EXPECT_TRUE(known_tou_scheme("SH-2022-50-TWOPART-DEEP"));
  EXPECT_FALSE(known_tou_scheme("SH"));
  for (const TouSchemeEntry& entry : tou_schemes()) {
    EXPECT_EQ(entry.region.size(), 6U) << entry.id;
  }
}

TEST(Qualities, HaveTheOnesTheProgramSpeaksAbout) {
  for (const Quality quality :
       {Quality::valid, Quality::edited, Quality::estimated_reference_day,
        Quality::estimated_linear, Quality::questionable, Quality::derived, Quality::projected,
        Quality::mixed, Quality::raw, Quality::validated, Quality::verified, Quality::revenue}) {
    EXPECT_NE(find_quality(static_cast<std::uint8_t>(quality)), nullptr);
  }
  EXPECT_EQ(qualities().size(), 12U);
  EXPECT_EQ(find_quality(1), nullptr);
}

// Dictionary F1 and I-11.
TEST(Enumerations, TimeOfUseClassesAreNumberedInTheChineseOrder) {
  const auto classes = enumeration("tou");
  ASSERT_EQ(classes.size(), 6U);
  EXPECT_EQ(classes[1].chinese, "尖峰");
  EXPECT_EQ(classes[2].chinese, "高峰");
  EXPECT_EQ(classes[3].chinese, "平段");
  EXPECT_EQ(classes[4].chinese, "低谷");
  EXPECT_EQ(classes[5].chinese, "深谷");
}

TEST(Enumerations, HaveTheirValuesAndNoOthers) {
  EXPECT_TRUE(enumeration_has("pointType", "4"));
  EXPECT_FALSE(enumeration_has("pointType", "5"));
  EXPECT_TRUE(enumeration_has("order", "desc"));
  EXPECT_TRUE(enumeration_has("no such enumeration", "x"));
  EXPECT_TRUE(enumeration("no such enumeration").empty());
}

TEST(Enumerations, EveryOneThatIsReferredToExists) {
  for (const model::FieldInfo& field : model::all_fields()) {
    if (!field.enumeration.empty() && field.enumeration != "quality") {
      EXPECT_FALSE(enumeration(field.enumeration).empty()) << field.name;
    }
  }
  for (const ParamInfo& param : all_params()) {
    if (!param.enumeration.empty()) {
      EXPECT_FALSE(enumeration(param.enumeration).empty()) << param.name;
    }
  }
}

}  // namespace
}  // namespace cems::spec
