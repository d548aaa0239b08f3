// Where a stream begins, and what it says next.
#include "api/watch_body.h"

#include <algorithm>
#include <string>

#include "api/watch_id.h"
#include "base/limits.h"
#include "query/newest.h"

namespace cems::api {
namespace {

class WatchBody final : public http::BodySource {
 public:
  WatchBody(WatchParts parts, query::WatchPlaces places)
      : parts_(std::move(parts)),
        feed_(*parts_.feed),
        reader_(std::make_shared<WatchReader>()),
        places_(std::move(places)) {}

  WatchBody(const WatchBody&) = delete;
  WatchBody& operator=(const WatchBody&) = delete;

  ~WatchBody() override { feed_.remove(*reader_); }

  void wake_with(const http::Wake& wake) override {
    reader_->wake = wake;
    reader_->standing = parts_.caller.standing;
    feed_.add(reader_);
  }

  [[nodiscard]] bool ready() override { return !is_live_ || feed_.ready(*reader_); }

  [[nodiscard]] Result<bool> read(std::string& out) override {
    WatchFeed::Taken taken = feed_.take(*reader_);
    if (taken.end) {
      return say_end(out, *taken.end);
    }
    if (!is_live_) {
      return catch_up(out);
    }
    if (taken.loss.events > 0) {
      return skip(out, taken);
    }
    for (const std::shared_ptr<const WatchEvent>& event : taken.events) {
      out += event->text;
    }
    if (taken.events.empty() && taken.silent) {
      out += kHeartbeat;
    }
    return true;
  }

 private:
  bool say_end(std::string& out, const Problem& problem) const {
    out += event_text(StreamEvent::end, {}, parts_.caller.envelope(problem));
    return false;
  }

  /// A failure of the store, as the last event.
  bool fail(std::string& out, const Error& error) const {
    return say_end(out, storage_problem(error));
  }

  /// From the store up to where the feed's events are, and no further: those come from the feed.
  Result<bool> catch_up(std::string& out) {
    const query::WatchPlaces until = feed_.places();
    if (has_reached(places_, until)) {
      is_live_ = feed_.join(*reader_, places_);
      return true;
    }
    const Result<query::WatchNews> news =
        feed_.set().advance(parts_.store, places_, until, limits::kWatchEventReadingsMax);
    if (!news) {
      return fail(out, news.error());
    }
    const TimeMs now = parts_.clock.now();
    if (!news->revised.empty()) {
      out += feed_.writer().revised(news->revised, now);
    }
    if (!news->readings.empty()) {
      out += feed_.writer().data(*news, now, encode_watch_id(places_, feed_.question()));
    }
    return true;
  }

  /// What was lost, in a word, and the newest readings of what has changed meanwhile.
  Result<bool> skip(std::string& out, WatchFeed::Taken& taken) {
    Result<query::WatchNews> newest = feed_.set().at(parts_.store, taken.places);
    if (!newest) {
      return fail(out, newest.error());
    }
    std::erase_if(newest->readings,
                  [&](const query::WatchReading& one) { return !taken.changed[one.series]; });
    const std::uint64_t given = newest->readings.size();
    const TimeMs now = parts_.clock.now();
    const std::uint64_t left_out = taken.loss.readings - std::min(taken.loss.readings, given);
    out += feed_.writer().skipped({taken.loss.range, left_out}, now);
    if (!taken.loss.revised.empty()) {
      out += feed_.writer().revised(taken.loss.revised, now);
    }
    out += feed_.writer().data(*newest, now, encode_watch_id(taken.places, feed_.question()));
    return true;
  }

  WatchParts parts_;
  WatchFeed& feed_;
  const std::shared_ptr<WatchReader> reader_;
  query::WatchPlaces places_;  // Until it is live.
  bool is_live_ = false;
};

/// As a dynamic answer has them: what is old is marked.
Result<query::WatchNews> newest_of(const WatchFeed& feed, const store::Store& store,
                                   const query::WatchPlaces& places, TimeMs now) {
  Result<query::WatchNews> news = feed.set().at(store, places);
  if (!news) {
    return news;
  }
  for (query::WatchReading& one : news->readings) {
    const catalog::Parameter& parameter = *feed.set().series()[one.series].parameter;
    if (now - one.reading.at > query::stale_after_ms(parameter)) {
      one.reading.quality = Quality::questionable;
    }
  }
  return news;
}

}  // namespace

Result<Data> open_watch(WatchParts parts, const Call& call) {
  const WatchFeed& feed = *parts.feed;
  const std::string& last_id = call.watch->last_event_id;
  query::WatchPlaces places = feed.places();
  std::optional<query::WatchPlaces> given;
  if (!last_id.empty()) {
    given = decode_watch_id(last_id, feed.question(), places.size());
  } else if (call.arguments.since) {
    const TimeMs before = std::max(kTimeMin, *call.arguments.since - 1);
    given = places;
    for (query::WatchPlace& place : *given) {
      place.at = before;
    }
  }
  std::string text(kRetry);
  if (!given) {
    if (!last_id.empty()) {  // An archive with other parameters, or nothing of ours.
      text += feed.writer().skipped({}, call.now);
    }
    const Result<query::WatchNews> news = newest_of(feed, parts.store, places, call.now);
    if (!news) {
      return news.error();
    }
    text += feed.writer().data(*news, call.now, encode_watch_id(places, feed.question()));
  }
  auto body = std::make_unique<WatchBody>(std::move(parts), std::move(given).value_or(places));
  return Data{std::move(text), std::move(body), false};
}

}  // namespace cems::api
