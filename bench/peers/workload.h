/// The workload of bench/peers: what 1,000 meters by the hour and 50 by the minute measured.
///
/// Energies of intervals in hundredths of a kWh: a base load, two humps of a working day, slow
/// noise. All points of one instant come before those of the next. A block (a year by the hour, 31
/// days by the minute) does not depend on the others: more of the past leaves the last year as it
/// is.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace cems::bench {

enum class Table : std::uint8_t { hours, minutes };

/// A stretch of one table.
struct Block {
  Table table = Table::hours;
  int points = 0;
  std::int64_t begin_s = 0;  ///< Unix time; a local midnight of +08:00.
  std::int64_t step_s = 0;   ///< Length of each interval.
  std::int64_t steps = 0;
  std::uint32_t seed = 0;

  [[nodiscard]] std::int64_t rows() const { return points * steps; }
};

/// The blocks in the order in which they are posted: `scale` years of hours that end with 2023, and
/// as many times 31 days of minutes that end with December 2023; oldest first.
[[nodiscard]] std::vector<Block> blocks_of(int scale);

/// Calls `row` for each reading of a block: the point's number, the begin of the interval and the
/// energy in hundredths.
using OnRow = std::function<void(int point, std::int64_t begin_s, std::int64_t hundredths)>;
void make_rows(const Block& block, const OnRow& row);

}  // namespace cems::bench
