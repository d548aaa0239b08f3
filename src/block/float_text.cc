/// Binary floats and their shortest text: by integers of 128 bits for the numbers that meters send,
/// by std::to_chars and std::from_chars, which are exact, for all others.
#include "block/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>
#include <type_traits>

#include "base/assert.h"
#include "block/layout.h"

namespace cems::block {
namespace {

__extension__ typedef unsigned __int128
    Wide;  // NOLINT(modernize-use-using): no other spelling is pedantic.

// One division, rounded once, has to be what the format says it is.
static_assert(std::numeric_limits<double>::is_iec559 && std::numeric_limits<float>::is_iec559);

/// Powers of ten that are binary64 themselves: 10^22 = 5^22 × 2^22, and 5^22 has 52 bits.
constexpr std::array<double, kNearScaleMax + 1> kExactPowers = [] {
  std::array<double, kNearScaleMax + 1> powers{1.0};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10.0;
  return powers;
}();

constexpr std::array<Wide, kNearScaleMax + 1> kWidePowers = [] {
  std::array<Wide, kNearScaleMax + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// Reads "-d.ddde-xx", as to_chars writes it with at most 17 digits.
Decimal read_scientific(const char* at, const char* end) {
  const bool negative = *at == '-';
  at += negative ? 1 : 0;
  std::int64_t mantissa = *at++ - '0';
  int scale = 0;
  if (*at == '.') {
    for (++at; *at != 'e'; ++at, ++scale)
      mantissa = mantissa * 10 + (*at - '0');
  }
  ++at;  // The e.
  at += *at == '+' ? 1 : 0;
  int exponent = 0;
  const auto read = std::from_chars(at, end, exponent);
  CEMS_ASSERT(read.ec == std::errc() && read.ptr == end);
  return Decimal::from_narrow(negative ? -mantissa : mantissa, scale - exponent);
}

template <class Float, class... Precision>
Decimal by_library(Float value, Precision... precision) {
  std::array<char, 32> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                     std::chars_format::scientific, precision...);
  CEMS_ASSERT(written.ec == std::errc());
  return read_scientific(text.data(), written.ptr);
}

/// A positive float as significand ÷ 2^shift, and `digits` of it before the point once it is
/// multiplied by 10^scale: significand × 10^scale = whole × 2^shift + rest, exactly.
struct Scaled {
  std::uint64_t whole = 0;
  Wide rest = 0;
  unsigned shift = 0;
  int scale = 0;
  bool even = false;  // The significand; then both ends of its interval are read as the float.
};

/// The integers that make up a positive float: significand × 2^exponent.
template <class Float>
struct Parts {
  std::uint64_t significand = 0;
  int exponent = 0;
  bool normal = false;  // Neither subnormal nor a power of two, whose interval is not symmetrical.

  explicit Parts(Float magnitude) {
    using Bits = std::conditional_t<sizeof(Float) == 8, std::uint64_t, std::uint32_t>;
    constexpr int kStored = std::numeric_limits<Float>::digits - 1;
    constexpr int kBias = std::numeric_limits<Float>::max_exponent - 1 + kStored;
    const std::uint64_t bits = std::bit_cast<Bits>(magnitude);
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << kStored) - 1);
    const auto biased = static_cast<int>(bits >> kStored);
    significand = fraction | std::uint64_t{1} << kStored;
    exponent = biased - kBias;
    normal = biased != 0 && fraction != 0;
  }
};

/// Nothing where 128 bits do not hold it: below 10^-5 or so, beyond 2^52 or so.
template <class Float>
std::optional<Scaled> scaled(Float magnitude, int digits) {
  const Parts<Float> parts(magnitude);
  const int shift = -parts.exponent;
  const int exponent = std::numeric_limits<Float>::digits - shift;  // magnitude < 2^exponent.
  if (!parts.normal || shift < 1 || shift > 70 || exponent < -16) return std::nullopt;
  // 1233 ÷ 4096 is a little less than log10(2): exact or one too few for these exponents.
  const int integer_digits = ((exponent - 1) * 1233 >> 12) + 1;
  for (int scale = digits - integer_digits; scale >= digits - integer_digits - 1; --scale) {
    if (scale < 0 || scale > kNearScaleMax) return std::nullopt;
    const Wide product = parts.significand * kWidePowers[static_cast<std::size_t>(scale)];
    const Wide whole = product >> static_cast<unsigned>(shift);
    if (whole >= kWidePowers[static_cast<std::size_t>(digits)]) continue;
    const Wide rest = product - (whole << static_cast<unsigned>(shift));
    return Scaled{static_cast<std::uint64_t>(whole), rest, static_cast<unsigned>(shift), scale,
                  (parts.significand & 1U) == 0};
  }
  return std::nullopt;
}

/// `from` without its last `Dropped` digits, rounded to the nearest. The number is a template's, so
/// that dividing is multiplying.
struct Rounded {
  std::uint64_t mantissa = 0;
  Wide distance = 0;  // From the float, in units of rest.
  bool tie = false;
};

template <int Dropped>
Rounded without_digits(const Scaled& from) {
  constexpr auto kUnit = static_cast<std::uint64_t>(kWidePowers[Dropped]);
  const Wide one = static_cast<Wide>(kUnit) << from.shift;
  const Wide above = (static_cast<Wide>(from.whole % kUnit) << from.shift) + from.rest;
  const bool up = above > one - above;
  return {from.whole / kUnit + (up ? 1 : 0), up ? one - above : above, above == one - above};
}

Decimal signed_decimal(bool negative, std::uint64_t mantissa, int scale) {
  const auto magnitude = static_cast<std::int64_t>(mantissa);
  return Decimal::from_narrow(negative ? -magnitude : magnitude, scale);
}

/// The text of `value` with Dropped digits less than it can have, or else with fewer less; nothing
/// where the two nearest are equally near.
template <int Dropped>
std::optional<Decimal> text_without(const Scaled& from, bool negative) {
  const Wide interval = kWidePowers[static_cast<std::size_t>(from.scale)];
  const Rounded near = without_digits<Dropped>(from);
  const Wide twice = 2 * near.distance;
  if (twice < interval || (twice == interval && from.even)) {
    if (near.tie) return std::nullopt;
    return signed_decimal(negative, near.mantissa, from.scale - Dropped);
  }
  if constexpr (Dropped > 0) return text_without<Dropped - 1>(from, negative);
  return std::nullopt;
}

/// The shortest is among three or four lengths: whatever has digits10 digits can be told from its
/// neighbours, so at that length there is one candidate at most, of which zeros at the end fall
/// off; with max_digits10 digits there always is one.
template <class Float>
Decimal shortest(Float value) {
  CEMS_ASSERT(std::isfinite(value));
  constexpr int kLeast = std::numeric_limits<Float>::digits10;
  constexpr int kMost = std::numeric_limits<Float>::max_digits10;
  if (const auto from = scaled(std::fabs(value), kMost)) {
    if (const auto text = text_without<kMost - kLeast>(*from, value < 0)) return *text;
  }
  return by_library(value);
}

}  // namespace

std::int64_t number_of(double value) {
  const auto magnitude = std::bit_cast<std::int64_t>(std::fabs(value));
  return value < 0 ? -magnitude : magnitude;
}

std::int64_t number_of(float value) {
  const auto magnitude = std::bit_cast<std::int32_t>(std::fabs(value));
  return value < 0 ? -std::int64_t{magnitude} : magnitude;
}

std::optional<double> double_at(std::int64_t number) {
  constexpr auto kEnd = std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity());
  if (number <= -kEnd || number >= kEnd) return std::nullopt;
  const auto magnitude = std::bit_cast<double>(number < 0 ? -number : number);
  return number < 0 ? -magnitude : magnitude;
}

std::optional<float> float_at(std::int64_t number) {
  constexpr auto kEnd = std::bit_cast<std::int32_t>(std::numeric_limits<float>::infinity());
  if (number <= -kEnd || number >= kEnd) return std::nullopt;
  const auto magnitude =
      std::bit_cast<float>(static_cast<std::int32_t>(number < 0 ? -number : number));
  return number < 0 ? -magnitude : magnitude;
}

Decimal text_of(double value) {
  return shortest(value);
}

Decimal text_of(float value) {
  return shortest(value);
}

Decimal rounded_text_of(double value) {
  CEMS_ASSERT(std::isfinite(value));
  constexpr int kDigits = 12;
  constexpr int kMost = std::numeric_limits<double>::max_digits10;
  if (const auto from = scaled(std::fabs(value), kMost)) {
    const Rounded near = without_digits<kMost - kDigits>(*from);
    if (!near.tie) {
      return signed_decimal(value < 0, near.mantissa, from->scale - (kMost - kDigits));
    }
  }
  return by_library(value, kDigits - 1);
}

std::optional<double> double_of(const Decimal& value) {
  constexpr Int128 kMantissaEnd = 100'000'000'000'000'000;
  const Int128 mantissa = value.mantissa();
  if (mantissa >= kMantissaEnd || mantissa <= -kMantissaEnd) return std::nullopt;
  if (value.scale() >= 0 && value.scale() <= kNearScaleMax) {
    // Two roundings, so the right one is this or a neighbour; its text decides.
    const std::int64_t near = number_of(static_cast<double>(static_cast<std::int64_t>(mantissa)) /
                                        kExactPowers[static_cast<std::size_t>(value.scale())]);
    for (const std::int64_t step : {0, 1, -1}) {
      const auto candidate = double_at(near + step);
      if (candidate && text_of(*candidate) == value) return candidate;
    }
    return std::nullopt;
  }
  std::string text;
  value.append_to(text);
  double result = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), result);
  if (read.ec != std::errc() || text_of(result) != value) return std::nullopt;
  return result;
}

double quotient64(std::int64_t mantissa, int scale) {
  CEMS_ASSERT(mantissa >= -kNearMantissaMax && mantissa <= kNearMantissaMax);
  return static_cast<double>(mantissa) / kExactPowers[static_cast<std::size_t>(scale)];
}

std::optional<float> narrowed(double value) {
  if (std::fabs(value) > static_cast<double>(std::numeric_limits<float>::max())) {
    return std::nullopt;
  }
  return static_cast<float>(value);
}

}  // namespace cems::block
