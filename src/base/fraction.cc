// Fractions; see fraction.h. The only file that calls the big integers' functions.
#include "base/fraction.h"

#include <array>
#include <utility>

#include "base/assert.h"

namespace cems {
namespace {

using Integer = Fraction::Integer;

constexpr int kDecimalDigitsMax = 38;

/// Above this many bits a fraction is brought to lowest terms before it grows further.
constexpr unsigned kBitsMax = 256;

constexpr std::size_t kPowersKept = 64;

/// 10^exponent; the small ones are made once.
Integer integer_power_of_ten(int exponent) {
  CEMS_ASSERT(exponent >= 0);
  static const std::array<Integer, kPowersKept> kPowers = [] {
    std::array<Integer, kPowersKept> powers;
    Integer power = 1;
    for (Integer& slot : powers) {
      slot = power;
      power *= 10;
    }
    return powers;
  }();
  const auto n = static_cast<std::size_t>(exponent);
  return n < kPowersKept ? kPowers[n]
                         : boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

enum class Half : std::uint8_t { even, up };

/// numerator / denominator to the nearest integer. REQUIRES: denominator > 0.
Integer divide_rounded(const Integer& numerator, const Integer& denominator, Half half) {
  const bool negative = numerator < 0;
  const Integer magnitude = negative ? Integer(-numerator) : numerator;
  Integer quotient;
  Integer rest;
  boost::multiprecision::divide_qr(magnitude, denominator, quotient, rest);
  const int against_half = Integer(2 * rest).compare(denominator);
  if (against_half > 0 || (against_half == 0 && (half == Half::up || (quotient & 1) == 1))) {
    ++quotient;
  }
  return negative ? Integer(-quotient) : quotient;
}

/// numerator / denominator × 10^places to the nearest integer.
Integer scaled_up(const Integer& numerator, const Integer& denominator, int places, Half half) {
  return places >= 0 ? divide_rounded(numerator * integer_power_of_ten(places), denominator, half)
                     : divide_rounded(numerator, denominator * integer_power_of_ten(-places), half);
}

/// mantissa × 10^-scale; nothing where that is no Decimal.
std::optional<Decimal> to_decimal(Integer mantissa, int scale) {
  static const Integer kEnd = integer_power_of_ten(kDecimalDigitsMax);
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

}  // namespace

Fraction::Fraction(const Decimal& value)
    : numerator_(value.mantissa()), denominator_(integer_power_of_ten(std::max(value.scale(), 0))) {
  if (value.scale() < 0) {
    numerator_ *= integer_power_of_ten(-value.scale());
  }
}

Fraction::Fraction(Integer numerator, Integer denominator)
    : numerator_(std::move(numerator)), denominator_(std::move(denominator)) {
  CEMS_ASSERT(denominator_ != 0);
  if (denominator_ < 0) {
    numerator_ = -numerator_;
    denominator_ = -denominator_;
  }
}

Fraction Fraction::scaled(const Integer& mantissa, int scale) {
  return scale >= 0 ? Fraction(mantissa, integer_power_of_ten(scale))
                    : Fraction(mantissa * integer_power_of_ten(-scale), 1);
}

void Fraction::shorten() {
  if (numerator_ == 0) {
    denominator_ = 1;
  } else if (boost::multiprecision::msb(denominator_) > kBitsMax) {
    const Integer common = boost::multiprecision::gcd(numerator_, denominator_);
    numerator_ /= common;
    denominator_ /= common;
  }
}

Fraction& Fraction::operator+=(const Fraction& other) {
  if (denominator_ == other.denominator_) {
    numerator_ += other.numerator_;
    return *this;
  }
  const Integer common = boost::multiprecision::gcd(denominator_, other.denominator_);
  const Integer factor = other.denominator_ / common;
  numerator_ = numerator_ * factor + other.numerator_ * (denominator_ / common);
  denominator_ *= factor;
  shorten();
  return *this;
}

Fraction& Fraction::operator-=(const Fraction& other) {
  Fraction negative = other;
  negative.numerator_ = -negative.numerator_;
  return *this += negative;
}

Fraction& Fraction::operator*=(const Fraction& other) {
  // By way of copies: `other` may be this very fraction.
  const Integer numerator = numerator_ * other.numerator_;
  denominator_ = denominator_ * other.denominator_;
  numerator_ = numerator;
  shorten();
  return *this;
}

Fraction& Fraction::operator/=(const Fraction& other) {
  CEMS_ASSERT(!other.is_zero());
  return *this *= Fraction(other.denominator_, other.numerator_);
}

std::optional<Decimal> Fraction::exact() const {
  const Integer common = boost::multiprecision::gcd(numerator_, denominator_);
  Integer rest = denominator_ / common;
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
  return to_decimal(numerator_ * integer_power_of_ten(places) / denominator_, places);
}

std::optional<Decimal> Fraction::to_significant(int digits) const {
  CEMS_ASSERT(digits >= 1 && digits <= kDecimalDigitsMax);
  if (numerator_ == 0) {
    return Decimal();
  }
  const Integer magnitude = boost::multiprecision::abs(numerator_);
  int exponent = rough_exponent(magnitude, denominator_);
  // 10^exponent <= the number < 10^(exponent + 1), after at most a step or two.
  const auto reaches = [&](int e) {
    return e >= 0 ? magnitude >= denominator_ * integer_power_of_ten(e)
                  : magnitude * integer_power_of_ten(-e) >= denominator_;
  };
  while (!reaches(exponent)) {
    --exponent;
  }
  while (reaches(exponent + 1)) {
    ++exponent;
  }
  const int places = std::min(digits - 1 - exponent, Decimal::kScaleMax);
  return to_decimal(scaled_up(numerator_, denominator_, places, Half::even), places);
}

Fraction Fraction::rounded_half_even(int places) const {
  return scaled(scaled_up(numerator_, denominator_, places, Half::even), places);
}

std::optional<Decimal> Fraction::to_places_half_even(int places) const {
  return to_decimal(scaled_up(numerator_, denominator_, places, Half::even), places);
}

std::optional<Decimal> Fraction::to_places_half_up(int places) const {
  return to_decimal(scaled_up(numerator_, denominator_, places, Half::up), places);
}

}  // namespace cems
