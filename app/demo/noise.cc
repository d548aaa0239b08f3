// Noise from a mixing function: no state, so any moment can be asked for by itself.
#include "app/demo/noise.h"

#include "base/assert.h"

namespace cems::demo {

namespace {

// Multiply, shift, fold: every bit of the input reaches every bit of the result. The odd constants
// are the golden ratio's and two primes near 2^64/phi; their only duty is to never change.
std::uint64_t scramble(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 32U)) * 0xD6E8FEB86659FD93U;
  x = (x ^ (x >> 29U)) * 0xA0761D6478BD642FU;
  return x ^ (x >> 32U);
}

}  // namespace

std::uint64_t mix(NoiseSource source, std::int64_t index) {
  return scramble(scramble(scramble(source.seed) ^ source.stream) ^
                  static_cast<std::uint64_t>(index));
}

std::int64_t jitter(NoiseSource source, std::int64_t index, std::int64_t amplitude) {
  CEMS_ASSERT(amplitude >= 0 && amplitude < (std::int64_t{1} << 31));
  const auto width = static_cast<std::uint64_t>(2 * amplitude + 1);
  return static_cast<std::int64_t>(mix(source, index) % width) - amplitude;
}

std::int64_t wave(NoiseSource source, std::int64_t index, std::int64_t spacing,
                  std::int64_t amplitude) {
  CEMS_ASSERT(index >= 0 && spacing > 0);
  const std::int64_t knot = index / spacing;
  const std::int64_t past = index % spacing;
  const std::int64_t left = jitter(source, knot, amplitude);
  const std::int64_t right = jitter(source, knot + 1, amplitude);
  return (left * (spacing - past) + right * past) / spacing;
}

}  // namespace cems::demo
