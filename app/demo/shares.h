/// Divides a total among parts by weight so that the parts are integers and their sum is exact.
///
/// The cumulative share is rounded down, not the part: with W(k) the weights before it, part k is
/// floor(T·W(k+1)/W) − floor(T·W(k)/W). One object, one thread.
#pragma once

#include <cstdint>

#include "base/assert.h"

namespace cems::demo {

class Shares {
 public:
  /// REQUIRES: both at least 0 and below 2^31, so that the products fit 64 bits; weights > 0 unless
  /// total is 0.
  Shares(std::int64_t total, std::int64_t weights) : total_(total), weights_(weights) {
    CEMS_ASSERT(total >= 0 && total < kEnd && weights >= 0 && weights < kEnd);
    CEMS_ASSERT(weights > 0 || total == 0);
  }

  /// The next part's share. REQUIRES: weight >= 0; the weights given are `weights` together.
  [[nodiscard]] std::int64_t next(std::int64_t weight) {
    so_far_ += weight;
    const std::int64_t upto = weights_ == 0 ? 0 : total_ * so_far_ / weights_;
    const std::int64_t part = upto - given_;
    given_ = upto;
    return part;
  }

 private:
  static constexpr std::int64_t kEnd = std::int64_t{1} << 31;

  std::int64_t total_;
  std::int64_t weights_;
  std::int64_t so_far_ = 0;
  std::int64_t given_ = 0;
};

}  // namespace cems::demo
