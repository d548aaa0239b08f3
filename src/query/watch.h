/// What has come in since a place: the readings of live streams (extension X2).
///
/// A stream gives the readings of each series in the order of their times, those that lie in the
/// future when their time has come. What is put or replaced before the place a series has reached
/// is not given; that it happened is said (Store::epoch). So places are all there is to know of
/// what has been given, and a stream can go on from them after anything: a pause, or another
/// process.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "query/selection.h"
#include "store/store.h"

namespace cems::query {

/// How far a series has been given.
struct WatchPlace {
  TimeMs at = kTimeMin;     ///< The newest reading that was given; kTimeMin: none.
  std::uint64_t epoch = 0;  ///< Of the series when that was looked at.

  friend bool operator==(const WatchPlace&, const WatchPlace&) = default;
};

/// Beside WatchSet::series().
using WatchPlaces = std::vector<WatchPlace>;

struct WatchReading {
  std::uint32_t series;  ///< Index into WatchSet::series().
  Reading reading;
};

/// What is new, by series, then by time.
struct WatchNews {
  std::vector<WatchReading> readings;
  std::vector<std::uint32_t> revised;  ///< Series whose given past is another one now.
  bool more = false;                   ///< There is more than was wanted at once.

  [[nodiscard]] bool empty() const { return readings.empty() && revised.empty(); }
};

/// The series of one question.
///
/// Thread-safety: const members may be called from any thread.
class WatchSet {
 public:
  /// The site, which the series point into, outlives it.
  WatchSet(const store::Store& store, const catalog::Site& site, std::vector<Series> series);

  [[nodiscard]] std::span<const Series> series() const { return series_; }

  /// The places of streams that have been given the newest readings not after `now`.
  /// Errors: the store's.
  [[nodiscard]] Result<WatchPlaces> newest(const store::Store& store, TimeMs now) const;

  /// The reading at each place, where there is one still. Errors: the store's.
  [[nodiscard]] Result<WatchNews> at(const store::Store& store, const WatchPlaces& places) const;

  /// The readings behind `places` up to `until`, about `at_most` of them, and moves the places
  /// behind them. Where the past of a series has changed its reading at the place is given again.
  /// Errors: the store's; then the places are as they were.
  [[nodiscard]] Result<WatchNews> advance(const store::Store& store, WatchPlaces& places,
                                          const WatchPlaces& until, std::size_t at_most) const;

  /// How many readings lie behind `places` up to `until`. Errors: the store's.
  [[nodiscard]] Result<std::uint64_t> count(const store::Store& store, const WatchPlaces& places,
                                            const WatchPlaces& until) const;

 private:
  [[nodiscard]] std::vector<SeriesId> ids(const store::Store& store) const;

  const CemsId& cems_;
  std::vector<Series> series_;
  std::vector<SeriesId> ids_;         // No series' id where there was none yet.
  std::vector<std::size_t> unknown_;  // Places of those.
};

}  // namespace cems::query
