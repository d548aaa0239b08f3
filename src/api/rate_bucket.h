/// A caller's budget: so many units a second, and as many as its burst at once after a pause.
///
/// What costs more than a burst is had with a full budget and paid for afterwards, so that in the
/// long run nobody gets more than the rate: but never with more than a burst and a minute.
///
/// One number that loops share without a lock (the "generic cell rate algorithm", ITU-T I.371): the
/// moment up to which what was taken is paid for. Thread-safe.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace cems::api {

struct Quota {
  std::int64_t per_second = 0;  ///< 1 to limits::kQuotaRateMax.
  std::int64_t burst = 0;       ///< 1 to limits::kQuotaBurstMax.

  friend bool operator==(const Quota&, const Quota&) = default;
};

/// A quota of these figures; a burst of 0 is four seconds' worth.
/// Errors: invalid_argument where one of them is out of bounds.
[[nodiscard]] Result<Quota> make_quota(std::int64_t per_second, std::int64_t burst);

/// The same with the rate as people write it, `50/s` or 50.
[[nodiscard]] Result<Quota> parse_quota(std::string_view rate, std::int64_t burst);

class RateBucket {
 public:
  /// Full at `now_ns`, or holding what one second brings: what a bucket had left before a restart
  /// is not known, and a restart gives nobody a second burst.
  RateBucket(const Quota& quota, std::int64_t now_ns, bool full)
      : unit_ns_(kSecondNs / quota.per_second),
        burst_(quota.burst),
        price_max_(quota.burst + kDebtSeconds * quota.per_second),
        paid_until_ns_(now_ns) {
    if (!full) {
      paid_until_ns_ = now_ns + (burst_ - std::min(burst_, quota.per_second)) * unit_ns_;
    }
  }

  /// Takes `units`, and 0; or takes nothing, and gives the nanoseconds after which they are there.
  /// REQUIRES: units >= 0.
  [[nodiscard]] std::int64_t take(std::int64_t units, std::int64_t now_ns) {
    const std::int64_t room = burst_ * unit_ns_;
    const std::int64_t needed = std::min(units, burst_) * unit_ns_;
    std::int64_t paid = paid_until_ns_.load(std::memory_order_relaxed);
    for (;;) {
      const std::int64_t begin = std::max(paid, now_ns);
      if (begin + needed > now_ns + room) {
        return begin + needed - (now_ns + room);
      }
      if (paid_until_ns_.compare_exchange_weak(paid, begin + price_ns(units),
                                               std::memory_order_relaxed)) {
        return 0;
      }
    }
  }

  /// Takes `units` whether they are there or not: what has been used already. Whoever owes is given
  /// nothing until it is paid. REQUIRES: units >= 0.
  void owe(std::int64_t units, std::int64_t now_ns) {
    const std::int64_t price = price_ns(units);
    std::int64_t paid = paid_until_ns_.load(std::memory_order_relaxed);
    while (!paid_until_ns_.compare_exchange_weak(paid, std::max(paid, now_ns) + price,
                                                 std::memory_order_relaxed)) {
    }
  }

  /// Takes one unit for the moment at which it will be there, behind those that were taken so
  /// before; the nanoseconds until then. Where that is `wait_max_ns` or more nothing is taken.
  [[nodiscard]] std::int64_t queue(std::int64_t now_ns, std::int64_t wait_max_ns) {
    std::int64_t paid = paid_until_ns_.load(std::memory_order_relaxed);
    for (;;) {
      const std::int64_t begin = std::max(paid, now_ns);
      const std::int64_t wait = begin + unit_ns_ - (now_ns + burst_ * unit_ns_);
      if (wait >= wait_max_ns) {
        return wait_max_ns;
      }
      if (paid_until_ns_.compare_exchange_weak(paid, begin + unit_ns_, std::memory_order_relaxed)) {
        return std::max<std::int64_t>(0, wait);
      }
    }
  }

  /// Undoes a take() of a moment ago.
  void give_back(std::int64_t units) {
    paid_until_ns_.fetch_sub(price_ns(units), std::memory_order_relaxed);
  }

  /// Nothing has been taken that is not paid for: forgetting it changes nothing.
  [[nodiscard]] bool is_full(std::int64_t now_ns) const {
    return paid_until_ns_.load(std::memory_order_relaxed) <= now_ns;
  }

 private:
  static constexpr std::int64_t kSecondNs = 1'000'000'000;
  static constexpr std::int64_t kDebtSeconds = 60;

  [[nodiscard]] std::int64_t price_ns(std::int64_t units) const {
    return std::min(units, price_max_) * unit_ns_;
  }

  const std::int64_t unit_ns_;
  const std::int64_t burst_;
  const std::int64_t price_max_;
  std::atomic<std::int64_t> paid_until_ns_;
};

}  // namespace cems::api
