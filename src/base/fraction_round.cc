// Fractions as decimals: exact, or rounded once; see fraction.h.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/assert.h"
#include "base/fraction.h"
#include "base/fraction_integers.h"

namespace cems {
namespace {

using Integer = Fraction::Integer;

constexpr int kDecimalDigitsMax = 38;
constexpr Int128 kDecimalEnd = wide::power_of_ten(kDecimalDigitsMax);

/// The exponent of a power of ten; -1 for other numbers.
int exponent_of(Int128 number) {
  if (number == 1) {
    return 0;
  }
  // At most one power of ten has a length in bits.
  const auto high = static_cast<std::uint64_t>(number >> 64);
  const int bits = high != 0 ? 128 - __builtin_clzll(high)
                             : 64 - __builtin_clzll(static_cast<std::uint64_t>(number));
  constexpr int kLog = 1233;  // log10(2) × 4096
  const int exponent = bits * kLog >> 12;
  return wide::power_of_ten(exponent) == number ? exponent : -1;
}

enum class Half : std::uint8_t { even, up };

/// What is nearest to a number of quotient + rest / denominator: the quotient or the next one.
template <class Number>
bool rounds_up(const Number& quotient, const Number& rest, const Number& denominator, Half half) {
  // Not 2 × rest, which may not fit.
  const Number other = denominator - rest;
  return other < rest ||
         (other == rest && (half == Half::up || static_cast<bool>((quotient & 1) == 1)));
}

/// numerator / denominator to the nearest integer. REQUIRES: denominator > 0.
template <class Number>
Number divide_rounded(const Number& numerator, const Number& denominator, Half half) {
  const bool negative = numerator < 0;
  const Number magnitude = negative ? Number(-numerator) : numerator;
  Number quotient = magnitude / denominator;
  const Number rest = magnitude - quotient * denominator;
  if (rounds_up(quotient, rest, denominator, half)) {
    ++quotient;
  }
  return negative ? Number(-quotient) : quotient;
}

/// numerator / denominator × 10^places to the nearest integer.
Integer scaled_up(const Integer& numerator, const Integer& denominator, int places, Half half) {
  return places >= 0 ? divide_rounded<Integer>(numerator * wide::integer_power_of_ten(places),
                                               denominator, half)
                     : divide_rounded<Integer>(
                           numerator, denominator * wide::integer_power_of_ten(-places), half);
}

/// The same in 128 bits; nothing where that does not fit.
std::optional<Int128> scaled_up(Int128 numerator, Int128 denominator, int places, Half half) {
  if (places <= -wide::kPowersEnd || places >= wide::kPowersEnd ||
      !wide::multiply(places >= 0 ? numerator : denominator,
                      wide::power_of_ten(places < 0 ? -places : places))) {
    return std::nullopt;
  }
  return divide_rounded(numerator, denominator, half);
}

/// mantissa × 10^-scale; nothing where that is no Decimal.
std::optional<Decimal> to_decimal(Integer mantissa, int scale) {
  static const Integer kEnd = wide::integer_power_of_ten(kDecimalDigitsMax);
  if (mantissa == 0) {
    return Decimal();
  }
  Integer magnitude = boost::multiprecision::abs(mantissa);
  while (magnitude >= kEnd || scale > Decimal::kScaleMax) {
    if (magnitude % 10 != 0) {
      return std::nullopt;
    }
    magnitude /= 10;
    --scale;
  }
  auto small = magnitude.convert_to<Int128>();
  while (small % 10 == 0) {
    small /= 10;
    --scale;
  }
  if (scale < -Decimal::kScaleMax) {
    return std::nullopt;
  }
  return Decimal::from(mantissa < 0 ? -small : small, scale);
}

/// floor(log10(a / b)) or one more or less. REQUIRES: a > 0, b > 0.
int rough_exponent(const Integer& a, const Integer& b) {
  constexpr std::int64_t kLog = 30'103;  // log10(2) × 10^5, good to the digit for 10^5 bits.
  constexpr std::int64_t kUnit = 100'000;
  const auto bits = static_cast<std::int64_t>(boost::multiprecision::msb(a)) -
                    static_cast<std::int64_t>(boost::multiprecision::msb(b));
  return static_cast<int>(bits * kLog / kUnit);
}

/// floor(log10(a / b)) in 128 bits; nothing where that does not fit. REQUIRES: a > 0, b > 0.
std::optional<int> exponent_of(Int128 a, Int128 b) {
  int exponent = 0;
  if (a >= b) {
    for (Int128 next = b; wide::multiply(next, 10) && next <= a; ++exponent) {
      b = next;
    }
    return b <= kDecimalEnd / 10 ? std::optional(exponent) : std::nullopt;
  }
  while (a < b) {
    if (!wide::multiply(a, 10)) {
      return std::nullopt;
    }
    --exponent;
  }
  return exponent;
}

}  // namespace

std::optional<Decimal> Fraction::exact() const {
  if (!big_ && -kDecimalEnd < numerator_ && numerator_ < kDecimalEnd) {
    if (const int places = exponent_of(denominator_); places >= 0) {
      return Decimal::from(numerator_, places);
    }
  }
  const Big big = to_big();
  const Integer common = boost::multiprecision::gcd(big.numerator, big.denominator);
  Integer rest = big.denominator / common;
  // Of 2^a × 5^b the larger exponent is the number of places; anything else has no end.
  const auto twos = static_cast<int>(boost::multiprecision::lsb(rest));
  rest >>= static_cast<unsigned>(twos);
  int fives = 0;
  for (; rest % 5 == 0; rest /= 5) {
    ++fives;
  }
  if (rest != 1) {
    return std::nullopt;
  }
  const int places = std::max(twos, fives);
  return to_decimal(big.numerator * wide::integer_power_of_ten(places) / big.denominator, places);
}

std::optional<Decimal> Fraction::to_significant(int digits) const {
  CEMS_ASSERT(digits >= 1 && digits <= kDecimalDigitsMax);
  if (is_zero()) {
    return Decimal();
  }
  if (!big_) {
    const auto exponent = exponent_of(numerator_ < 0 ? -numerator_ : numerator_, denominator_);
    if (exponent && digits - 1 - *exponent <= Decimal::kScaleMax) {
      return rounded(digits - 1 - *exponent, false);
    }
  }
  const Big big = to_big();
  const Integer magnitude = boost::multiprecision::abs(big.numerator);
  int exponent = rough_exponent(magnitude, big.denominator);
  // 10^exponent <= the number < 10^(exponent + 1), after at most a step or two.
  const auto reaches = [&](int e) {
    return e >= 0 ? magnitude >= big.denominator * wide::integer_power_of_ten(e)
                  : magnitude * wide::integer_power_of_ten(-e) >= big.denominator;
  };
  while (!reaches(exponent)) {
    --exponent;
  }
  while (reaches(exponent + 1)) {
    ++exponent;
  }
  return rounded(std::min(digits - 1 - exponent, Decimal::kScaleMax), false);
}

Fraction Fraction::rounded_half_even(int places) const {
  if (!big_) {
    if (const auto number = scaled_up(numerator_, denominator_, places, Half::even)) {
      return scaled(*number, places);
    }
  }
  const Big big = to_big();
  return scaled(scaled_up(big.numerator, big.denominator, places, Half::even), places);
}

std::optional<Decimal> Fraction::rounded(int places, bool half_up) const {
  const Half half = half_up ? Half::up : Half::even;
  if (!big_) {
    const auto number = scaled_up(numerator_, denominator_, places, half);
    if (number && -kDecimalEnd < *number && *number < kDecimalEnd) {
      return Decimal::from(*number, places);
    }
  }
  const Big big = to_big();
  return to_decimal(scaled_up(big.numerator, big.denominator, places, half), places);
}

std::optional<Decimal> Fraction::to_places_half_even(int places) const {
  return rounded(places, false);
}

std::optional<Decimal> Fraction::to_places_half_up(int places) const {
  return rounded(places, true);
}

}  // namespace cems
