/// All live streams of a server (extension X2): their feeds, and the thread that looks ten times a
/// second at what has come in.
///
/// The store is not asked to tell: its version is looked at, so a commit costs streams nothing and
/// many commits are one pass. What a feed has been given is known by the places it has reached in
/// the store itself, so nothing is lost between a look and the next.
///
/// Thread-safety: look() from one thread at a time, run() once, all others from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/operation.h"
#include "api/problem.h"
#include "api/watch_feed.h"
#include "base/clock.h"
#include "catalog/snapshot.h"
#include "query/selection.h"

namespace cems::api {

/// Who reads a stream. Both are called from any thread as long as it lives.
struct WatchCaller {
  /// Why it may not read any more; nothing while it may.
  std::function<std::optional<Problem>()> standing;
  /// The envelope that says so, one line of JSON.
  std::function<std::string(const Problem&)> envelope;
};

class WatchHub;

/// What a call of a live stream has beside Call.
struct WatchCall {
  WatchHub& hub;
  std::string last_event_id;  ///< As given; empty where it was not.
  WatchCaller caller;
};

class WatchHub {
 public:
  /// All outlive the hub, and the hub all bodies that open() has given.
  WatchHub(const spec::Wire& wire, const store::Store& store, const catalog::Catalog& catalog,
           const Clock& clock);

  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  /// The stream of a point's series: what it begins with, and its body that goes on.
  /// Refusals: 42901 with limits::kWatchersMax open ones, 40004 for a `since` after now, those of
  /// storage_problem().
  [[nodiscard]] Checked<Data> open(const Call& call, const catalog::Point& point,
                                   std::vector<query::Series> series);

  /// Makes events of what has come in. `steady` is steady_ms().
  void look(TimeMs now, std::int64_t steady);

  /// Looks until it is over.
  void run(const std::stop_token& over);

  /// Ends every stream, and those that come later.
  void stop();

  /// Streams that are open.
  [[nodiscard]] std::size_t open_streams() const { return open_; }

 private:
  [[nodiscard]] Result<std::shared_ptr<WatchFeed>> feed_of(const Call& call,
                                                           const catalog::Point& point,
                                                           std::vector<query::Series> series);
  [[nodiscard]] std::vector<std::shared_ptr<WatchFeed>> feeds();
  void tend(std::int64_t steady);

  const spec::Wire& wire_;
  const store::Store& store_;
  const catalog::Catalog& catalog_;
  const Clock& clock_;
  std::atomic<std::size_t> open_ = 0;

  // Of look().
  std::uint64_t seen_ = 0;  // Version of the store.
  std::int64_t looked_at_ = 0;
  std::int64_t tended_at_ = 0;

  // Plain std types: a condition variable takes no other.
  std::mutex mutex_;
  std::condition_variable_any came_;
  std::unordered_map<std::string, std::shared_ptr<WatchFeed>> feeds_;  // By question and archive.
  bool stopped_ = false;
};

}  // namespace cems::api
