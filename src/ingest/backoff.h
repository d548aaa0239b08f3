/// How long to wait before something is tried again: twice as long each time, and not all at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

namespace cems::ingest {

class Backoff {
 public:
  /// Milliseconds. REQUIRES: 0 < min <= max. `seed`: what makes one waiter differ from another.
  Backoff(std::int64_t min, std::int64_t max, std::uint32_t seed)
      : min_(min), max_(max), next_(min), random_(seed) {}

  /// Between half of the step and the whole of it, so that a thousand clients of one broker that
  /// comes back do not come at one moment; the next step is twice as long, up to the maximum.
  [[nodiscard]] std::int64_t next_ms() {
    const std::int64_t step = next_;
    next_ = std::min(max_, next_ * 2);
    return step - std::uniform_int_distribution<std::int64_t>(0, step / 2)(random_);
  }

  /// It has worked: the next failure begins at the minimum.
  void reset() { next_ = min_; }

 private:
  std::int64_t min_;
  std::int64_t max_;
  std::int64_t next_;
  std::minstd_rand random_;
};

}  // namespace cems::ingest
