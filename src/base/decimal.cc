/// Reading, comparing, adding and printing of Decimal; see decimal.h for the contract.
#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include "base/assert.h"
#include "base/quote.h"

namespace cems {
namespace {

__extension__ typedef unsigned __int128
    UInt128;  // NOLINT(modernize-use-using): no other spelling is pedantic.

constexpr int kDigitsMax = 38;

constexpr std::array<UInt128, kDigitsMax + 1> kPowersOfTen = [] {
  std::array<UInt128, kDigitsMax + 1> powers{};
  UInt128 power = 1;
  for (UInt128& slot : powers) {
    slot = power;
    power *= 10;  // The last product, 10^39, wraps and is not stored.
  }
  return powers;
}();

constexpr UInt128 kMantissaEnd = kPowersOfTen[kDigitsMax];

constexpr UInt128 power_of_ten(int exponent) {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

UInt128 magnitude(Int128 value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

/// Decimal digits of a number below 10^38; 0 has none.
int count_digits(UInt128 value) {
  int digits = 0;
  while (digits < kDigitsMax && value >= power_of_ten(digits)) {
    ++digits;
  }
  return digits;
}

struct Normal {
  UInt128 mantissa;
  int scale;
};

/// Takes every factor 10 out of the mantissa. An odd number has none, which spares most numbers the
/// division; and 128-bit division costs ten times a 64-bit one, so big numbers shrink first.
Normal normalise(UInt128 mantissa, int scale) {
  if (mantissa == 0) {
    return {0, 0};
  }
  while ((mantissa >> 64U) != 0 && (mantissa & 1U) == 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --scale;
  }
  if ((mantissa >> 64U) != 0) {
    return {mantissa, scale};
  }
  auto small = static_cast<std::uint64_t>(mantissa);
  scale -= take_tens(small);
  return {small, scale};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Collects digits without their leading and trailing zeros, so that what it holds is canonical
/// without a single division. The first 18 need 64 bits only.
class DigitCollector {
 public:
  void take(char c) {
    if (c == '0') {
      zeros_ += significant_ > 0 ? 1 : 0;
      return;
    }
    significant_ += zeros_ + 1;
    if (significant_ <= kSmallDigits) {
      small_ = small_ * static_cast<std::uint64_t>(power_of_ten(static_cast<int>(zeros_) + 1)) +
               static_cast<unsigned>(c - '0');
      value_ = small_;
    } else if (significant_ <= kDigitsMax) {
      value_ = value_ * power_of_ten(static_cast<int>(zeros_) + 1) + static_cast<unsigned>(c - '0');
    }
    zeros_ = 0;
  }

  [[nodiscard]] bool overflowed() const { return significant_ > kDigitsMax; }

  [[nodiscard]] UInt128 value() const { return value_; }

  /// Zeros seen since the last other digit.
  [[nodiscard]] std::int64_t trailing_zeros() const { return zeros_; }

 private:
  static constexpr int kSmallDigits = 18;

  std::uint64_t small_ = 0;
  UInt128 value_ = 0;
  std::int64_t significant_ = 0;
  std::int64_t zeros_ = 0;
};

/// Takes the digits at the front of `text` off; returns how many there were.
std::size_t take_digits(std::string_view& text, DigitCollector& digits) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) {
    digits.take(text[count]);
    ++count;
  }
  text.remove_prefix(count);
  return count;
}

bool take_sign(std::string_view& text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) {
    text.remove_prefix(1);
  }
  return negative;
}

/// Exponents stop growing here: far beyond every scale, and far from overflowing.
constexpr std::int64_t kExponentEnd = 1'000'000'000'000;

/// Reads "[+-]digits" to the end of the text.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool negative = take_sign(text);
  if (text.empty()) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) {
      return std::nullopt;
    }
    value = value < kExponentEnd ? value * 10 + (c - '0') : value;
  }
  return negative ? -value : value;
}

Error not_a_number(std::string_view text) {
  return {Errc::invalid_argument, quote(text) + " is not a number; accepted is e.g. -12.5 or 1e-3"};
}

Error too_long(std::string_view text) {
  return {Errc::too_large,
          quote(text) + " has more than 38 significant digits or an exponent beyond 400"};
}

}  // namespace

Decimal Decimal::from(Int128 mantissa, int scale) {
  CEMS_ASSERT(magnitude(mantissa) < kMantissaEnd);
  const Normal normal = normalise(magnitude(mantissa), scale);
  CEMS_ASSERT(normal.scale >= -kScaleMax && normal.scale <= kScaleMax);
  const auto signed_mantissa = static_cast<Int128>(normal.mantissa);
  return canonical(mantissa < 0 ? -signed_mantissa : signed_mantissa, normal.scale);
}

Decimal Decimal::canonical(Int128 mantissa, int scale) {
  Decimal result;
  result.hi_ = static_cast<std::int64_t>(mantissa >> 64);
  result.lo_ = static_cast<std::uint64_t>(mantissa);
  result.scale_ = scale;
  return result;
}

std::size_t Decimal::scan(std::string_view text, Decimal& out) {
  constexpr std::ptrdiff_t kPlainDigits = 18;  // What fits 64 bits, and a sign.
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  at += negative ? 1 : 0;
  std::uint64_t mantissa = 0;
  const char* const whole = at;
  for (; at != end && is_digit(*at); ++at) {
    mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');  // May wrap: refused below.
  }
  std::ptrdiff_t digits = at - whole;
  std::ptrdiff_t scale = 0;
  if (digits == 0) {
    return 0;
  }
  if (at != end && *at == '.') {
    const char* const fraction = ++at;
    for (; at != end && is_digit(*at); ++at) {
      mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');
    }
    scale = at - fraction;
    digits += scale;
    if (scale == 0) {
      return 0;
    }
  }
  if (digits > kPlainDigits || (at != end && (*at == 'e' || *at == 'E'))) {
    return 0;
  }
  const auto value = static_cast<std::int64_t>(mantissa);
  out = from_narrow(negative ? -value : value, static_cast<int>(scale));
  return static_cast<std::size_t>(at - text.data());
}

Result<Decimal> Decimal::parse(std::string_view text) {
  Decimal plain;
  if (const std::size_t length = scan(text, plain); length != 0 && length == text.size()) {
    return plain;
  }
  std::string_view rest = text;
  const bool negative = take_sign(rest);
  DigitCollector digits;
  if (take_digits(rest, digits) == 0) {
    return not_a_number(text);
  }
  std::size_t fraction_digits = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    fraction_digits = take_digits(rest, digits);
    if (fraction_digits == 0) {
      return not_a_number(text);
    }
  }
  std::int64_t exponent = 0;
  if (!rest.empty()) {
    const bool marked = rest.front() == 'e' || rest.front() == 'E';
    const auto read = marked ? read_exponent(rest.substr(1)) : std::nullopt;
    if (!read) {
      return not_a_number(text);
    }
    exponent = *read;
  }
  if (digits.overflowed()) {
    return too_long(text);
  }
  if (digits.value() == 0) {
    return Decimal();
  }
  const std::int64_t scale =
      static_cast<std::int64_t>(fraction_digits) - digits.trailing_zeros() - exponent;
  if (scale < -kScaleMax || scale > kScaleMax) {
    return too_long(text);
  }
  const auto value = static_cast<Int128>(digits.value());
  return canonical(negative ? -value : value, static_cast<int>(scale));
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const Int128 x = a.mantissa();
  const Int128 y = b.mantissa();
  if (a.scale_ == b.scale_ || (x < 0) != (y < 0) || x == 0 || y == 0) {
    return x <=> y;
  }
  // Same sign. The place of the first digit decides, and where it is the same, both numbers fit 38
  // digits once the shorter one is filled up with zeros.
  const UInt128 left = magnitude(x);
  const UInt128 right = magnitude(y);
  const int left_digits = count_digits(left);
  const int right_digits = count_digits(right);
  std::strong_ordering by_magnitude = (left_digits - a.scale_) <=> (right_digits - b.scale_);
  if (by_magnitude == std::strong_ordering::equal) {
    const int digits = left_digits > right_digits ? left_digits : right_digits;
    by_magnitude =
        left * power_of_ten(digits - left_digits) <=> right * power_of_ten(digits - right_digits);
  }
  return x < 0 ? 0 <=> by_magnitude : by_magnitude;
}

/// The sum where both numbers and it have mantissas of 64 bits, as most sums do.
/// REQUIRES: coarse.scale() <= fine.scale().
std::optional<Decimal> Decimal::add_narrow(const Decimal& coarse, const Decimal& fine) {
  constexpr int kDigits = 18;  // Of a power of ten that 64 bits hold; a sum loses no more zeros.
  const int shift = fine.scale_ - coarse.scale_;
  const auto big = static_cast<std::int64_t>(coarse.lo_);
  const auto small = static_cast<std::int64_t>(fine.lo_);
  std::int64_t sum = 0;
  if (coarse.hi_ != big >> 63 || fine.hi_ != small >> 63 || shift > kDigits ||
      fine.scale_ < kDigits - kScaleMax ||
      __builtin_mul_overflow(big, static_cast<std::int64_t>(power_of_ten(shift)), &sum) ||
      __builtin_add_overflow(sum, small, &sum)) {
    return std::nullopt;
  }
  return from_narrow(sum, fine.scale_);
}

std::optional<Decimal> Decimal::add(const Decimal& a, const Decimal& b) {
  if (a.is_zero() || b.is_zero()) {
    return a.is_zero() ? b : a;
  }
  const Decimal& coarse = a.scale_ <= b.scale_ ? a : b;
  const Decimal& fine = a.scale_ <= b.scale_ ? b : a;
  if (const std::optional<Decimal> sum = add_narrow(coarse, fine)) {
    return sum;
  }
  const int shift = fine.scale_ - coarse.scale_;
  if (shift > kDigitsMax) {
    return std::nullopt;  // The sum has digits at both ends, more than 38 apart.
  }
  UInt128 big = 0;
  const UInt128 small = magnitude(fine.mantissa());
  // Above 2 × 10^38 not even the opposite sign of the other could bring the sum below 10^38.
  if (__builtin_mul_overflow(magnitude(coarse.mantissa()), power_of_ten(shift), &big) ||
      big >= 2 * kMantissaEnd) {
    return std::nullopt;
  }
  bool negative = coarse.is_negative();
  UInt128 sum = 0;
  if (coarse.is_negative() == fine.is_negative()) {
    sum = big + small;
  } else {
    negative = big < small ? fine.is_negative() : negative;
    sum = big < small ? small - big : big - small;
  }
  const Normal normal = normalise(sum, fine.scale_);
  if (normal.mantissa >= kMantissaEnd || normal.scale < -kScaleMax) {
    return std::nullopt;
  }
  const auto value = static_cast<Int128>(normal.mantissa);
  return canonical(negative ? -value : value, normal.scale);
}

void Decimal::append_to(std::string& out) const {
  constexpr std::size_t kLowDigits = 19;  // 10^38 / 10^19 still fits 64 bits.
  // The digits stand two places from the left: room for a sign and for the whole part to move one
  // step left of a point, so that the common numbers are appended in one piece.
  std::array<char, 2 * kLowDigits + 4> buffer;
  char* begin = buffer.data() + 2;
  char* const limit = buffer.data() + buffer.size();
  char* end = nullptr;
  const UInt128 value = magnitude(mantissa());
  if ((value >> 64U) == 0) {
    end = std::to_chars(begin, limit, static_cast<std::uint64_t>(value)).ptr;
  } else {
    const auto high = static_cast<std::uint64_t>(value / power_of_ten(kLowDigits));
    auto low = static_cast<std::uint64_t>(value % power_of_ten(kLowDigits));
    end = std::to_chars(begin, limit, high).ptr + kLowDigits;
    for (char* place = end; place != end - kLowDigits; low /= 10) {
      *--place = static_cast<char>('0' + low % 10);
    }
  }
  const auto digits = static_cast<int>(end - begin);
  if (scale_ >= digits) {
    out.append(is_negative() ? "-0." : "0.");
    out.append(static_cast<std::size_t>(scale_ - digits), '0');
    out.append(begin, end);
    return;
  }
  if (scale_ > 0) {
    begin = std::copy(begin, end - scale_, begin - 1) - (digits - scale_);
    begin[digits - scale_] = '.';
  }
  if (is_negative()) {
    *--begin = '-';
  }
  out.append(begin, static_cast<std::size_t>(end - begin));
  if (scale_ < 0) {
    out.append(static_cast<std::size_t>(-scale_), '0');
  }
}

std::string Decimal::to_string() const {
  std::string out;
  append_to(out);
  return out;
}

}  // namespace cems
