/// One scale for many numbers: 12.3, 12.34 and 12 as 1230, 1234 and 1200 at scale 2. Internal.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/decimal.h"
#include "block/columns.h"

namespace cems::block {

inline constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// `mantissa` × 10^places, where it fits. REQUIRES: places >= 0.
inline std::optional<std::int64_t> shifted(std::int64_t mantissa, int places) {
  if (mantissa == 0) return 0;
  std::int64_t result = 0;
  if (places >= static_cast<int>(kPowersOfTen.size()) ||
      __builtin_mul_overflow(mantissa, kPowersOfTen[static_cast<std::size_t>(places)], &result)) {
    return std::nullopt;
  }
  return result;
}

/// Its mantissa has at most 64 bits.
inline bool is_narrow(const Decimal& value) {
  const Int128 mantissa = value.mantissa();
  return mantissa == static_cast<std::int64_t>(mantissa);
}

/// The finest scale of the numbers taken, as long as the mantissas of all of them fit 64 bits.
class OneScale {
 public:
  /// REQUIRES: is_narrow(first).
  explicit OneScale(const Decimal& first)
      : scale_(first.scale()), low_(static_cast<std::int64_t>(first.mantissa())), high_(low_) {}

  /// False, and nothing changed, where the value does not go with those taken before.
  /// REQUIRES: is_narrow(value).
  [[nodiscard]] bool take(const Decimal& value) {
    const auto mantissa = static_cast<std::int64_t>(value.mantissa());
    // Zero is zero at every scale; taking its own, 0, would spoil a segment of big round numbers.
    if (mantissa != 0 && value.scale() > scale_) return refine(mantissa, value.scale());
    const auto own = shifted(mantissa, mantissa == 0 ? 0 : scale_ - value.scale());
    if (!own) return false;
    low_ = std::min(low_, *own);
    high_ = std::max(high_, *own);
    return true;
  }

  [[nodiscard]] int scale() const { return scale_; }

 private:
  bool refine(std::int64_t mantissa, int scale) {
    const auto low = shifted(low_, scale - scale_);
    const auto high = shifted(high_, scale - scale_);
    if (!low || !high) return false;
    scale_ = scale;
    low_ = std::min(*low, mantissa);
    high_ = std::max(*high, mantissa);
    return true;
  }

  int scale_;
  std::int64_t low_;  // Smallest and greatest mantissa at the common scale: if these fit, all do.
  std::int64_t high_;
};

/// The mantissa of `value` at `scale`. REQUIRES: a OneScale that took it has this scale.
inline std::int64_t mantissa_at(const Decimal& value, int scale) {
  const auto mantissa = static_cast<std::int64_t>(value.mantissa());
  if (mantissa == 0) return 0;
  return mantissa * kPowersOfTen[static_cast<std::size_t>(scale - value.scale())];
}

/// All `numbers` at one scale, where there is such a one; otherwise both are left in any state.
inline Shape to_one_scale(std::span<const Decimal> numbers, std::vector<std::int64_t>& mantissas,
                          int& scale) {
  mantissas.resize(numbers.size());
  scale = 0;
  if (numbers.empty()) return Shape::columns;
  if (!is_narrow(numbers[0])) return Shape::mixed;
  OneScale one(numbers[0]);
  for (const Decimal& number : numbers) {
    if (!is_narrow(number) || !one.take(number)) return Shape::mixed;
  }
  scale = one.scale();
  for (std::size_t i = 0; i < numbers.size(); ++i)
    mantissas[i] = mantissa_at(numbers[i], scale);
  return Shape::columns;
}

}  // namespace cems::block
