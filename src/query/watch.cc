// Places move forward by what the store has behind them.
#include "query/watch.h"

#include <algorithm>
#include <utility>

namespace cems::query {
namespace {

/// A series' part of what is new: readings in [begin, end).
struct Behind {
  TimeRange range{};
  bool revised = false;
};

Behind behind(const WatchPlace& place, const WatchPlace& until) {
  const bool revised = place.epoch != until.epoch && place.at != kTimeMin;
  // The reading at the place is given again where the past has changed: it may be the one replaced.
  const TimeMs begin = place.at == kTimeMin || revised ? place.at : place.at + 1;
  const TimeMs end = until.at == kTimeMin ? kTimeMin : until.at + 1;
  return {{begin, std::max(begin, end)}, revised};
}

}  // namespace

WatchSet::WatchSet(const store::Store& store, const catalog::Site& site, std::vector<Series> series)
    : cems_(site.id), series_(std::move(series)) {
  for (const Series& one : series_) {
    const std::optional<SeriesId> id = store.find({cems_, one.point->id, one.parameter->id});
    if (!id) {
      unknown_.push_back(ids_.size());
    }
    ids_.push_back(id.value_or(SeriesId{}));
  }
}

std::vector<SeriesId> WatchSet::ids(const store::Store& store) const {
  std::vector<SeriesId> ids = ids_;
  for (const std::size_t i : unknown_) {  // They may have some by now.
    ids[i] = store.find({cems_, series_[i].point->id, series_[i].parameter->id}).value_or(ids[i]);
  }
  return ids;
}

Result<WatchPlaces> WatchSet::newest(const store::Store& store, TimeMs now) const {
  const std::vector<SeriesId> ids = this->ids(store);
  WatchPlaces places(series_.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    places[i].epoch = store.epoch(ids[i]);  // Before the readings it is to stand for.
  }
  std::vector<std::optional<Reading>> readings(series_.size());
  if (const Status read = store.last_at(ids, now, readings); !read) {
    return read.error();
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    places[i].at = readings[i] ? readings[i]->at : kTimeMin;
  }
  return places;
}

Result<WatchNews> WatchSet::at(const store::Store& store, const WatchPlaces& places) const {
  const std::vector<SeriesId> ids = this->ids(store);
  WatchNews news;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (places[i].at == kTimeMin) {
      continue;
    }
    const Result<std::optional<Reading>> reading = store.last_at(ids[i], places[i].at);
    if (!reading) {
      return reading.error();
    }
    if (*reading) {
      news.readings.push_back({static_cast<std::uint32_t>(i), **reading});
    }
  }
  return news;
}

Result<WatchNews> WatchSet::advance(const store::Store& store, WatchPlaces& places,
                                    const WatchPlaces& until, std::size_t at_most) const {
  const std::vector<SeriesId> ids = this->ids(store);
  WatchPlaces moved = places;
  WatchNews news;
  for (std::size_t i = 0; i < ids.size() && !news.more; ++i) {
    if (moved[i] == until[i]) {
      continue;
    }
    const Behind part = behind(moved[i], until[i]);
    if (part.revised) {
      news.revised.push_back(static_cast<std::uint32_t>(i));
    }
    moved[i].epoch = until[i].epoch;
    if (part.range.empty()) {
      continue;
    }
    const auto scan = store.scan(ids[i], part.range, store::Order::ascending);
    if (!scan) {
      return scan.error();
    }
    for (bool over = false; !over && !news.more;) {
      const Result<std::span<const Reading>> next = (*scan)->next();
      if (!next) {
        return next.error();
      }
      over = next->empty();
      for (const Reading& reading : *next) {
        if (news.readings.size() >= at_most) {
          news.more = true;
          break;
        }
        news.readings.push_back({static_cast<std::uint32_t>(i), reading});
        moved[i].at = reading.at;
      }
    }
    if (!news.more) {
      moved[i].at = std::max(moved[i].at, until[i].at);
    }
  }
  places = std::move(moved);
  return news;
}

Result<std::uint64_t> WatchSet::count(const store::Store& store, const WatchPlaces& places,
                                      const WatchPlaces& until) const {
  const std::vector<SeriesId> ids = this->ids(store);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Behind part = behind(places[i], until[i]);
    if (part.range.empty()) {
      continue;
    }
    const Result<std::uint64_t> counted = store.count(ids[i], part.range);
    if (!counted) {
      return counted.error();
    }
    sum += *counted;
  }
  return sum;
}

}  // namespace cems::query
