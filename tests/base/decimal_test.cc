/// Decimal by examples: what is read, how it is spelt, what is refused, and the edges of 38 digits.
#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cems {
namespace {

Decimal read(std::string_view text) {
  const auto number = Decimal::parse(text);
  EXPECT_TRUE(number.has_value()) << text;
  return number.value_or(Decimal());
}

std::string spelt(std::string_view text) {
  return read(text).to_string();
}

const std::string kNines(38, '9');

TEST(DecimalTest, SpellsCanonically) {
  // Dictionary S "Numbers": no exponent, no trailing zeros after the point, no -0.
  const std::array<std::array<std::string, 2>, 22> cases{{
      {"0", "0"},
      {"-0", "0"},
      {"+0.000", "0"},
      {"-0e999999999999999999999", "0"},
      {"1e-5", "0.00001"},
      {"+1.50", "1.5"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"100", "100"},
      {"-1200.00", "-1200"},
      {"007", "7"},
      {"-0.10", "-0.1"},
      {"0.0035999998450279236", "0.0035999998450279236"},
      {"123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678"},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9223372036854775808"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551616", "18446744073709551616"},
      {"10000000000000000000000000000000000000000000",
       "10000000000000000000000000000000000000000000"},
      {"100000000000000000001", "100000000000000000001"},
      {"12.5e-1", "1.25"},
      {"0.00120e2", "0.12"},
  }};
  for (const auto& [given, expected] : cases) {
    EXPECT_EQ(spelt(given), expected) << given;
  }
  EXPECT_EQ(spelt(kNines), kNines);
  EXPECT_EQ(spelt("-" + kNines + "e-38"), "-0." + kNines);
}

TEST(DecimalTest, EveryFiniteDoubleFits) {
  EXPECT_EQ(spelt("4.9406564584124654e-324"), "0." + std::string(323, '0') + "49406564584124654");
  EXPECT_EQ(spelt("1.7976931348623157e308"), "17976931348623157" + std::string(292, '0'));
  EXPECT_EQ(spelt("2.2250738585072014E-308"), "0." + std::string(307, '0') + "22250738585072014");
}

TEST(DecimalTest, ScansPlainNumbersAtTheFront) {
  struct Case {
    std::string text;
    std::size_t length;
  };

  for (const auto& [text, length] : std::vector<Case>{{"1.50,", 4},
                                                      {"-0.0}", 4},
                                                      {"123456789012345678", 18},
                                                      {"-123456789.012345678\n", 20},
                                                      {"007;", 3},
                                                      {"12 kW", 2},
                                                      {"1234567890123456789", 0},
                                                      {"1e3", 0},
                                                      {"1.", 0},
                                                      {".5", 0},
                                                      {"+1", 0},
                                                      {"-", 0},
                                                      {"", 0},
                                                      {"x", 0}}) {
    Decimal out = Decimal::from_integer(99);
    ASSERT_EQ(Decimal::scan(text, out), length) << text;
    EXPECT_EQ(out,
              length == 0 ? Decimal::from_integer(99) : *Decimal::parse(text.substr(0, length)))
        << text;
  }
  Decimal canonical;
  ASSERT_EQ(Decimal::scan("1200", canonical), 4U);
  EXPECT_EQ(canonical, Decimal::from(1200, 0)) << "no factor 10 in the mantissa";
}

TEST(DecimalTest, RefusesWhatIsNoNumber) {
  const std::vector<std::string> refused = {
      "",         " ",   "-",     "+",     ".",   "1.",   ".5",   "1.e5", "1e",
      "1e+",      "e5",  "--1",   "+-1",   "1 ",  " 1",   "1,5",  "0x10", "1e5.5",
      "nan",      "NaN", "inf",   "-inf",  "1_0", "1e5 ", "１",   "1\n",  "1.2.3",
      "Infinity", "1f",  "1e--5", "1.5e+", "0b1", "-.5",  "1e5e5"};
  for (const std::string& text : refused) {
    const auto number = Decimal::parse(text);
    ASSERT_FALSE(number.has_value()) << text;
    EXPECT_EQ(number.error().code, Errc::invalid_argument) << text;
  }
  EXPECT_FALSE(Decimal::parse(std::string_view("1\0", 2)).has_value());
}

TEST(DecimalTest, RefusesWhatDoesNotFitAndNeverRounds) {
  const std::vector<std::string> refused = {kNines + "9",
                                            "1" + std::string(37, '0') + "1",
                                            "0." + kNines + "1",
                                            "1e401",
                                            "1e-401",
                                            "1e99999999999999999999",
                                            "1e-99999999999999999999",
                                            "1" + std::string(401, '0')};
  for (const std::string& text : refused) {
    const auto number = Decimal::parse(text);
    ASSERT_FALSE(number.has_value()) << text;
    EXPECT_EQ(number.error().code, Errc::too_large) << text;
  }
  EXPECT_EQ(spelt("1" + std::string(400, '0')), "1" + std::string(400, '0'));
  EXPECT_EQ(spelt("0." + std::string(399, '0') + "1"), "0." + std::string(399, '0') + "1");
  EXPECT_EQ(spelt("0." + std::string(1000, '0') + "7e1001"), "7");
}

TEST(DecimalTest, MessagesQuoteNoMoreThanALine) {
  const auto number = Decimal::parse(std::string(100'000, 'x') + "\n");
  ASSERT_FALSE(number.has_value());
  EXPECT_LT(number.error().message.size(), 200U);
}

TEST(DecimalTest, EqualNumbersAreEqualFields) {
  EXPECT_EQ(read("1.50"), read("15e-1"));
  EXPECT_EQ(Decimal::from(1500, 3), read("1.5"));
  EXPECT_EQ(Decimal::from(-0, 7), Decimal());
  EXPECT_EQ(Decimal::from_integer(1200).scale(), -2);
  EXPECT_TRUE(Decimal::from_integer(1200).mantissa() == 12);
  EXPECT_EQ(Decimal::from_integer(std::numeric_limits<std::int64_t>::min()).to_string(),
            "-9223372036854775808");
}

TEST(DecimalTest, FromNarrowIsFromForEveryCountOfZeros) {
  for (const std::int64_t digits : {1, 2, 5, 7, 99, 128, 390625, 9223372}) {
    for (std::int64_t mantissa = digits, zeros = 0; zeros < 12; ++zeros, mantissa *= 10) {
      for (const std::int64_t near : {mantissa - 1, mantissa, mantissa + 1}) {
        EXPECT_EQ(Decimal::from_narrow(near, 3), Decimal::from(near, 3)) << near;
        EXPECT_EQ(Decimal::from_narrow(-near, -5), Decimal::from(-near, -5)) << near;
      }
    }
  }
  for (const std::int64_t end : {INT64_MIN, INT64_MIN + 1, INT64_MAX}) {
    EXPECT_EQ(Decimal::from_narrow(end, 400), Decimal::from(end, 400));
  }
}

TEST(DecimalTest, FromTakesZerosOutOfBigMantissas) {
  Int128 power = 1;
  for (int i = 0; i < 37; ++i) {
    power *= 10;
  }
  EXPECT_EQ(Decimal::from(power, 37), Decimal::from_integer(1));
  EXPECT_EQ(Decimal::from(-3 * power, 0).to_string(), "-3" + std::string(37, '0'));
}

TEST(DecimalTest, OrdersAcrossScales) {
  std::vector<std::string> ordered = {"-1e400",  "-" + kNines, "-1000",  "-999.99", "-1",
                                      "-1e-400", "0",          "1e-400", "0.0999",  "0.1",
                                      "0.11",    "1",          "1.5",    "2",       "10",
                                      "10.01",   kNines,       "1e38",   "1e400"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_TRUE((read(ordered[i]) <=> read(ordered[j])) == (i <=> j))
          << ordered[i] << ' ' << ordered[j];
    }
  }
}

TEST(DecimalTest, AddsExactlyOrNotAtAll) {
  const auto sum = [](std::string_view a, std::string_view b) {
    const auto result = Decimal::add(read(a), read(b));
    return result ? result->to_string() : std::string("none");
  };
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("0", "-1.5"), "-1.5");
  EXPECT_EQ(sum("1.5", "-1.5"), "0");
  EXPECT_EQ(sum("5e37", "5e37"), "1" + std::string(38, '0'));
  EXPECT_EQ(sum(kNines, "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(sum(kNines, "0.1"), "none");
  EXPECT_EQ(sum("1e38", "-1"), kNines);  // 39 digits on the way, 38 in the end.
  EXPECT_EQ(sum("1e38", "1"), "none");
  EXPECT_EQ(sum("2e38", "-" + kNines), "none");
  EXPECT_EQ(sum("1e400", "1e-400"), "none");
  EXPECT_EQ(sum("9e400", "1e400"), "none");
  EXPECT_EQ(sum("1e20", "1e-17"), "100000000000000000000.00000000000000001");
  EXPECT_EQ(sum("1e20", "1e-18"), "none");
  // Where 64 bits end.
  EXPECT_EQ(sum("9223372036854775807", "1"), "9223372036854775808");
  EXPECT_EQ(sum("-9223372036854775808", "-1"), "-9223372036854775809");
  EXPECT_EQ(sum("-9223372036854775808", "9223372036854775807"), "-1");
  EXPECT_EQ(sum("9223372036854775807", "0.1"), "9223372036854775807.1");
  EXPECT_EQ(sum("1e18", "1"), "1000000000000000001");
  EXPECT_EQ(sum("1e400", "1e399"), "11" + std::string(399, '0'));
}

}  // namespace
}  // namespace cems
