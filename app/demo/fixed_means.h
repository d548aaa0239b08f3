/// Moments at which the incomer's mean power is the same for every seed, because Annex C prints it.
///
/// Constant data and pure functions; safe from any thread.
#pragma once

#include <cstdint>

#include "app/demo/calendar.h"

namespace cems::demo {

/// Whole blocks of 15 minutes whose samples have exactly this mean together.
struct FixedMean {
  LocalMinute begin;
  std::int64_t minutes;      ///< A multiple of 15; of 30 where blocks swing.
  std::int64_t mean;         ///< 0.1 kW
  std::int64_t swing;        ///< Most a sample lies off its block's mean, 0.1 kW.
  std::int64_t block_swing;  ///< Most a block's mean lies off the whole's, 0.1 kW; even.
};

/// The one that holds the minute, or null.
[[nodiscard]] const FixedMean* fixed_mean_at(LocalMinute minute);

/// Whether one touches the minutes [begin, begin + minutes).
[[nodiscard]] bool has_fixed_mean(LocalMinute begin, std::int64_t minutes);

/// The sample of a minute of it. Blocks go up and down in pairs that cancel, so do the samples of a
/// block, whose fifteenth is the mean itself. The sum of a block is a whole multiple of 6, that is
/// of 0.01 kWh, where 15 means are.
[[nodiscard]] std::int64_t fixed_sample(const FixedMean& fixed, LocalMinute minute,
                                        std::uint64_t seed);

}  // namespace cems::demo
