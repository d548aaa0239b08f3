/// Integers of 128 bits and of any size, as fractions use them. Internal to base/fraction.
///
/// Pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/assert.h"
#include "base/decimal.h"
#include "base/fraction.h"

namespace cems::wide {

inline constexpr int kPowersEnd = 39;  // 10^38 is the last one that fits.

inline constexpr std::array<Int128, kPowersEnd> kPowersOfTen = [] {
  std::array<Int128, kPowersEnd> powers{};
  Int128 power = 1;
  for (Int128& slot : powers) {
    slot = power;
    power = &slot == &powers.back() ? power : power * 10;
  }
  return powers;
}();

/// REQUIRES: 0 <= exponent < kPowersEnd.
constexpr Int128 power_of_ten(int exponent) {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

/// The one number that has no negative; it is never in a fraction.
inline constexpr Int128 kMin = Int128{1} << 126 << 1;

constexpr bool fits64(Int128 value) {
  return value == static_cast<std::int64_t>(value);
}

/// False, and nothing is changed, where the product does not fit.
inline bool multiply(Int128& value, Int128 by) {
  if (fits64(value) && fits64(by)) {
    value *= by;
    return true;
  }
  Int128 out = 0;
  if (__builtin_mul_overflow(value, by, &out) || out == kMin) {
    return false;
  }
  value = out;
  return true;
}

/// 10^exponent; the small ones are made once.
[[nodiscard]] inline Fraction::Integer integer_power_of_ten(int exponent) {
  CEMS_ASSERT(exponent >= 0);
  constexpr std::size_t kPowersKept = 64;
  using Integer = Fraction::Integer;
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

}  // namespace cems::wide
