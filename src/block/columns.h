/// Readings of one series side by side: a column of times, one of numbers, qualities as runs.
///
/// What nearly every block is: int64 mantissas at one scale. In this form a block decodes several
/// times faster than into Readings, and sums, JSON and CSV are made from it without a Decimal in
/// between. A block that is not so (numbers of more than 64 bits, or too far apart for one scale)
/// is said to be Shape::mixed and is read as Readings. A value; safe from any thread as far as no
/// object is shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/decimal.h"
#include "base/reading.h"
#include "base/time.h"

namespace cems::block {

/// Whether a block can be given as Columns.
enum class Shape : std::uint8_t {
  columns,
  mixed,
};

/// So many readings in a row have this quality.
struct QualityRun {
  Quality quality = Quality::valid;
  std::uint32_t count = 0;  ///< At least 1. Neighbours may have the same quality.

  friend bool operator==(const QualityRun&, const QualityRun&) = default;
};

struct Columns {
  std::vector<std::int64_t> times_ms;   ///< UTC milliseconds, strictly ascending.
  std::vector<std::int64_t> mantissas;  ///< As many. Number i is mantissas[i] × 10^-scale, and
                                        ///< may have zeros at its end: 12.30 beside 12.34.
  int scale = 0;                        ///< Within ±Decimal::kScaleMax.
  std::vector<QualityRun> qualities;    ///< Their counts add up to size().

  [[nodiscard]] std::size_t size() const { return times_ms.size(); }

  [[nodiscard]] bool empty() const { return times_ms.empty(); }

  /// Appends the same as Readings. REQUIRES: what is said at the members.
  void append_to(std::vector<Reading>& out) const;

  /// Becomes the same as `readings`, where one scale serves them all; otherwise it is left in any
  /// state. REQUIRES: the times ascend.
  [[nodiscard]] Shape assign(std::span<const Reading> readings);
};

}  // namespace cems::block
