/// A token bucket: so many at once, then so many a second. Used by the sessions to tell a lively
/// peer from a flood.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace cems::http {

class TokenBucket {
 public:
  TokenBucket(std::int64_t burst, std::int64_t per_second, TimeMs now)
      : burst_(burst * 1000), per_second_(per_second), level_(burst * 1000), at_(now) {}

  /// Takes so many tokens; false, and none taken, when there are fewer left.
  [[nodiscard]] bool take(TimeMs now, std::int64_t tokens = 1) {
    refill(now);
    if (level_ < tokens * 1000) {
      return false;
    }
    level_ -= tokens * 1000;
    return true;
  }

  /// Puts tokens back: the peer has done something that pays for them.
  void grant(std::int64_t tokens) { level_ = std::min(burst_, level_ + tokens * 1000); }

 private:
  void refill(TimeMs now) {
    // An hour is more than any bucket needs to fill; the bound keeps the product small.
    const std::int64_t passed = std::clamp<std::int64_t>(now - at_, 0, kMsPerHour);
    level_ = std::min(burst_, level_ + passed * per_second_);
    at_ = std::max(at_, now);
  }

  // In thousandths of a token, so that a millisecond's share is an integer.
  std::int64_t burst_;
  std::int64_t per_second_;
  std::int64_t level_;
  TimeMs at_;
};

}  // namespace cems::http
