/// Who may ask now: budgets of tokens and addresses, and how many heavy questions and bytes of
/// answers a caller and all together may have under way.
///
/// A budget is in units (question_cost.h): a newest value costs one, a year of a whole site some
/// hundreds. Callers without a quota have no budget, and nothing is looked up for them.
/// Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "api/problem.h"
#include "api/rate_bucket.h"
#include "api/token.h"
#include "base/counter.h"
#include "base/limits_serving.h"
#include "base/mutex.h"

namespace cems::api {

struct QuotaRules {
  std::optional<Quota> token{};    ///< Of each token that has none of its own.
  std::optional<Quota> address{};  ///< Of each IPv4 address, and of each /64 of IPv6.
  /// Heavy questions under way.
  int heavy_per_token = limits::kHeavyPerToken;
  int heavy = limits::kHeavyTogether;
  /// Bytes of answers that wait to be sent.
  std::int64_t held_per_token = limits::kHeldBytesPerToken;
  std::int64_t held = limits::kHeldBytesTogether;
};

struct RefusalSums {
  std::uint64_t by_token = 0;
  std::uint64_t by_address = 0;
  std::uint64_t by_heavy = 0;
  std::uint64_t by_held = 0;
  std::uint64_t delayed = 0;  ///< Of the first two.
};

/// What a caller may ask for, and how often it is told at once that it may not.
struct Budget {
  Budget(const Quota& allowed, std::int64_t now_ns, bool full);

  RateBucket bucket;
  RateBucket refusals;
};

/// A token's; of the name, so that the two of a rotation share it.
struct TokenBudget : Budget {
  TokenBudget(const Quota& allowed, std::int64_t now_ns, bool full)
      : Budget(allowed, now_ns, full), quota(allowed) {}

  const Quota quota;
};

class Admission {
 public:
  explicit Admission(const QuotaRules& rules);

  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// What a caller has under way.
  struct Share {
    int heavy = 0;           ///< Heavy questions.
    std::int64_t bytes = 0;  ///< Of answers that wait to be sent.
  };

  /// A share, until it goes. Outlives no Admission.
  class Hold {
   public:
    Hold(Admission& admission, std::string name, Share share)
        : admission_(admission), name_(std::move(name)), share_(share) {}

    ~Hold() { admission_.leave(name_, share_); }

    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    Admission& admission_;
    const std::string name_;
    const Share share_;
  };

  /// A caller's budget; null where it has no quota. To be kept with what it asks: later ones of the
  /// same caller are the same object as long as the quota is the same. `now_ns` is steady_ns().
  [[nodiscard]] std::shared_ptr<TokenBudget> budget_of(const Identity& identity,
                                                       std::int64_t now_ns)
      CEMS_EXCLUDES(tokens_mutex_);

  /// Takes so many units of a budget, of which `had` have been taken for the question already; a
  /// refusal gives those back, so that who comes again when Retry-After says finds enough.
  /// Refusals: 42901, with a delay where the caller has been told so too often.
  [[nodiscard]] Checked<Unit> take(TokenBudget& budget, std::int64_t units, std::int64_t now_ns,
                                   std::int64_t had = 0);

  [[nodiscard]] bool limits_addresses() const { return rules_.address.has_value(); }

  /// The same of the address's budget. REQUIRES: limits_addresses().
  [[nodiscard]] Checked<Unit> take_of_address(std::string_view address, std::int64_t units,
                                              std::int64_t now_ns, std::int64_t had = 0);

  /// Takes of the address's budget what has been used already (RateBucket::owe).
  /// REQUIRES: limits_addresses().
  void owe_of_address(std::string_view address, std::int64_t units, std::int64_t now_ns);

  /// A place for one more heavy question. Refusals: 42901.
  [[nodiscard]] Checked<std::shared_ptr<Hold>> sit(const Identity& identity)
      CEMS_EXCLUDES(shares_mutex_);

  /// Room for an answer that waits to be sent. Refusals: 42901.
  [[nodiscard]] Checked<std::shared_ptr<Hold>> hold(const Identity& identity, std::size_t bytes)
      CEMS_EXCLUDES(shares_mutex_);

  [[nodiscard]] RefusalSums refusals() const;

  /// What all have under way.
  [[nodiscard]] Share under_way() const CEMS_EXCLUDES(shares_mutex_);

 private:
  struct Counters {
    Counter by_token;
    Counter by_address;
    Counter by_heavy;
    Counter by_held;
    Counter delayed;
  };

  /// Addresses by the hash of their network, so that loops seldom wait for one another.
  struct Shard {
    Mutex mutex;
    std::unordered_map<std::string, Budget> budgets CEMS_GUARDED_BY(mutex);
    /// Of all that come while the shard is full of callers that owe.
    std::optional<Budget> rest CEMS_GUARDED_BY(mutex);
  };

  [[nodiscard]] bool is_fresh_start(std::int64_t now_ns, const Quota& quota) const;
  [[nodiscard]] Shard& shard_of(const std::string& network);
  [[nodiscard]] Budget& budget_of(Shard& shard, std::string network, std::int64_t now_ns)
      CEMS_REQUIRES(shard.mutex);
  /// How much later a refusal is told.
  [[nodiscard]] std::int64_t delay_of(Budget& budget, std::int64_t now_ns);
  /// Null where it would be more than the rules allow.
  [[nodiscard]] std::shared_ptr<Hold> take_share(const std::string& name, Share share)
      CEMS_EXCLUDES(shares_mutex_);
  void leave(const std::string& name, Share share) CEMS_EXCLUDES(shares_mutex_);

  static constexpr std::size_t kShards = 16;

  const QuotaRules rules_;
  const std::int64_t begun_ns_;
  PerThread<Counters> counters_;
  std::array<Shard, kShards> shards_;
  SharedMutex tokens_mutex_;
  std::unordered_map<std::string, std::shared_ptr<TokenBudget>> tokens_  // By name.
      CEMS_GUARDED_BY(tokens_mutex_);
  mutable Mutex shares_mutex_;
  std::unordered_map<std::string, Share> shares_ CEMS_GUARDED_BY(shares_mutex_);  // None is empty.
  Share all_ CEMS_GUARDED_BY(shares_mutex_);
};

}  // namespace cems::api
