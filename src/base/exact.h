/// Exact running totals of decimal numbers: 128 bits at a common scale, a Fraction beyond them.
///
/// What sums, compares and weighs millions of readings: no allocation and no division as long as
/// the numbers fit, never a wrong digit when they do not. Values; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "base/decimal.h"
#include "base/fraction.h"

namespace cems {

class Exact {
 public:
  /// Zero.
  Exact() = default;

  explicit Exact(const Decimal& value) : mantissa_(value.mantissa()), scale_(value.scale()) {}

  /// mantissa × 10^-scale.
  Exact(Int128 mantissa, int scale) : mantissa_(mantissa), scale_(scale) {}

  explicit Exact(Fraction value) : big_(std::make_unique<Fraction>(std::move(value))) {}

  Exact(const Exact& other)
      : mantissa_(other.mantissa_),
        scale_(other.scale_),
        big_(other.big_ ? std::make_unique<Fraction>(*other.big_) : nullptr) {}

  Exact(Exact&&) noexcept = default;

  Exact& operator=(const Exact& other) {
    if (this != &other) {
      *this = Exact(other);
    }
    return *this;
  }

  Exact& operator=(Exact&&) noexcept = default;
  ~Exact() = default;

  Exact& operator+=(const Exact& other) {
    if (scale_ == other.scale_ && !big_ && !other.big_) {
      Int128 sum = 0;
      if (!__builtin_add_overflow(mantissa_, other.mantissa_, &sum)) {
        mantissa_ = sum;
        return *this;
      }
    }
    Int128 a = mantissa_;
    Int128 b = other.mantissa_;
    int scale = scale_;
    if (big_ || other.big_ || !align(a, scale, b, other.scale_) ||
        __builtin_add_overflow(a, b, &a)) {
      add_fractions(other);
      return *this;
    }
    mantissa_ = a;
    scale_ = scale;
    return *this;
  }

  Exact& operator-=(const Exact& other) { return *this += other.times(-1); }

  friend Exact operator-(Exact a, const Exact& b) { return std::move(a -= b); }

  [[nodiscard]] Exact times(std::int64_t weight) const {
    Exact out;
    out.scale_ = scale_;
    if (!big_ && fits64(mantissa_)) {
      out.mantissa_ = mantissa_ * weight;
      return out;
    }
    if (big_ || __builtin_mul_overflow(mantissa_, weight, &out.mantissa_)) {
      return times_slowly(weight);
    }
    return out;
  }

  /// Writes the number with at least that many places, where it fits: numbers of one scale are
  /// added and compared the fastest. Never changes the number.
  void raise_to(int scale) {
    Int128 none = 0;
    if (scale > scale_ && !big_) {
      (void)align(mantissa_, scale_, none, scale);
    }
  }

  [[nodiscard]] int scale() const { return scale_; }

  friend bool operator<(const Exact& left, const Exact& right) {
    Int128 a = left.mantissa_;
    Int128 b = right.mantissa_;
    int scale = left.scale_;
    if (left.big_ || right.big_ || !align(a, scale, b, right.scale_)) {
      return left.fraction() < right.fraction();
    }
    return a < b;
  }

  [[nodiscard]] Fraction fraction() const;

 private:
  static constexpr std::size_t kPowers = 39;

  static constexpr std::array<Int128, kPowers> kPowersOfTen = [] {
    std::array<Int128, kPowers> powers{};
    Int128 power = 1;
    for (std::size_t i = 0; i < kPowers; ++i) {
      powers[i] = power;
      power = i + 1 < kPowers ? power * 10 : power;
    }
    return powers;
  }();

  static bool fits64(Int128 value) { return value == static_cast<std::int64_t>(value); }

  /// Multiplies by 10^exponent; false, and nothing is changed, where it does not fit.
  static bool shift(Int128& value, int exponent) {
    constexpr int kExponents64 = 18;  // 10^18 fits 64 bits, so the product fits 128.
    if (exponent <= kExponents64 && fits64(value)) {
      value *= kPowersOfTen[static_cast<std::size_t>(exponent)];
      return true;
    }
    Int128 out = 0;
    if (static_cast<std::size_t>(exponent) >= kPowers ||
        __builtin_mul_overflow(value, kPowersOfTen[static_cast<std::size_t>(exponent)], &out)) {
      return false;
    }
    value = out;
    return true;
  }

  /// Brings both to the finer of their scales, which `a_scale` then is.
  static bool align(Int128& a, int& a_scale, Int128& b, int b_scale) {
    if (a_scale == b_scale) {
      return true;
    }
    if (a_scale > b_scale) {
      return shift(b, a_scale - b_scale);
    }
    if (!shift(a, b_scale - a_scale)) {
      return false;
    }
    a_scale = b_scale;
    return true;
  }

  void add_fractions(const Exact& other);
  [[nodiscard]] Exact times_slowly(std::int64_t weight) const;

  Int128 mantissa_ = 0;
  std::int32_t scale_ = 0;
  std::unique_ptr<Fraction> big_;  // Where there is one, it is the number.
};

}  // namespace cems
