// Exact quotients and how they are rounded (dictionary S "Numbers"), against GMP's rationals.
#include "base/fraction.h"

#include <string>

#include <gmp.h>
#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems {
namespace {

using seeds::pick;

Fraction of(std::int64_t numerator, std::int64_t denominator) {
  return {numerator, denominator};
}

std::string text(const std::optional<Decimal>& value) {
  return value ? value->to_string() : "nothing";
}

TEST(Fraction, AQuotientIsPrintedHalfEvenToFifteenDigits) {
  EXPECT_EQ(text(of(1, 3).to_significant()), "0.333333333333333");
  EXPECT_EQ(text(of(-2, 3).to_significant()), "-0.666666666666667");
  EXPECT_EQ(text(of(1'000'000, 7).to_significant()), "142857.142857143");
  EXPECT_EQ(text(of(25, 10).to_significant(1)), "2");
  EXPECT_EQ(text(of(35, 10).to_significant(1)), "4");
  EXPECT_EQ(text(of(-25, 10).to_significant(1)), "-2");
  EXPECT_EQ(text(of(0, 7).to_significant()), "0");
}

TEST(Fraction, RoundingUpToTheNextPowerOfTenKeepsTheNumber) {
  EXPECT_EQ(text(of(9999, 1000).to_significant(3)), "10");
  EXPECT_EQ(text(Fraction::scaled(Fraction::Integer("99999999999999999999999999999999999999999"), 3)
                     .to_significant(38)),
            "100000000000000000000000000000000000000");
}

TEST(Fraction, MoneyIsRoundedHalfUpAndEdgesHalfEven) {
  EXPECT_EQ(text(of(12345, 1000).to_places_half_up(2)), "12.35");
  EXPECT_EQ(text(of(-12345, 1000).to_places_half_up(2)), "-12.35");
  EXPECT_EQ(text(of(12345, 1000).to_places_half_even(2)), "12.34");
  EXPECT_EQ(text(of(12355, 1000).to_places_half_even(2)), "12.36");
  EXPECT_EQ(text(of(1250, 1).to_places_half_even(-2)), "1200");
  EXPECT_EQ(of(12345, 1000).rounded_half_even(2), of(1234, 100));
}

TEST(Fraction, OnlyWhatHasAnEndIsADecimal) {
  EXPECT_EQ(text(of(3, 8).exact()), "0.375");
  EXPECT_EQ(text(of(14, 35).exact()), "0.4");
  EXPECT_EQ(text(of(-1200, 1).exact()), "-1200");
  EXPECT_EQ(text(of(1, 3).exact()), "nothing");
  EXPECT_EQ(text(Fraction().exact()), "0");
}

TEST(Fraction, WhatNoDecimalCanBeIsNothingAndNoAccident) {
  const Fraction big(Decimal::from(9, -400));
  const Fraction small(Decimal::from(1, 400));
  EXPECT_EQ(text((big * big).to_significant()), "nothing");
  EXPECT_EQ(text((big * big).exact()), "nothing");
  EXPECT_EQ(text((small * small).to_significant()), "0");  // Below the last place there is.
  EXPECT_EQ(text((small * small).exact()), "nothing");
  EXPECT_EQ(text((big + small).exact()), "nothing");  // 801 digits.
  EXPECT_EQ((big + small) - big, small);
}

TEST(Fraction, WorksOnItself) {
  Fraction half = of(1, 2);
  const Fraction& itself = half;  // clang warns of the plain spelling.
  half += itself;
  EXPECT_EQ(half, Fraction(1));
  half = of(2, 3);
  half *= itself;
  EXPECT_EQ(half, of(4, 9));
  half /= itself;
  EXPECT_EQ(half, Fraction(1));
  half -= itself;
  EXPECT_TRUE(half.is_zero());
}

/// GMP's rational for the same small numbers.
class GmpFraction {
 public:
  GmpFraction(std::int64_t numerator, std::int64_t denominator) {
    mpq_init(value_);
    mpz_set_si(mpq_numref(value_), numerator);
    mpz_set_si(mpq_denref(value_), denominator);
    mpq_canonicalize(value_);
  }

  GmpFraction(const GmpFraction&) = delete;
  GmpFraction& operator=(const GmpFraction&) = delete;

  ~GmpFraction() { mpq_clear(value_); }

  [[nodiscard]] mpq_ptr get() { return value_; }

  /// As "n/d", in lowest terms.
  [[nodiscard]] std::string text() const {
    char* const made = mpq_get_str(nullptr, 10, value_);
    std::string out = made;
    void (*release)(void*, size_t) = nullptr;
    mp_get_memory_functions(nullptr, nullptr, &release);
    release(made, out.size() + 1);
    return out;
  }

 private:
  mpq_t value_;
};

/// The fraction is the rational: compared through the digits that GMP prints.
bool same(const Fraction& ours, const GmpFraction& theirs) {
  const std::string text = theirs.text();
  const std::size_t slash = text.find('/');
  const Fraction::Integer numerator(text.substr(0, slash));
  const Fraction::Integer denominator(slash == std::string::npos ? "1" : text.substr(slash + 1));
  return ours == Fraction(numerator, denominator);
}

/// One of the four operations, with the same operand, in both.
void step(std::mt19937_64& engine, Fraction& ours, GmpFraction& theirs) {
  const std::int64_t n = pick(engine, -1'000'000'000, 1'000'000'000);
  const std::int64_t d = pick(engine, 1, 1'000'000'000);
  GmpFraction operand(n, d);
  switch (pick(engine, 0, 3)) {
    case 0:
      ours += of(n, d);
      mpq_add(theirs.get(), theirs.get(), operand.get());
      break;
    case 1:
      ours -= of(n, d);
      mpq_sub(theirs.get(), theirs.get(), operand.get());
      break;
    case 2:
      ours *= of(n, d);
      mpq_mul(theirs.get(), theirs.get(), operand.get());
      break;
    default:
      if (n != 0) {
        ours /= of(n, d);
        mpq_div(theirs.get(), theirs.get(), operand.get());
      }
  }
}

TEST(Fraction, ComputesAsGmpDoes) {
  std::mt19937_64 engine = seeds::seeded_engine();
  for (int round = 0; round < 300; ++round) {
    Fraction ours;
    GmpFraction theirs(0, 1);
    for (int steps = 0; steps < 40; ++steps) {
      step(engine, ours, theirs);
    }
    ASSERT_TRUE(same(ours, theirs)) << theirs.text();
  }
}

TEST(Fraction, EveryPowerOfTenIsSeenToBeOne) {
  Fraction::Integer power = 1;
  for (int places = 0; places <= 60; ++places, power *= 10) {
    EXPECT_EQ(Fraction(Fraction::Integer(1), power).exact(), Decimal::from(1, places));
    EXPECT_EQ(Fraction(power, Fraction::Integer(1)).exact(), Decimal::from(1, -places));
    EXPECT_EQ(text(Fraction(Fraction::Integer(3), power * 7).exact()), "nothing");
  }
}

/// Up to 127 bits, the short ones as likely as the long ones.
Int128 any_number(std::mt19937_64& engine) {
  const Int128 wide = (static_cast<Int128>(engine()) << 64) | static_cast<Int128>(engine());
  return wide >> pick(engine, 1, 126);
}

// A fraction is kept in 128 bits or beyond them: whatever it is asked, it says the same.
TEST(Fraction, SaysTheSameInBothWidths) {
  const Fraction::Integer wide = Fraction::Integer(1) << 129;
  std::mt19937_64 engine = seeds::seeded_engine();
  for (int round = 0; round < 5000; ++round) {
    const Int128 n = any_number(engine);
    const Int128 d = pick(engine, 0, 1) == 0 ? any_number(engine)
                                             : static_cast<Int128>(pick(engine, 1, 1000)) * 1000;
    if (d == 0) {
      continue;
    }
    const Fraction narrow(n, d);
    const Fraction big(Fraction::Integer(n) * wide, Fraction::Integer(d) * wide);
    const int digits = static_cast<int>(pick(engine, 1, 38));
    const int places = static_cast<int>(pick(engine, -40, 60));
    ASSERT_EQ(narrow, big);
    ASSERT_EQ(narrow.exact(), big.exact());
    ASSERT_EQ(narrow.to_significant(digits), big.to_significant(digits));
    ASSERT_EQ(narrow.to_places_half_even(places), big.to_places_half_even(places));
    ASSERT_EQ(narrow.to_places_half_up(places), big.to_places_half_up(places));
    ASSERT_EQ(narrow.rounded_half_even(places), big.rounded_half_even(places));
    const Int128 m = any_number(engine);
    const Fraction other(m, 1 + (round % 3) * Int128{999});
    ASSERT_EQ(narrow + other, big + other);
    ASSERT_EQ(narrow - other, big - other);
    ASSERT_EQ(narrow * other, big * other);
    ASSERT_EQ(narrow < other, big < other);
    if (!other.is_zero()) {
      ASSERT_EQ(narrow / other, big / other);
    }
  }
}

TEST(Fraction, RoundedIsTheNearestOfItsPlaces) {
  std::mt19937_64 engine = seeds::seeded_engine();
  for (int round = 0; round < 2000; ++round) {
    const Fraction value = of(pick(engine, -1'000'000'000'000, 1'000'000'000'000),
                              pick(engine, 1, 1'000'000) * pick(engine, 1, 1000));
    const int places = static_cast<int>(pick(engine, 0, 12));
    Fraction off = value - Fraction(*value.to_places_half_even(places));
    off = off < Fraction() ? Fraction() - off : off;
    const Fraction half = Fraction(Decimal::from(5, places + 1));
    ASSERT_FALSE(half < off);
    ASSERT_EQ(Fraction(*value.to_places_half_even(places)), value.rounded_half_even(places));
  }
}

}  // namespace
}  // namespace cems
