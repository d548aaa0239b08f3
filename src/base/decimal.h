/// Exact decimal numbers: what came in as `0.0035999998450279236` goes out as that number.
///
/// A Decimal is mantissa × 10^-scale with up to 38 significant digits, kept in one canonical form
/// (no factor 10 in the mantissa; zero is 0 × 10^0), so that equal numbers are equal fields. No
/// binary floating point anywhere (architecture decision 2). Values; safe from any thread.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/result.h"

namespace cems {

__extension__ typedef __int128
    Int128;  // NOLINT(modernize-use-using): no other spelling is pedantic.

/// Takes every factor 10 out of `number`, which is not 0; returns how many there were.
///
/// 5 has an inverse modulo 2^64, so that a multiplication divides what is divisible; turning the
/// lowest bit to the top halves an even product and makes an odd one huge. What is not divisible by
/// 10 comes out above the greatest quotient there is: one multiplication is division and test.
constexpr int take_tens(std::uint64_t& number) {
  constexpr std::uint64_t kInverseOfFive = 0xCCCCCCCCCCCCCCCDU;
  constexpr std::uint64_t kQuotientMax = UINT64_MAX / 10;
  static_assert(kInverseOfFive * 5 == 1);
  int tens = 0;
  for (std::uint64_t tenth = std::rotr(number * kInverseOfFive, 1); tenth <= kQuotientMax;
       tenth = std::rotr(number * kInverseOfFive, 1)) {
    number = tenth;
    ++tens;
  }
  return tens;
}

class Decimal {
 public:
  /// Zero.
  constexpr Decimal() = default;

  /// Normalises. REQUIRES: |mantissa| < 10^38 and, once normalised, |scale| <= kScaleMax.
  [[nodiscard]] static Decimal from(Int128 mantissa, int scale);

  /// The same for a mantissa of 64 bits, several times faster.
  [[nodiscard]] static Decimal from_narrow(std::int64_t mantissa, int scale) {
    if (mantissa == 0) return {};
    const auto bits = static_cast<std::uint64_t>(mantissa);
    std::uint64_t magnitude = mantissa < 0 ? 0 - bits : bits;
    scale -= take_tens(magnitude);
    CEMS_ASSERT(scale >= -kScaleMax && scale <= kScaleMax);
    Decimal result;
    result.hi_ = mantissa < 0 ? -1 : 0;
    result.lo_ = mantissa < 0 ? 0 - magnitude : magnitude;
    result.scale_ = scale;
    return result;
  }

  [[nodiscard]] static Decimal from_integer(std::int64_t value) { return from_narrow(value, 0); }

  /// Reads the number of `text`: digits with an optional sign (`+` too), point and exponent; no
  /// blanks, no hexadecimal, no NaN, no infinity.
  /// Errors: invalid_argument when it is not a number; too_large when it has more than 38
  /// significant digits or |scale| beyond kScaleMax.
  [[nodiscard]] static Result<Decimal> parse(std::string_view text);

  /// Reads the number at the front of `text` where it is plain (a minus or none, at most 18 digits,
  /// perhaps a point among them, no exponent after them) and gives how many characters it has; 0,
  /// and `out` is left alone, for any other. What follows the number is not looked at further.
  [[nodiscard]] static std::size_t scan(std::string_view text, Decimal& out);

  /// Value is mantissa() × 10^-scale(). scale() is negative for e.g. 1200 = 12 × 10^2.
  [[nodiscard]] Int128 mantissa() const {
    return (static_cast<Int128>(hi_) << 64) | static_cast<Int128>(lo_);
  }

  [[nodiscard]] int scale() const { return scale_; }

  [[nodiscard]] bool is_zero() const { return hi_ == 0 && lo_ == 0; }

  [[nodiscard]] bool is_negative() const { return hi_ < 0; }

  /// Numerically. Exact for every pair.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal&, const Decimal&) = default;

  /// Exact sum; nothing when it does not fit 38 digits.
  [[nodiscard]] static std::optional<Decimal> add(const Decimal& a, const Decimal& b);

  /// Appends the canonical spelling: no exponent, no trailing zeros after the point, no -0.
  void append_to(std::string& out) const;
  [[nodiscard]] std::string to_string() const;

  /// Enough for every finite double in any spelling (the smallest, 4.9e-324, has 17 digits).
  static constexpr int kScaleMax = 400;

 private:
  /// REQUIRES: the canonical form.
  [[nodiscard]] static Decimal canonical(Int128 mantissa, int scale);
  [[nodiscard]] static std::optional<Decimal> add_narrow(const Decimal& coarse,
                                                         const Decimal& fine);

  std::int64_t hi_ = 0;  // Two halves instead of one __int128: 24 bytes, not 32.
  std::uint64_t lo_ = 0;
  std::int32_t scale_ = 0;
};

}  // namespace cems
