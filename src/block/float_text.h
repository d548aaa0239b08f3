/// Decimals that are the text of a binary float ("Kinds 1 to 4" in docs/internals/format/block.md).
///
/// The only place of the program where binary floats and readings meet. Nothing is rounded by it:
/// the writer keeps a float only where its text is the reading's own number, digit for digit.
/// Internal; pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "base/decimal.h"

namespace cems::block {

/// Position of a binary float among its like: neighbours have neighbouring numbers, 0 has 0.
[[nodiscard]] std::int64_t number_of(double value);
[[nodiscard]] std::int64_t number_of(float value);

/// The finite float of that number; nothing where there is none.
[[nodiscard]] std::optional<double> double_at(std::int64_t number);
[[nodiscard]] std::optional<float> float_at(std::int64_t number);

/// The decimal with the fewest digits that is read as `value`; of several the nearest to it.
/// REQUIRES: finite.
[[nodiscard]] Decimal text_of(double value);
[[nodiscard]] Decimal text_of(float value);

/// `value` to 12 significant digits: meters have no more, and a sum of thousands of binary64 is
/// still right to so many. REQUIRES: finite.
[[nodiscard]] Decimal rounded_text_of(double value);

/// The float whose text is `value`, if there is one: text_of(*double_of(value)) == value.
[[nodiscard]] std::optional<double> double_of(const Decimal& value);

/// The binary64 nearest to `mantissa` ÷ 10^scale.
/// REQUIRES: |mantissa| <= kNearMantissaMax, 0 <= scale <= kNearScaleMax.
[[nodiscard]] double quotient64(std::int64_t mantissa, int scale);

/// The binary32 nearest to `value`; nothing beyond the greatest.
[[nodiscard]] std::optional<float> narrowed(double value);

}  // namespace cems::block
