// Feeds come with the first stream that asks and go with the last one that leaves.
#include "api/watch_hub.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "api/watch_body.h"
#include "base/assert.h"
#include "base/limits.h"
#include "query/version.h"

namespace cems::api {
namespace {

/// Readings ahead of the time are given when their time has come, commit or not.
constexpr std::int64_t kLookAnywayMs = 1'000;

Problem stopping() {
  return problem(spec::Code::source_unavailable, "",
                 {"服务正在停止，请稍后重连", "the server stops; connect again in a moment"});
}

Problem archive_replaced() {
  return problem(spec::Code::source_unavailable, "",
                 {"档案已更新，请重新连接", "the archive has been replaced; connect again"});
}

/// The call's site without the other sites of its moment: a stream may go on for days.
std::shared_ptr<const catalog::Site> held_site(const Call& call) {
  const auto& sites = call.snapshot->sites();
  const auto found = std::find_if(sites.begin(), sites.end(),
                                  [&](const auto& site) { return site.get() == &call.site; });
  CEMS_ASSERT(found != sites.end());
  return *found;
}

}  // namespace

WatchHub::WatchHub(const spec::Wire& wire, const store::Store& store,
                   const catalog::Catalog& catalog, const Clock& clock)
    : wire_(wire), store_(store), catalog_(catalog), clock_(clock) {}

Checked<Data> WatchHub::open(const Call& call, const catalog::Point& point,
                             std::vector<query::Series> series) {
  if (call.arguments.since && call.now < *call.arguments.since) {
    const std::string_view since = wire_.param_name(spec::Param::since);
    return tl::make_unexpected(problem(spec::Code::time_range_invalid, since,
                                       {fmt::format("{} 不能晚于现在", since),
                                        fmt::format("{} must not be in the future", since)}));
  }
  WatchTicket ticket(open_);
  if (open_ > limits::kWatchersMax) {
    return tl::make_unexpected(
        problem(spec::Code::rate_limited, "",
                {"推送连接数已达上限", "as many live streams are open as this server carries"}));
  }
  Result<std::shared_ptr<WatchFeed>> feed = feed_of(call, point, std::move(series));
  if (!feed) {
    return tl::make_unexpected(storage_problem(feed.error()));
  }
  Result<Data> data =
      open_watch({*std::move(feed), store_, clock_, call.watch->caller, std::move(ticket)}, call);
  if (!data) {
    return tl::make_unexpected(storage_problem(data.error()));
  }
  came_.notify_all();
  return std::move(*data);
}

Result<std::shared_ptr<WatchFeed>> WatchHub::feed_of(const Call& call, const catalog::Point& point,
                                                     std::vector<query::Series> series) {
  const std::string key = WatchFeed::question_of(call.site, series) + '\n' + call.site.version;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = feeds_.find(key); known != feeds_.end()) {
      return known->second;
    }
  }
  query::WatchSet set(store_, call.site, std::move(series));
  Result<query::WatchPlaces> places = set.newest(store_, call.now);
  if (!places) {
    return places.error();
  }
  auto feed = std::make_shared<WatchFeed>(wire_, store_, held_site(call), point, std::move(set),
                                          *std::move(places));
  const std::lock_guard lock(mutex_);
  if (stopped_) {
    feed->end(stopping());
  }
  return feeds_.try_emplace(key, std::move(feed)).first->second;
}

std::vector<std::shared_ptr<WatchFeed>> WatchHub::feeds() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<WatchFeed>> feeds;
  feeds.reserve(feeds_.size());
  for (const auto& [key, feed] : feeds_) {
    feeds.push_back(feed);
  }
  return feeds;
}

void WatchHub::look(TimeMs now, std::int64_t steady) {
  const std::uint64_t version = query::version_of(store_);  // Before the readings it stands for.
  bool more = false;
  if (version != seen_ || steady >= looked_at_ + kLookAnywayMs) {
    looked_at_ = steady;
    for (const std::shared_ptr<WatchFeed>& feed : feeds()) {
      more |= feed->pass(now);
    }
    seen_ = more ? seen_ : version;
  }
  if (steady >= tended_at_ + limits::kStandingMs) {
    tended_at_ = steady;
    tend(steady);
  }
}

void WatchHub::tend(std::int64_t steady) {
  const std::shared_ptr<const catalog::Snapshot> snapshot = catalog_.get();
  for (const std::shared_ptr<WatchFeed>& feed : feeds()) {
    const catalog::Site* const site = snapshot->site(feed->site().id);
    if (site == nullptr || site->version != feed->site().version) {
      feed->end(archive_replaced());
    }
    feed->tend(steady);
  }
  // Whoever holds a feed beside us is a stream, or is about to become one.
  const std::lock_guard lock(mutex_);
  std::erase_if(feeds_, [](const auto& entry) { return entry.second.use_count() == 1; });
}

void WatchHub::run(const std::stop_token& over) {
  constexpr std::chrono::milliseconds kPause{limits::kWatchPassMs};
  while (!over.stop_requested()) {
    look(clock_.now(), steady_ms());
    std::unique_lock lock(mutex_);
    if (feeds_.empty()) {
      came_.wait(lock, over, [this] { return !feeds_.empty(); });
    } else {
      came_.wait_for(lock, over, kPause, [] { return false; });
    }
  }
}

void WatchHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (const std::shared_ptr<WatchFeed>& feed : feeds()) {
    feed->end(stopping());
  }
}

}  // namespace cems::api
