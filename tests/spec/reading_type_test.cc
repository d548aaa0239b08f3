// Reading types (IEC 61968-9; dictionary T and T1): what is accepted, refused and flagged.
#include "spec/reading_type.h"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex.h>

#include "tests/base/seed.h"

namespace cems::spec {
namespace {

ReadingType type_of(std::string_view text) {
  const auto type = ReadingType::parse(text);
  EXPECT_TRUE(type) << text;
  return *type;
}

TEST(ReadingType, FieldsStandInTheirOrder) {
  const ReadingType type = type_of("13.8.73.6.1.1.8.1.2.3.4.5.6.7.224.-3.38.156");
  EXPECT_EQ(type.macro_period(), 13);
  EXPECT_EQ(type.aggregate(), 8);
  EXPECT_EQ(type.measuring_period(), 73);
  EXPECT_EQ(type.accumulation(), 6);
  EXPECT_EQ(type.flow_direction(), 1);
  EXPECT_EQ(type.commodity(), 1);
  EXPECT_EQ(type.kind(), 8);
  EXPECT_EQ(type.tou(), 5);
  EXPECT_EQ(type.phases(), 224);
  EXPECT_EQ(type.multiplier(), -3);
  EXPECT_EQ(type.unit(), 38);
  EXPECT_EQ(type.currency(), 156);
}

class Accepted : public ::testing::TestWithParam<const char*> {};

TEST_P(Accepted, AndPrintedAsItCame) {
  EXPECT_EQ(type_of(GetParam()).to_string(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Texts, Accepted,
                         ::testing::Values("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",
                                           "0.0.0.12.0.1.1101.0.0.0.0.0.0.0.0.-2.0.0",
                                           "0.0.0.12.0.1.12.1.2.3.4.0.0.0.0.0.72.0",
                                           "0.0.0.12.0.1.12.0.2.0.4.0.0.0.0.0.72.0",
                                           // Codes that no table has are kept (T1 Rules).
                                           "1001.0.0.99.0.77.2147483647.0.0.0.0.9.0.0.7.0.9.999"));

class Refused : public ::testing::TestWithParam<const char*> {};

TEST_P(Refused, WithTheTextInTheMessage) {
  const auto type = ReadingType::parse(GetParam());
  ASSERT_FALSE(type) << GetParam();
  EXPECT_EQ(type.error().code, Errc::invalid_argument);
  EXPECT_THAT(type.error().message, ::testing::HasSubstr("reading type '"));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Refused,
    ::testing::Values(
        "", ".", "1", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38",
        "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0.0", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.",
        ".0.0.12.0.1.37.0.0.0.0.0.0.0.0.3.38.0", "0.0.0.12.0.1.37.0.0.0.0.0.0.0..3.38.0",
        "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.--3.38.0", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.-.38.0",
        // Only field 16 may be negative.
        "-1.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.-38.0",
        "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.-0",
        // Denominators.
        "0.0.0.12.0.1.12.1.0.0.0.0.0.0.0.0.72.0", "0.0.0.12.0.1.12.0.0.3.0.0.0.0.0.0.72.0",
        // Numbers.
        "0.0.0.12.0.1.2147483648.0.0.0.0.0.0.0.224.3.38.0",
        "+1.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "0x1.0.0.12.0.1.37.0.0.0.0.0.0.0.4.3.38.0",
        " 0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0 ",
        "0,0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0",
        // 65 characters, well formed otherwise.
        "0000000000000000000000000000000.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"));

// The oracle is the dictionary's expression (T1 Rules), run by the C library.
TEST(ReadingType, AgreesWithTheRuleOnRandomTexts) {
  regex_t rule;
  ASSERT_EQ(regcomp(&rule, "^-?[0-9]+(\\.-?[0-9]+){17}$", REG_EXTENDED | REG_NOSUB), 0);
  const auto obeys = [&rule](const std::string& text) {
    return regexec(&rule, text.c_str(), 0, nullptr, 0) == 0;
  };
  std::mt19937_64 random = cems::seeds::seeded_engine();
  int accepted = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = "0.0.0.12.0.1.37.0.2.0.2.0.0.0.224.-3.38.0";
    for (auto changes = random() % 3; changes > 0; --changes) {
      text[random() % text.size()] = "0123456789.-a "[random() % 14];
    }
    const auto type = ReadingType::parse(text);
    accepted += type ? 1 : 0;
    if (type) {
      ASSERT_TRUE(obeys(text)) << text;
    } else if (obeys(text)) {
      // What the expression cannot say: signs and denominators.
      EXPECT_THAT(type.error().message, ::testing::AnyOf(::testing::HasSubstr("has a sign"),
                                                         ::testing::HasSubstr("denominator")))
          << text;
    }
  }
  regfree(&rule);
  EXPECT_GT(accepted, 1000);
}

TEST(ReadingType, KindsFollowFromAccumulation) {
  const ReadingType power = type_of(builtin_reading_type("P")->reading_type_id);
  EXPECT_TRUE(power.is_instantaneous());
  EXPECT_FALSE(power.is_delta() || power.is_register() || power.is_demand());
  const ReadingType counter = type_of(builtin_reading_type("EPI")->reading_type_id);
  EXPECT_TRUE(counter.is_register());
  EXPECT_FALSE(counter.is_delta() || counter.is_instantaneous());
  const ReadingType quarter = type_of(builtin_reading_type("EPI15")->reading_type_id);
  EXPECT_TRUE(quarter.is_delta());
  EXPECT_FALSE(quarter.is_register());
  EXPECT_TRUE(type_of(builtin_reading_type("MD")->reading_type_id).is_demand());
}

// T1: examples use commodity 1 where 2 is strictly right; both are electricity.
TEST(ReadingType, PrimaryAndSecondaryMeteringAreTheSameQuantity) {
  const ReadingType secondary = type_of("0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0");
  const ReadingType primary = type_of("0.0.0.12.0.2.37.0.0.0.0.0.0.0.224.3.38.0");
  const ReadingType gas = type_of("0.0.0.12.0.7.37.0.0.0.0.0.0.0.224.3.38.0");
  const ReadingType other = type_of("0.0.0.12.0.2.37.0.0.0.0.0.0.0.224.0.38.0");
  EXPECT_TRUE(same_quantity(secondary, primary));
  EXPECT_TRUE(same_quantity(primary, secondary));
  EXPECT_FALSE(secondary == primary);
  EXPECT_FALSE(same_quantity(secondary, gas));
  EXPECT_FALSE(same_quantity(secondary, other));
}

TEST(ReadingType, UnknownCodesAreNamedWithTheirPlace) {
  const auto warnings = unknown_codes(type_of("0.0.0.99.0.1.37.0.0.0.0.7.0.0.224.30.38.0"));
  ASSERT_EQ(warnings.size(), 2U);  // tou is the utility's own numbering: 7 is no fault.
  EXPECT_THAT(warnings[0], ::testing::HasSubstr("code 99 in field 4 (accumulation)"));
  EXPECT_THAT(warnings[1], ::testing::HasSubstr("field 16 (multiplier)"));
}

TEST(BuiltinReadingTypes, AllParseWithoutUnknownCodes) {
  for (const BuiltinReadingType& builtin : builtin_reading_types()) {
    const auto type = ReadingType::parse(builtin.reading_type_id);
    ASSERT_TRUE(type) << builtin.id;
    EXPECT_EQ(type->to_string(), builtin.reading_type_id) << builtin.id;
    EXPECT_THAT(unknown_codes(*type), ::testing::IsEmpty()) << builtin.id;
    EXPECT_FALSE(builtin.unit.empty()) << builtin.id;
    EXPECT_EQ(builtin_reading_type(builtin.id), &builtin);
  }
  EXPECT_EQ(builtin_reading_type("nothing"), nullptr);
}

TEST(BuiltinReadingTypes, AreTheDictionarys) {
  for (const char* id :
       {"P",    "Pa",      "Pb",    "Pc",    "Q",       "S",       "Ua",      "Ub",      "Uc",
        "Uab",  "Ubc",     "Uca",   "Ia",    "Ib",      "Ic",      "PF",      "F",       "EPI",
        "EPE",  "EQI",     "EPI15", "EPI_D", "EPI_M_1", "EPI_M_2", "EPI_M_3", "EPI_M_4", "EPI_M_5",
        "MD",   "MDmax_M", "W",     "Wf",    "G",       "Gf",      "H",       "Hp",      "C",
        "C_GJ", "ST",      "T",     "RH",    "PR",      "SOC",     "CO2",     "FEE"}) {
    EXPECT_NE(builtin_reading_type(id), nullptr) << id;
  }
  // Annex C.5 and T1, spelled out there.
  EXPECT_EQ(builtin_reading_type("EPI_M_2")->reading_type_id,
            "13.26.0.4.1.1.12.0.0.0.0.2.0.0.0.3.72.0");
  EXPECT_EQ(builtin_reading_type("P")->reading_type_id, "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0");
  EXPECT_EQ(type_of(builtin_reading_type("Ubc")->reading_type_id).phases(), 66);
  EXPECT_EQ(type_of(builtin_reading_type("G")->reading_type_id).commodity(), 7);
}

}  // namespace
}  // namespace cems::spec
