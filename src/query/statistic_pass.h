/// One pass over a series' readings into a ledger, for each way of reading one (docs/statistics.md
/// "Samples"). Callers use statistic().
///
/// Every pass: memory for the open buckets, whatever the number of readings; owned by one thread.
/// Errors: the store's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/site.h"
#include "query/statistic_ledger.h"
#include "store/store.h"

namespace cems::query {

struct Pass {
  const store::Store& store;
  SeriesId series;
  const catalog::Site& site;
  const catalog::Parameter& parameter;
  Ledger& ledger;
};

/// Samples by their stamps. Of deltas, for mean, maximum and minimum, `back_ms` is 1: a delta
/// belongs to what holds the moment before its stamp.
[[nodiscard]] Status pass_samples(const Pass& pass, std::int64_t back_ms);

/// Sums of deltas, divided where they cross an edge.
[[nodiscard]] Status pass_deltas(const Pass& pass, const std::optional<Duration>& length);

/// Differences of a register between the edges.
[[nodiscard]] Status pass_register(const Pass& pass);

/// Power × milliseconds, each sample held until the next.
[[nodiscard]] Status pass_power(const Pass& pass);

/// The first reading at or after `t`; nothing where there is none.
[[nodiscard]] Result<std::optional<Reading>> first_from(const Pass& pass, TimeMs t);

/// Calls f(const Reading&) for each reading of the range, ascending.
template <class F>
[[nodiscard]] Status for_each_reading(const Pass& pass, TimeRange range, F f) {
  if (range.empty()) {
    return Unit{};
  }
  const Result<std::unique_ptr<store::Scan>> scan =
      pass.store.scan(pass.series, range, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  while (true) {
    const Result<std::span<const Reading>> part = (*scan)->next();
    if (!part) {
      return part.error();
    }
    if (part->empty()) {
      return Unit{};
    }
    for (const Reading& reading : *part) {
      f(reading);
    }
  }
}

/// Walks forward to the segment that holds a moment.
class SegmentCursor {
 public:
  explicit SegmentCursor(std::span<const Segment> segments) : segments_(segments) {}

  /// REQUIRES: moments of the range, ascending.
  const Segment& at(TimeMs t) {
    while (segments_[at_].range.end <= t) {
      ++at_;
    }
    return segments_[at_];
  }

  [[nodiscard]] std::size_t index() const { return at_; }

 private:
  std::span<const Segment> segments_;
  std::size_t at_ = 0;
};

}  // namespace cems::query
