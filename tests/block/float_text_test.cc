// Text of binary floats: our integers against the standard library.
#include "block/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "tests/block/families.h"

namespace cems::block {
namespace {

template <class Float, class... Precision>
Decimal library_text(Float value, Precision... precision) {
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::scientific, precision...)
                       .ptr;
  return Decimal::parse(std::string_view(text.data(), end - text.data())).value();
}

void expect_texts(double value) {
  ASSERT_EQ(text_of(value), library_text(value)) << library_text(value).to_string();
  ASSERT_EQ(rounded_text_of(value), library_text(value, 11)) << library_text(value).to_string();
  ASSERT_EQ(number_of(double_of(text_of(value)).value()), number_of(value));
  const auto narrow = narrowed(value);
  if (narrow) {
    ASSERT_EQ(text_of(*narrow), library_text(*narrow)) << library_text(*narrow).to_string();
  }
}

TEST(BlockFloatText, IsTheLibrarysForAnyBits) {
  test::Random random(test::seed());
  for (int i = 0; i < 100'000; ++i) {
    SCOPED_TRACE(test::seed());
    const auto value = std::bit_cast<double>(random());
    if (std::isfinite(value)) expect_texts(value);
    const auto narrow = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(narrow)) continue;
    ASSERT_EQ(text_of(narrow), library_text(narrow));
    expect_texts(static_cast<double>(narrow));
  }
}

TEST(BlockFloatText, IsTheLibrarysForWhatMetersSend) {
  test::Random random(test::seed());
  for (int i = 0; i < 200'000; ++i) {
    SCOPED_TRACE(test::seed());
    const auto digits = test::between(random, -999'999'999, 999'999'999);
    const auto scale = static_cast<int>(test::between(random, -6, 14));
    const double value = static_cast<double>(digits) * std::pow(10.0, -scale);
    expect_texts(value);
    expect_texts(static_cast<double>(static_cast<float>(value)));
    expect_texts(std::nextafter(value, 0));
  }
}

TEST(BlockFloatText, IsTheLibrarysAtTheEdges) {
  expect_texts(0.0);
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (const double value : {power, std::nextafter(power, 0), std::nextafter(power, 2 * power)}) {
      if (!std::isfinite(value)) continue;
      expect_texts(value);
      expect_texts(-value);
    }
  }
  for (int exponent = -22; exponent <= 22; ++exponent) {
    const double power = std::pow(10.0, exponent);
    for (const double value : {power, std::nextafter(power, 0), std::nextafter(power, 1e30)})
      expect_texts(value);
  }
}

TEST(BlockFloatText, NumbersFloatsInOrder) {
  EXPECT_EQ(number_of(0.0), 0);
  EXPECT_EQ(number_of(-0.0), 0);
  EXPECT_EQ(number_of(std::nextafter(1.0, 2)), number_of(1.0) + 1);
  EXPECT_EQ(number_of(std::nextafter(-1.0F, 0.0F)), number_of(-1.0F) + 1);
  EXPECT_EQ(double_at(number_of(-2.5)), -2.5);
  EXPECT_EQ(float_at(number_of(-2.5F)), -2.5F);
  EXPECT_EQ(double_at(number_of(HUGE_VAL)), std::nullopt);
  EXPECT_EQ(double_at(INT64_MIN), std::nullopt);
  EXPECT_EQ(float_at(-number_of(HUGE_VALF)), std::nullopt);
}

TEST(BlockFloatText, KnowsWhatIsNoText) {
  for (const char* text :
       {"0.30000000000000005", "1e400", "-1e-330", "123456789012345678", "5.0900001525878906"}) {
    EXPECT_EQ(double_of(Decimal::parse(text).value()), std::nullopt) << text;
  }
  for (const char* text : {"0", "0.30000000000000004", "1e22", "-5e-324", "5.0900001525878915"})
    EXPECT_NE(double_of(Decimal::parse(text).value()), std::nullopt) << text;
}

}  // namespace
}  // namespace cems::block
