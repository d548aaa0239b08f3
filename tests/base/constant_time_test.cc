// What compares secrets takes the same time wherever they differ: Welch's t-test over a million
// timings in two classes, taken in random order (Reparaz, Balasch and Verbauwhede, "Dude, is my
// code constant time?", 2017). |t| below 4.5 is no evidence of a difference.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/checksum.h"

namespace cems {
namespace {

constexpr std::size_t kSamples = 1'000'000;
constexpr double kEvidence = 4.5;
constexpr int kCallsEach = 16;  // The clock is coarser than a call.

/// Mean and variance, as they come (Welford).
class Moments {
 public:
  void add(double x) {
    ++n_;
    const double from_mean = x - mean_;
    mean_ += from_mean / static_cast<double>(n_);
    squares_ += from_mean * (x - mean_);
  }

  [[nodiscard]] double mean() const { return mean_; }

  /// Of the mean.
  [[nodiscard]] double variance() const {
    const auto n = static_cast<double>(n_);
    return squares_ / (n - 1) / n;
  }

 private:
  std::size_t n_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

struct Sample {
  bool differs_early = false;
  double ns = 0;
};

template <typename Compare>
double time_of(const Compare& compare, std::string_view a, std::string_view b) {
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallsEach; ++i) {
    volatile bool equal = compare(a, b);
    static_cast<void>(equal);
  }
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begun).count();
}

/// t of the two classes: digests that differ in their first byte, and equal ones.
template <typename Compare>
double t_of(const Compare& compare, std::mt19937_64& random) {
  const std::string secret(32, 's');
  // Both classes stand in one place: how it lies in the cache would tell them apart too.
  std::string given = secret;
  std::vector<Sample> samples(kSamples);
  for (Sample& sample : samples) {
    sample.differs_early = (random() & 1U) != 0;
    given.assign(secret);
    given[0] = sample.differs_early ? 'e' : 's';
    sample.ns = time_of(compare, secret, given);
  }
  // What was interrupted says nothing of the code.
  std::vector<double> sorted;
  sorted.reserve(samples.size());
  for (const Sample& sample : samples)
    sorted.push_back(sample.ns);
  const auto ninth = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 10 * 9);
  std::nth_element(sorted.begin(), ninth, sorted.end());
  std::array<Moments, 2> classes;
  for (const Sample& sample : samples) {
    if (sample.ns <= *ninth) classes[sample.differs_early ? 1 : 0].add(sample.ns);
  }
  return (classes[0].mean() - classes[1].mean()) /
         std::sqrt(classes[0].variance() + classes[1].variance());
}

/// The least of three: a machine that slows down in the middle looks like a difference once.
template <typename Compare>
double least_t(const Compare& compare, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  double least = std::abs(t_of(compare, random));
  for (int i = 0; i < 2 && least >= kEvidence; ++i)
    least = std::min(least, std::abs(t_of(compare, random)));
  return least;
}

TEST(ConstantTime, ComparingSecretsTellsNothingByItsTime) {
  const std::uint64_t seed = std::random_device()();
  EXPECT_LT(least_t(equal_in_constant_time, seed), kEvidence) << "seed " << seed;
}

TEST(ConstantTime, TheTestFindsAComparisonThatEndsEarly) {
  const auto ends_early = [](std::string_view a, std::string_view b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  };
  EXPECT_GT(least_t(ends_early, 1), kEvidence);
}

}  // namespace
}  // namespace cems
