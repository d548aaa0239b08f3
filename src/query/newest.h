/// The newest value of a series as a dynamic answer gives it (8.x, dictionary R3 "dynamic").
#pragma once

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

/// How old a value may be before it is stale: 3 collection periods, at least 5 minutes; 24 h where
/// the archive gives no period. Months count 31 days.
[[nodiscard]] std::int64_t stale_after_ms(const catalog::Parameter& parameter);

/// The newest reading not after `now`; a stale one comes with Quality::questionable. Nothing where
/// there is none. Errors: the store's.
[[nodiscard]] Result<std::optional<Reading>> newest(const store::Store& store, const CemsId& cems,
                                                    const Series& series, TimeMs now);

/// Series whose newest readings are asked for again and again: what has to be looked up by name is
/// looked up once. Immutable; safe from any thread.
class NewestSet {
 public:
  /// The site outlives it.
  NewestSet(const store::Store& store, const catalog::Site& site, std::vector<Series> series);

  [[nodiscard]] std::span<const Series> series() const { return series_; }

  /// newest() of each, beside series(). REQUIRES: the store it was made with; `out` as long as
  /// series().
  [[nodiscard]] Status read(const store::Store& store, TimeMs now,
                            std::span<std::optional<Reading>> out) const;

 private:
  const CemsId& cems_;
  std::vector<Series> series_;
  std::vector<SeriesId> ids_;  // Beside series_; no series' id where there was none yet.
  std::vector<std::int64_t> stale_after_ms_;
  std::vector<std::size_t> unknown_;  // Places of series that had no readings.
};

}  // namespace cems::query
