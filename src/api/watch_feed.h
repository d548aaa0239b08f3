/// What the live streams of one question share: the events since the slowest of them, made once.
///
/// One thread looks for what has come in (watch_hub.h) and makes events; the streams take them
/// on the threads of their connections. A stream that has not taken its events when more of them
/// than limits::kWatchEventsKept have come loses the oldest: it is told how many readings that were
/// and goes on with the newest ones.
///
/// Thread-safety: pass() and tend() from one thread at a time, all others from any.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/problem.h"
#include "api/watch_writer.h"
#include "base/mutex.h"
#include "catalog/site.h"
#include "http/message.h"
#include "query/watch.h"
#include "spec/wire.h"

namespace cems::api {

struct WatchEvent {
  std::string text;
  std::uint64_t readings = 0;
  TimeRange range{};                   ///< Of the readings' times.
  std::vector<std::uint32_t> revised;  ///< Series that it calls revised.
};

/// Events that a stream has lost.
struct WatchLoss {
  std::uint64_t first = 0;  ///< Number of the first of them.
  std::uint64_t events = 0;
  std::uint64_t readings = 0;
  std::optional<TimeRange> range;
  std::vector<std::uint32_t> revised;

  void add(std::uint64_t number, const WatchEvent& event);
};

/// A stream as its feed knows it.
struct WatchReader {
  /// Why its caller may not read any more; nothing while it may. From any thread.
  std::function<std::optional<Problem>()> standing;
  http::Wake wake;

  // The rest is the feed's, under its lock.
  bool live = false;         ///< Takes events; before, it catches up by itself.
  bool called = false;       ///< `wake` has been called and nothing been taken since.
  bool silent = false;       ///< It has said nothing for long.
  std::uint64_t next = 0;    ///< Number of the event to take next.
  std::int64_t said_at = 0;  ///< By the steady clock.
  WatchLoss loss;
  std::optional<Problem> end;
};

class WatchFeed {
 public:
  /// What a stream takes at once.
  struct Taken {
    std::optional<Problem> end;  ///< Then nothing else.
    WatchLoss loss;              ///< With events: then `events` is empty, and
    query::WatchPlaces places;   ///< these are those of the newest readings,
    std::vector<bool> changed;   ///< of which these series have come in since.
    std::vector<std::shared_ptr<const WatchEvent>> events;
    bool silent = false;  ///< A sign of life is due.
  };

  /// `site` keeps what point and series point into; the others outlive the feed. `places` are those
  /// from which on events are made.
  WatchFeed(const spec::Wire& wire, const store::Store& store,
            std::shared_ptr<const catalog::Site> site, const catalog::Point& point,
            query::WatchSet set, query::WatchPlaces places);

  [[nodiscard]] const catalog::Site& site() const { return *site_; }

  [[nodiscard]] const query::WatchSet& set() const { return set_; }

  [[nodiscard]] const WatchWriter& writer() const { return writer_; }

  /// Names the series, for ids of events.
  [[nodiscard]] const std::string& question() const { return question_; }

  /// The question of these series.
  [[nodiscard]] static std::string question_of(const catalog::Site& site,
                                               std::span<const query::Series> series);

  // --- Streams

  /// From here on the reader is tended. Its `standing` and `wake` do not change any more.
  void add(std::shared_ptr<WatchReader> reader) CEMS_EXCLUDES(mutex_);
  void remove(const WatchReader& reader) CEMS_EXCLUDES(mutex_);

  /// How far the events go.
  [[nodiscard]] query::WatchPlaces places() const CEMS_EXCLUDES(mutex_);

  /// Makes a reader live that has caught up to `places`; false where the events have gone on since.
  [[nodiscard]] bool join(WatchReader& reader, const query::WatchPlaces& places)
      CEMS_EXCLUDES(mutex_);

  /// Whether take() has something. Where not, the reader is called when it has.
  [[nodiscard]] bool ready(WatchReader& reader) CEMS_EXCLUDES(mutex_);

  /// About limits::kBodyChunkBytes of events, or what else there is to say.
  [[nodiscard]] Taken take(WatchReader& reader) CEMS_EXCLUDES(mutex_);

  // --- The thread that looks

  /// Makes events of what has come in and calls the streams; true when there is more.
  bool pass(TimeMs now) CEMS_EXCLUDES(mutex_);

  /// Ends the streams whose callers may not read any more, and lets those that have been silent for
  /// limits::kHeartbeatMs give a sign of life. `steady` is steady_ms(). False when nobody is left.
  bool tend(std::int64_t steady) CEMS_EXCLUDES(mutex_);

  /// Ends all streams, and those that come later.
  void end(const Problem& problem) CEMS_EXCLUDES(mutex_);

 private:
  using Readers = std::vector<std::shared_ptr<WatchReader>>;

  [[nodiscard]] Result<std::vector<WatchEvent>> make_events(query::WatchPlaces& places, TimeMs now,
                                                            bool& more) const;
  [[nodiscard]] WatchEvent event_of(const query::WatchNews& news, const query::WatchPlaces& places,
                                    TimeMs now) const;
  [[nodiscard]] Result<WatchEvent> skip(const query::WatchPlaces& places,
                                        const query::WatchPlaces& until, std::uint64_t count,
                                        TimeMs now) const;
  void push(std::vector<WatchEvent> events) CEMS_REQUIRES(mutex_);
  void drop_oldest() CEMS_REQUIRES(mutex_);
  void forget_taken() CEMS_REQUIRES(mutex_);
  [[nodiscard]] bool has_news(const WatchReader& reader) const CEMS_REQUIRES(mutex_);
  /// The readers that have something to take and have not been called.
  [[nodiscard]] Readers to_call() CEMS_REQUIRES(mutex_);

  [[nodiscard]] std::uint64_t end_number() const CEMS_REQUIRES(mutex_) {
    return first_ + kept_.size();
  }

  const store::Store& store_;
  const std::shared_ptr<const catalog::Site> site_;
  const query::WatchSet set_;
  const WatchWriter writer_;
  const std::string question_;

  mutable Mutex mutex_;
  query::WatchPlaces places_ CEMS_GUARDED_BY(mutex_);
  std::vector<std::uint64_t> changed_at_ CEMS_GUARDED_BY(mutex_);  // Event after the last change.
  std::deque<std::shared_ptr<const WatchEvent>> kept_ CEMS_GUARDED_BY(mutex_);
  std::size_t kept_bytes_ CEMS_GUARDED_BY(mutex_) = 0;
  std::uint64_t first_ CEMS_GUARDED_BY(mutex_) = 0;  // Number of kept_.front().
  Readers readers_ CEMS_GUARDED_BY(mutex_);
  std::optional<Problem> end_ CEMS_GUARDED_BY(mutex_);
};

/// True when `places` have reached `until`.
[[nodiscard]] bool has_reached(const query::WatchPlaces& places, const query::WatchPlaces& until);

}  // namespace cems::api
