/// Where one scale ends and another begins; see segment.h.
#include "block/segment.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "block/one_scale.h"

namespace cems::block {
namespace {

constexpr Int128 kMantissaEnd = [] {
  Int128 power = 1;
  for (int i = 0; i < 38; ++i)
    power *= 10;
  return power;
}();

/// Decimal::from takes factors of ten out of the mantissa; where the scale is near its end, this
/// must not push it over.
bool is_decimal(Int128 mantissa, int scale) {
  if (scale >= -Decimal::kScaleMax + 38 || mantissa == 0) return true;
  int canonical = scale;
  for (Int128 rest = mantissa; rest % 10 == 0; rest /= 10)
    --canonical;
  return canonical >= -Decimal::kScaleMax;
}

std::optional<Int128> get_wide_mantissa(std::string_view& in) {
  const auto low = get_u64(in);
  const auto high = get_u64(in);
  if (!low || !high) return std::nullopt;
  __extension__ using Bits = unsigned __int128;
  const auto mantissa = static_cast<Int128>(static_cast<Bits>(*high) << 64U | *low);
  if (mantissa <= -kMantissaEnd || mantissa >= kMantissaEnd) return std::nullopt;
  return mantissa;
}

}  // namespace

Segment first_segment(std::span<const Reading> readings) {
  const Decimal& first = readings[0].value;
  std::size_t n = 1;
  if (!is_narrow(first)) {
    while (n < readings.size() && !is_narrow(readings[n].value) &&
           readings[n].value.scale() == first.scale()) {
      ++n;
    }
    return {n, first.scale(), true};
  }
  OneScale one(first);
  while (n < readings.size() && is_narrow(readings[n].value) && one.take(readings[n].value)) {
    ++n;
  }
  return {n, one.scale(), false};
}

void put_wide(std::span<const Reading> readings, std::string& out) {
  for (const Reading& r : readings) {
    const Int128 mantissa = r.value.mantissa();
    put_u64(out, static_cast<std::uint64_t>(mantissa));
    put_u64(out, static_cast<std::uint64_t>(mantissa >> 64));
  }
}

bool get_wide(std::string_view& in, std::size_t count, int scale, std::vector<Decimal>& out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto mantissa = get_wide_mantissa(in);
    if (!mantissa || !is_decimal(*mantissa, scale)) return false;
    out.push_back(Decimal::from(*mantissa, scale));
  }
  return true;
}

std::optional<int> get_scale(std::string_view& in) {
  const auto scale = get_signed_varint(in);
  if (!scale || *scale < -Decimal::kScaleMax || *scale > Decimal::kScaleMax) return std::nullopt;
  return static_cast<int>(*scale);
}

bool are_decimals(std::span<const std::int64_t> mantissas, int scale) {
  if (scale >= -Decimal::kScaleMax + 19) return true;
  return std::all_of(mantissas.begin(), mantissas.end(),
                     [&](std::int64_t mantissa) { return is_decimal(mantissa, scale); });
}

}  // namespace cems::block
