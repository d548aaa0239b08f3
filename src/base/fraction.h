/// Exact rational numbers: what a quotient is until it is printed (dictionary S "Numbers": a
/// quotient is formed once from integers).
///
/// Over Boost.Multiprecision's integers of any size. Values; safe from any thread. For running
/// totals of many readings there is base/exact.h, which comes here only beyond 128 bits.
#pragma once

#include <optional>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/decimal.h"

namespace cems {

class Fraction {
 public:
  using Integer = boost::multiprecision::cpp_int;

  /// Zero.
  Fraction() = default;

  Fraction(const Decimal& value);  // NOLINT(google-explicit-constructor): exact.

  Fraction(std::int64_t value) : numerator_(value) {}  // NOLINT(google-explicit-constructor)

  /// REQUIRES: denominator != 0.
  Fraction(Integer numerator, Integer denominator);

  /// mantissa × 10^-scale.
  [[nodiscard]] static Fraction scaled(const Integer& mantissa, int scale);

  Fraction& operator+=(const Fraction& other);
  Fraction& operator-=(const Fraction& other);
  Fraction& operator*=(const Fraction& other);
  /// REQUIRES: other is not zero.
  Fraction& operator/=(const Fraction& other);

  friend Fraction operator+(Fraction a, const Fraction& b) { return a += b; }

  friend Fraction operator-(Fraction a, const Fraction& b) { return a -= b; }

  friend Fraction operator*(Fraction a, const Fraction& b) { return a *= b; }

  friend Fraction operator/(Fraction a, const Fraction& b) { return a /= b; }

  friend bool operator==(const Fraction& a, const Fraction& b) {
    return a.numerator_ * b.denominator_ == b.numerator_ * a.denominator_;
  }

  friend bool operator<(const Fraction& a, const Fraction& b) {
    return a.numerator_ * b.denominator_ < b.numerator_ * a.denominator_;
  }

  [[nodiscard]] bool is_zero() const { return numerator_ == 0; }

  /// The number itself; nothing where no Decimal is it.
  [[nodiscard]] std::optional<Decimal> exact() const;

  /// Rounded half-even to `digits` significant digits; a number smaller than Decimal's last place
  /// is rounded to that place. Nothing where the number is too big for a Decimal.
  /// REQUIRES: 1 <= digits <= 38.
  [[nodiscard]] std::optional<Decimal> to_significant(int digits = 15) const;

  /// Rounded half-even to `places` after the point.
  [[nodiscard]] Fraction rounded_half_even(int places) const;

  /// The same as a Decimal; nothing beyond 38 digits.
  [[nodiscard]] std::optional<Decimal> to_places_half_even(int places) const;

  /// Rounded half away from zero to `places` after the point (money); nothing beyond 38 digits.
  [[nodiscard]] std::optional<Decimal> to_places_half_up(int places) const;

 private:
  void shorten();

  Integer numerator_ = 0;
  Integer denominator_ = 1;  // Above 0; not always in lowest terms.
};

/// 100 × part / whole. REQUIRES: whole is not zero.
[[nodiscard]] inline Fraction percent(const Fraction& part, const Fraction& whole) {
  return part * Fraction(100) / whole;
}

}  // namespace cems
