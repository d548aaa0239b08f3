/// The seed of random tests: fixed, printed, and overridden by the environment variable CEMS_SEED.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

namespace cems::seeds {

/// An engine whose seed stands in the test's output, so that a failure can be had again.
inline std::mt19937_64 seeded_engine() {
  const char* const given = std::getenv("CEMS_SEED");
  const std::uint64_t seed = given == nullptr ? 35031 : std::strtoull(given, nullptr, 10);
  std::cout << "CEMS_SEED=" << seed << '\n';
  return std::mt19937_64(seed);
}

/// Uniform in [low, high].
inline std::int64_t pick(std::mt19937_64& engine, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
}

}  // namespace cems::seeds
