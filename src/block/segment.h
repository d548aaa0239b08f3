/// Segments of values: as many in a row as one scale serves; and the numbers of wide ones.
/// Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/reading.h"

namespace cems::block {

struct Segment {
  std::size_t count = 0;
  int scale = 0;
  bool wide = false;  ///< Mantissas of more than 64 bits.
};

/// The segment that begins with the first of `readings`. REQUIRES: at least one.
[[nodiscard]] Segment first_segment(std::span<const Reading> readings);

/// Appends the mantissas of a wide segment, 16 bytes each.
void put_wide(std::span<const Reading> readings, std::string& out);

/// Takes `count` wide mantissas off the front of `in` and appends their numbers to `out`; false
/// where a number is not one or not within what a Decimal can be.
[[nodiscard]] bool get_wide(std::string_view& in, std::size_t count, int scale,
                            std::vector<Decimal>& out);

/// Takes the svarint of a scale off the front of `in`; nothing where it is beyond a Decimal's.
[[nodiscard]] std::optional<int> get_scale(std::string_view& in);

/// Each mantissa × 10^-scale is a number that a Decimal can be.
/// REQUIRES: |scale| <= Decimal::kScaleMax.
[[nodiscard]] bool are_decimals(std::span<const std::int64_t> mantissas, int scale);

}  // namespace cems::block
