/// Exact rational numbers: what a quotient is until it is printed (dictionary S "Numbers": a
/// quotient is formed once from integers).
///
/// Two integers of 128 bits as long as they fit, Boost.Multiprecision's of any size beyond them.
/// Values; safe from any thread. For running totals of many readings there is base/exact.h.
#pragma once

#include <memory>
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
  Fraction(Int128 numerator, Int128 denominator);
  Fraction(Integer numerator, Integer denominator);

  Fraction(const Fraction& other)
      : numerator_(other.numerator_),
        denominator_(other.denominator_),
        big_(other.big_ ? std::make_unique<Big>(*other.big_) : nullptr) {}

  Fraction(Fraction&&) noexcept = default;

  Fraction& operator=(const Fraction& other) {
    if (this != &other) {
      *this = Fraction(other);
    }
    return *this;
  }

  Fraction& operator=(Fraction&&) noexcept = default;
  ~Fraction() = default;

  /// mantissa × 10^-scale.
  [[nodiscard]] static Fraction scaled(Int128 mantissa, int scale);
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

  friend bool operator==(const Fraction& a, const Fraction& b) { return compare(a, b) == 0; }

  friend bool operator<(const Fraction& a, const Fraction& b) { return compare(a, b) < 0; }

  [[nodiscard]] bool is_zero() const { return big_ ? big_->numerator == 0 : numerator_ == 0; }

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
  /// The denominator above 0; not always in lowest terms.
  struct Big {
    Integer numerator;
    Integer denominator;
  };

  explicit Fraction(Big big);

  /// Below 0, 0 or above 0.
  [[nodiscard]] static int compare(const Fraction& a, const Fraction& b);

  /// In 128 bits; false, and nothing is changed, where it does not fit.
  [[nodiscard]] bool add_narrow(const Fraction& other);
  [[nodiscard]] bool multiply_narrow(const Fraction& other);

  [[nodiscard]] Big to_big() const;
  [[nodiscard]] std::optional<Decimal> rounded(int places, bool half_up) const;

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;    // Above 0; not always in lowest terms.
  std::unique_ptr<Big> big_;  // Where there is one, it is the number.
};

/// 100 × part / whole. REQUIRES: whole is not zero.
[[nodiscard]] inline Fraction percent(const Fraction& part, const Fraction& whole) {
  return part * Fraction(100) / whole;
}

}  // namespace cems
