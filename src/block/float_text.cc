/// Binary floats and their shortest text, by std::to_chars and std::from_chars, which are exact.
#include "block/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

#include "base/assert.h"
#include "block/layout.h"

namespace cems::block {
namespace {

// One division, rounded once, has to be what the format says it is.
static_assert(std::numeric_limits<double>::is_iec559 && std::numeric_limits<float>::is_iec559);

/// Powers of ten that are binary64 themselves: 10^22 = 5^22 × 2^22, and 5^22 has 52 bits.
constexpr std::array<double, kNearScaleMax + 1> kExactPowers = [] {
  std::array<double, kNearScaleMax + 1> powers{1.0};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10.0;
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
Decimal scientific(Float value, Precision... precision) {
  CEMS_ASSERT(std::isfinite(value));
  std::array<char, 32> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                     std::chars_format::scientific, precision...);
  CEMS_ASSERT(written.ec == std::errc());
  return read_scientific(text.data(), written.ptr);
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
  return scientific(value);
}

Decimal text_of(float value) {
  return scientific(value);
}

Decimal rounded_text_of(double value) {
  return scientific(value, std::numeric_limits<double>::digits10 - 1);
}

std::optional<double> double_of(const Decimal& value) {
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
