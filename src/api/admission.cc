// Budgets are looked up by name in maps of a bounded size.
#include "api/admission.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/compile.h>

#include "api/wrong_tries.h"
#include "base/assert.h"
#include "base/clock.h"

namespace cems::api {
namespace {

constexpr std::int64_t kMsNs = 1'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;

Problem too_many(Text reason, std::int64_t wait_ns) {
  Problem out = problem(spec::Code::rate_limited, "", std::move(reason));
  out.retry_after_s = (wait_ns + kSecondNs - 1) / kSecondNs;
  return out;
}

Problem over_quota(std::string_view whose_chinese, std::string_view whose_english,
                   const Quota& quota, std::int64_t wait_ns, std::int64_t delay_ns) {
  // Compiled: a refusal is to cost less than the answer.
  Problem out = too_many(
      {fmt::format(FMT_COMPILE("{}的配额为每秒 {} 单位、一次至多 {} 单位；时间越长、序列越多的查询"
                               "消耗越多"),
                   whose_chinese, quota.per_second, quota.burst),
       fmt::format(FMT_COMPILE("{} may ask for {} units a second and {} at once; a question over "
                               "more time or more series costs more"),
                   whose_english, quota.per_second, quota.burst)},
      wait_ns);
  out.delay_ns = delay_ns;
  return out;
}

}  // namespace

Budget::Budget(const Quota& allowed, std::int64_t now_ns, bool full)
    : bucket(allowed, now_ns, full),
      refusals({std::max(allowed.per_second, limits::kRefusalsMin),
                std::max(allowed.burst, limits::kRefusalsMin)},
               now_ns, true) {}

Admission::Admission(const QuotaRules& rules) : rules_(rules), begun_ns_(steady_ns()) {}

/// A bucket that would not have filled since the start begins with what one second brings.
bool Admission::is_fresh_start(std::int64_t now_ns, const Quota& quota) const {
  return now_ns - begun_ns_ < quota.burst * kSecondNs / quota.per_second;
}

Budget& Admission::budget_of(Shard& shard, std::string network, std::int64_t now_ns) {
  const auto found = shard.budgets.find(network);
  if (found != shard.budgets.end()) {
    return found->second;
  }
  constexpr std::size_t kShardMax = limits::kAddressBudgetsMax / kShards;
  const Quota& quota = *rules_.address;
  const bool full = !is_fresh_start(now_ns, quota);
  if (shard.budgets.size() >= kShardMax) {
    std::erase_if(shard.budgets,
                  [&](const auto& each) { return each.second.bucket.is_full(now_ns); });
  }
  if (shard.budgets.size() >= kShardMax) {
    if (!shard.rest) {
      shard.rest.emplace(quota, now_ns, full);
    }
    return *shard.rest;
  }
  return shard.budgets.try_emplace(std::move(network), quota, now_ns, full).first->second;
}

Admission::Shard& Admission::shard_of(const std::string& network) {
  return shards_[std::hash<std::string>()(network) % kShards];
}

Checked<Unit> Admission::take_of_address(std::string_view address, std::int64_t units,
                                         std::int64_t now_ns, std::int64_t had) {
  CEMS_ASSERT(limits_addresses());
  std::string network = network_of(address);
  Shard& shard = shard_of(network);
  std::int64_t wait_ns = 0;
  std::int64_t delay_ns = 0;
  {
    const MutexLock lock(shard.mutex);
    Budget& budget = budget_of(shard, std::move(network), now_ns);
    budget.bucket.give_back(had);
    wait_ns = budget.bucket.take(units, now_ns);
    if (wait_ns == 0) {
      return Unit{};
    }
    delay_ns = delay_of(budget, now_ns);
  }
  counters_.mine().by_address.add();
  return tl::make_unexpected(
      over_quota("该地址", "this address", *rules_.address, wait_ns, delay_ns));
}

void Admission::owe_of_address(std::string_view address, std::int64_t units, std::int64_t now_ns) {
  CEMS_ASSERT(limits_addresses());
  std::string network = network_of(address);
  Shard& shard = shard_of(network);
  const MutexLock lock(shard.mutex);
  budget_of(shard, std::move(network), now_ns).bucket.owe(units, now_ns);
}

std::shared_ptr<TokenBudget> Admission::budget_of(const Identity& identity, std::int64_t now_ns) {
  const std::optional<Quota>& quota = identity.quota ? identity.quota : rules_.token;
  if (!quota) {
    return nullptr;
  }
  {
    const ReaderLock lock(tokens_mutex_);
    const auto found = tokens_.find(identity.name);
    if (found != tokens_.end() && found->second->quota == *quota) {
      return found->second;
    }
  }
  const WriterLock lock(tokens_mutex_);
  if (tokens_.size() >= limits::kTokenBudgetsMax) {  // Some of them have been revoked meanwhile.
    std::erase_if(tokens_, [&](const auto& each) {
      return each.second.use_count() == 1 && each.second->bucket.is_full(now_ns);
    });
  }
  std::shared_ptr<TokenBudget>& budget = tokens_[identity.name];
  if (budget == nullptr || !(budget->quota == *quota)) {
    budget = std::make_shared<TokenBudget>(*quota, now_ns, !is_fresh_start(now_ns, *quota));
  }
  return budget;
}

Checked<Unit> Admission::take(TokenBudget& budget, std::int64_t units, std::int64_t now_ns,
                              std::int64_t had) {
  budget.bucket.give_back(had);
  const std::int64_t wait_ns = budget.bucket.take(units, now_ns);
  if (wait_ns == 0) {
    return Unit{};
  }
  counters_.mine().by_token.add();
  return tl::make_unexpected(
      over_quota("该令牌", "this token", budget.quota, wait_ns, delay_of(budget, now_ns)));
}

std::int64_t Admission::delay_of(Budget& budget, std::int64_t now_ns) {
  const std::int64_t delay_ns = budget.refusals.queue(now_ns, limits::kRefusalDelayMs * kMsNs);
  if (delay_ns > 0) {
    counters_.mine().delayed.add();
  }
  return delay_ns;
}

std::shared_ptr<Admission::Hold> Admission::take_share(const std::string& name, Share share) {
  {
    const MutexLock lock(shares_mutex_);
    const auto found = shares_.find(name);
    const Share mine = found == shares_.end() ? Share() : found->second;
    if (mine.heavy + share.heavy > rules_.heavy_per_token ||
        all_.heavy + share.heavy > rules_.heavy ||
        mine.bytes + share.bytes > rules_.held_per_token ||
        all_.bytes + share.bytes > rules_.held) {
      return nullptr;
    }
    shares_[name] = {mine.heavy + share.heavy, mine.bytes + share.bytes};
    all_ = {all_.heavy + share.heavy, all_.bytes + share.bytes};
  }
  return std::make_shared<Hold>(*this, name, share);
}

void Admission::leave(const std::string& name, Share share) {
  const MutexLock lock(shares_mutex_);
  const auto found = shares_.find(name);
  CEMS_ASSERT(found != shares_.end());
  Share& mine = found->second;
  mine = {mine.heavy - share.heavy, mine.bytes - share.bytes};
  all_ = {all_.heavy - share.heavy, all_.bytes - share.bytes};
  CEMS_ASSERT(mine.heavy >= 0 && mine.bytes >= 0);
  if (mine.heavy == 0 && mine.bytes == 0) {
    shares_.erase(found);
  }
}

Admission::Share Admission::under_way() const {
  const MutexLock lock(shares_mutex_);
  return all_;
}

Checked<std::shared_ptr<Admission::Hold>> Admission::sit(const Identity& identity) {
  std::shared_ptr<Hold> seat = take_share(identity.name, {1, 0});
  if (seat != nullptr) {
    return seat;
  }
  counters_.mine().by_heavy.add();
  return tl::make_unexpected(
      too_many({fmt::format("同时进行的大查询已达上限（每令牌 {}，共 {}）", rules_.heavy_per_token,
                            rules_.heavy),
                fmt::format("too many questions over much data are under way (of a token {}, "
                            "together {})",
                            rules_.heavy_per_token, rules_.heavy)},
               kSecondNs));
}

Checked<std::shared_ptr<Admission::Hold>> Admission::hold(const Identity& identity,
                                                          std::size_t bytes) {
  std::shared_ptr<Hold> held = take_share(identity.name, {0, static_cast<std::int64_t>(bytes)});
  if (held != nullptr) {
    return held;
  }
  counters_.mine().by_held.add();
  constexpr std::int64_t kMiB = 1 << 20;
  return tl::make_unexpected(
      too_many({fmt::format("尚未读取的应答已达上限（每令牌 {} MiB，共 {} MiB）；请先读取",
                            rules_.held_per_token / kMiB, rules_.held / kMiB),
                fmt::format("too much of earlier answers waits to be read (of a token {} MiB, "
                            "together {} MiB); read them first",
                            rules_.held_per_token / kMiB, rules_.held / kMiB)},
               kSecondNs));
}

RefusalSums Admission::refusals() const {
  RefusalSums sums;
  counters_.for_each([&sums](const Counters& counters) {
    sums.by_token += counters.by_token.get();
    sums.by_address += counters.by_address.get();
    sums.by_heavy += counters.by_heavy.get();
    sums.by_held += counters.by_held.get();
    sums.delayed += counters.delayed.get();
  });
  return sums;
}

}  // namespace cems::api
