// The table of indicators: dictionary R5 and S "Indicators".
#include "spec/indicator.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::spec {
namespace {

TEST(Indicators, AreFoundByParameterId) {
  const IndicatorInfo* info = find_indicator("UNIT_OUTPUT_ENERGY");
  ASSERT_NE(info, nullptr);
  EXPECT_EQ(info->id, IndicatorId::unit_output_energy);
  EXPECT_EQ(info->unit, "tce/万元");
  EXPECT_EQ(info->chinese, "单位产值能耗") << "example C.4 names it so";
  EXPECT_FALSE(info->is_sum);
  EXPECT_EQ(find_indicator("EPI"), nullptr);
  EXPECT_EQ(find_indicator("coal"), nullptr) << "ids are compared byte for byte";
}

TEST(Indicators, OfClassesAreTheThreeThatAddUp) {
  std::string of_class;
  for (const IndicatorInfo& info : all_indicators()) {
    EXPECT_EQ(info.of_class, info.is_sum) << info.parameter_id;
    of_class += info.of_class ? std::string(info.parameter_id) + " " : "";
  }
  EXPECT_EQ(of_class, "COAL CO2 FEE ");
}

}  // namespace
}  // namespace cems::spec
