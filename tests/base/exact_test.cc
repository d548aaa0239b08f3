// Running totals: never a wrong digit, whatever the sizes; Fraction is the truth.
#include "base/exact.h"

#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems {
namespace {

using seeds::pick;

TEST(Exact, AddsAtAnyScale) {
  Exact sum;
  for (const char* text : {"1000", "0.001", "-0.5", "0"}) {
    sum += Exact(*Decimal::parse(text));
  }
  EXPECT_EQ(sum.fraction(), Fraction(*Decimal::parse("999.501")));
}

TEST(Exact, GoesOnBeyond128Bits) {
  const Decimal big = *Decimal::parse("99999999999999999999999999999999999999");
  Exact sum(big);
  for (int i = 0; i < 20; ++i) {
    sum += Exact(big);
  }
  EXPECT_EQ(sum.fraction(), Fraction(big) * Fraction(21));
  const Exact copy = sum;
  sum -= copy;
  EXPECT_TRUE(sum.fraction().is_zero());
  EXPECT_EQ(copy.times(-3).fraction(), Fraction(big) * Fraction(-63));
}

TEST(Exact, RaisingAScaleChangesNoNumber) {
  Exact number(*Decimal::parse("-12.5"));
  number.raise_to(7);
  EXPECT_EQ(number.scale(), 7);
  EXPECT_EQ(number.fraction(), Fraction(*Decimal::parse("-12.5")));
  number.raise_to(300);  // Does not fit.
  EXPECT_EQ(number.fraction(), Fraction(*Decimal::parse("-12.5")));
}

TEST(Exact, ComputesAsFractionsDo) {
  std::mt19937_64 engine = seeds::seeded_engine();
  for (int round = 0; round < 200; ++round) {
    Exact sum;
    Fraction truth;
    Exact before;
    Fraction truth_before;
    for (int step = 0; step < 50; ++step) {
      const int scale = static_cast<int>(pick(engine, 0, 9) == 0 ? pick(engine, -400, 380)
                                                                 : pick(engine, -3, 12));
      const Decimal number = Decimal::from(pick(engine, -1'000'000, 1'000'000), scale);
      const std::int64_t weight = pick(engine, -100'000'000'000, 100'000'000'000);
      sum += Exact(number).times(weight);
      truth += Fraction(number) * Fraction(weight);
      ASSERT_EQ(sum.fraction(), truth);
      ASSERT_EQ(sum < before, truth < truth_before);
      before = sum;
      truth_before = truth;
    }
  }
}

}  // namespace
}  // namespace cems
