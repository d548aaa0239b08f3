// Events are made without the lock and shown under it; wakes are called without it again.
#include "api/watch_feed.h"

#include <algorithm>
#include <utility>

#include "api/watch_id.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

namespace cems::api {
namespace {

/// So that one question's flood is not everybody's wait, and that its streams can take what is kept
/// for them before it is too much.
constexpr std::size_t kEventsAPass = 4;
static_assert(kEventsAPass * limits::kWatchEventReadingsMax * 100 <= limits::kWatchBytesKept);

TimeRange hull(const std::optional<TimeRange>& a, TimeRange b) {
  return a ? TimeRange{std::min(a->begin, b.begin), std::max(a->end, b.end)} : b;
}

void unite(std::vector<std::uint32_t>& into, const std::vector<std::uint32_t>& more) {
  for (const std::uint32_t one : more) {
    if (std::find(into.begin(), into.end(), one) == into.end()) {
      into.push_back(one);
    }
  }
}

void call_all(const std::vector<std::shared_ptr<WatchReader>>& readers) {
  for (const std::shared_ptr<WatchReader>& reader : readers) {
    reader->wake();
  }
}

}  // namespace

bool has_reached(const query::WatchPlaces& places, const query::WatchPlaces& until) {
  return std::equal(places.begin(), places.end(), until.begin(), until.end(),
                    [](const query::WatchPlace& one, const query::WatchPlace& other) {
                      return one.epoch == other.epoch && one.at >= other.at;
                    });
}

void WatchLoss::add(std::uint64_t number, const WatchEvent& event) {
  first = events == 0 ? number : first;
  ++events;
  readings += event.readings;
  if (event.readings > 0) {
    range = hull(range, event.range);
  }
  unite(revised, event.revised);
}

WatchFeed::WatchFeed(const spec::Wire& wire, const store::Store& store,
                     std::shared_ptr<const catalog::Site> site, const catalog::Point& point,
                     query::WatchSet set, query::WatchPlaces places)
    : store_(store),
      site_(std::move(site)),
      set_(std::move(set)),
      writer_(wire, *site_, point, set_.series()),
      question_(question_of(*site_, set_.series())),
      places_(std::move(places)),
      changed_at_(places_.size(), 0) {}

std::string WatchFeed::question_of(const catalog::Site& site,
                                   std::span<const query::Series> series) {
  std::string question(site.id.view());
  for (const query::Series& one : series) {
    question.append("\n").append(one.point->id.view());
    question.append("\n").append(one.parameter->id.view());
  }
  return question;
}

// --- Streams

void WatchFeed::add(std::shared_ptr<WatchReader> reader) {
  const MutexLock lock(mutex_);
  reader->said_at = steady_ms();
  reader->end = end_;
  readers_.push_back(std::move(reader));
}

void WatchFeed::remove(const WatchReader& reader) {
  const MutexLock lock(mutex_);
  std::erase_if(readers_, [&](const auto& one) { return one.get() == &reader; });
}

query::WatchPlaces WatchFeed::places() const {
  const MutexLock lock(mutex_);
  return places_;
}

bool WatchFeed::join(WatchReader& reader, const query::WatchPlaces& places) {
  const MutexLock lock(mutex_);
  if (!has_reached(places, places_)) {
    return false;
  }
  reader.live = true;
  reader.next = end_number();
  reader.said_at = steady_ms();
  return true;
}

bool WatchFeed::has_news(const WatchReader& reader) const {
  return reader.end || reader.silent || reader.loss.events > 0 ||
         (reader.live && reader.next < end_number());
}

bool WatchFeed::ready(WatchReader& reader) {
  const MutexLock lock(mutex_);
  reader.called = has_news(reader);
  return reader.called;
}

WatchFeed::Taken WatchFeed::take(WatchReader& reader) {
  const MutexLock lock(mutex_);
  Taken taken;
  if (reader.end) {
    taken.end = reader.end;
    return taken;
  }
  taken.silent = std::exchange(reader.silent, false);
  if (!reader.live) {
    return taken;
  }
  reader.said_at = steady_ms();
  if (reader.loss.events > 0) {
    // It is seconds behind: the events that are left would only keep it there.
    for (; reader.next < end_number(); ++reader.next) {
      reader.loss.add(reader.next, *kept_[reader.next - first_]);
    }
    taken.loss = std::exchange(reader.loss, {});
    taken.places = places_;
    for (const std::uint64_t changed_at : changed_at_) {
      taken.changed.push_back(changed_at > taken.loss.first);
    }
    return taken;
  }
  for (std::size_t bytes = 0; reader.next < end_number() && bytes < limits::kBodyChunkBytes;
       ++reader.next) {
    taken.events.push_back(kept_[reader.next - first_]);
    bytes += taken.events.back()->text.size();
  }
  return taken;
}

// --- The thread that looks

WatchEvent WatchFeed::event_of(const query::WatchNews& news, const query::WatchPlaces& places,
                               TimeMs now) const {
  WatchEvent event;
  if (!news.revised.empty()) {
    event.text = writer_.revised(news.revised, now);
    event.revised = news.revised;
  }
  if (!news.readings.empty()) {
    event.text += writer_.data(news, now, encode_watch_id(places, question_));
    event.readings = news.readings.size();
    const auto [first, last] =
        std::minmax_element(news.readings.begin(), news.readings.end(),
                            [](const query::WatchReading& one, const query::WatchReading& other) {
                              return one.reading.at < other.reading.at;
                            });
    event.range = {first->reading.at, last->reading.at + 1};
  }
  return event;
}

/// The newest readings at `until`, after a word on the `count` readings before them.
Result<WatchEvent> WatchFeed::skip(const query::WatchPlaces& places,
                                   const query::WatchPlaces& until, std::uint64_t count,
                                   TimeMs now) const {
  Result<query::WatchNews> newest = set_.at(store_, until);
  if (!newest) {
    return newest.error();
  }
  std::optional<TimeRange> range;
  std::vector<std::uint32_t> revised;
  for (std::size_t i = 0; i < until.size(); ++i) {
    if (places[i].at < until[i].at) {
      range = hull(range, {std::max(kTimeMin, places[i].at + 1), until[i].at + 1});
    }
    if (places[i].epoch != until[i].epoch) {
      revised.push_back(static_cast<std::uint32_t>(i));
    }
  }
  std::erase_if(newest->readings, [&](const query::WatchReading& one) {
    return until[one.series].at <= places[one.series].at;
  });
  const std::uint64_t left_out = count - std::min<std::uint64_t>(count, newest->readings.size());
  newest->revised = std::move(revised);
  WatchEvent event = event_of(*newest, until, now);
  event.text.insert(0, writer_.skipped({range, left_out}, now));
  event.readings = count;
  event.range = range.value_or(TimeRange{});
  return event;
}

Result<std::vector<WatchEvent>> WatchFeed::make_events(query::WatchPlaces& places, TimeMs now,
                                                       bool& more) const {
  const Result<query::WatchPlaces> until = set_.newest(store_, now);
  if (!until) {
    return until.error();
  }
  std::vector<WatchEvent> events;
  more = !has_reached(places, *until);
  while (more && events.size() < kEventsAPass) {
    const Result<query::WatchNews> news =
        set_.advance(store_, places, *until, limits::kWatchEventReadingsMax);
    if (!news) {
      return news.error();
    }
    if (!news->empty()) {
      events.push_back(event_of(*news, places, now));
    }
    more = news->more;
  }
  if (!more) {
    return events;
  }
  const Result<std::uint64_t> count = set_.count(store_, places, *until);
  if (!count) {
    return count.error();
  }
  if (*count > limits::kWatchBehindMax) {
    Result<WatchEvent> event = skip(places, *until, *count, now);
    if (!event) {
      return event.error();
    }
    events.push_back(std::move(*event));
    places = *until;
    more = false;
  }
  return events;
}

bool WatchFeed::pass(TimeMs now) {
  query::WatchPlaces places = this->places();
  const query::WatchPlaces before = places;
  bool more = false;
  Result<std::vector<WatchEvent>> events = make_events(places, now, more);
  if (!events) {
    spdlog::error("live streams of {} end: {}", site_->id.view(), events.error().message);
    end(storage_problem(events.error()));
    return false;
  }
  Readers readers;
  {
    const MutexLock lock(mutex_);
    push(*std::move(events));
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] != before[i]) {
        changed_at_[i] = end_number();
      }
    }
    places_ = std::move(places);
    readers = to_call();
  }
  call_all(readers);
  return more;
}

void WatchFeed::push(std::vector<WatchEvent> events) {
  for (WatchEvent& event : events) {
    kept_bytes_ += event.text.size();
    kept_.push_back(std::make_shared<const WatchEvent>(std::move(event)));
  }
  forget_taken();
  while (kept_.size() > limits::kWatchEventsKept ||
         (kept_bytes_ > limits::kWatchBytesKept && kept_.size() > 1)) {
    drop_oldest();
  }
}

/// Events that no stream needs any more.
void WatchFeed::forget_taken() {
  std::uint64_t needed = end_number();
  for (const std::shared_ptr<WatchReader>& reader : readers_) {
    needed = reader->live ? std::min(needed, reader->next) : needed;
  }
  for (; first_ < needed; ++first_) {
    kept_bytes_ -= kept_.front()->text.size();
    kept_.pop_front();
  }
}

void WatchFeed::drop_oldest() {
  const WatchEvent& oldest = *kept_.front();
  for (const std::shared_ptr<WatchReader>& reader : readers_) {
    if (reader->live && reader->next == first_) {
      reader->loss.add(first_, oldest);
      ++reader->next;
    }
  }
  kept_bytes_ -= oldest.text.size();
  kept_.pop_front();
  ++first_;
}

WatchFeed::Readers WatchFeed::to_call() {
  Readers readers;
  for (const std::shared_ptr<WatchReader>& reader : readers_) {
    if (!reader->called && has_news(*reader)) {
      reader->called = true;
      readers.push_back(reader);
    }
  }
  return readers;
}

bool WatchFeed::tend(std::int64_t steady) {
  Readers readers;
  {
    const MutexLock lock(mutex_);
    readers = readers_;
  }
  std::vector<std::optional<Problem>> ends;
  ends.reserve(readers.size());
  for (const std::shared_ptr<WatchReader>& reader : readers) {
    ends.push_back(reader->standing());
  }
  Readers called;
  {
    const MutexLock lock(mutex_);
    for (std::size_t i = 0; i < readers.size(); ++i) {
      WatchReader& reader = *readers[i];
      if (!reader.end) {
        reader.end = std::move(ends[i]);
      }
      reader.silent |= reader.live && steady >= reader.said_at + limits::kHeartbeatMs;
    }
    called = to_call();
  }
  call_all(called);
  return !readers.empty();
}

void WatchFeed::end(const Problem& problem) {
  Readers readers;
  {
    const MutexLock lock(mutex_);
    end_ = problem;
    for (const std::shared_ptr<WatchReader>& reader : readers_) {
      reader->end = problem;
    }
    readers = to_call();
  }
  call_all(readers);
}

}  // namespace cems::api
