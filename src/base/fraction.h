/// Exact rational numbers: what a quotient is until it is printed (dictionary S "Numbers": a
/// quotient is formed once from integers).
///
/// Over Boost.Multiprecision's integers of any size. Values; safe from any thread.
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

  /// The number itself; nothing where no decimal number of 38 digits is it.
  [[nodiscard]] std::optional<Decimal> exact() const;

  /// Rounded half-even to `digits` significant digits. REQUIRES: 1 <= digits <= 38.
  [[nodiscard]] Decimal to_significant(int digits = 15) const;

  /// Rounded half-even to `places` after the point; nothing beyond 38 digits.
  [[nodiscard]] std::optional<Decimal> to_places_half_even(int places) const;

  /// Rounded half away from zero to `places` after the point (money); nothing beyond 38 digits.
  [[nodiscard]] std::optional<Decimal> to_places_half_up(int places) const;

 private:
  Integer numerator_ = 0;
  Integer denominator_ = 1;  // Above 0; not always in lowest terms.
};

}  // namespace cems
