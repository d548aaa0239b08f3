/// Repeatable irregularity for the demonstration site, by integer arithmetic only.
///
/// The same seed, stream and index give the same number on every machine and compiler, because
/// nothing here rounds: a reading of the demonstration is its name, its time and the seed. Pure
/// functions; safe from any thread.
#pragma once

#include <cstdint>

namespace cems::demo {

/// Where a number comes from: the user's seed, and which of the site's noises it is.
struct NoiseSource {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;  ///< One per series and use; equal streams move together.
};

/// 64 well-mixed bits for an index.
[[nodiscard]] std::uint64_t mix(NoiseSource source, std::int64_t index);

/// Evenly spread over [-amplitude, amplitude]. REQUIRES: 0 <= amplitude < 2^31.
[[nodiscard]] std::int64_t jitter(NoiseSource source, std::int64_t index, std::int64_t amplitude);

/// A slow curve within [-amplitude, amplitude]: jitter at every multiple of `spacing`, a straight
/// line between. REQUIRES: index >= 0, spacing > 0.
[[nodiscard]] std::int64_t wave(NoiseSource source, std::int64_t index, std::int64_t spacing,
                                std::int64_t amplitude);

}  // namespace cems::demo
