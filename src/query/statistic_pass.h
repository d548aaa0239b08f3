/// One pass over a series' readings into a ledger, for each way of reading one (docs/statistics.md
/// "Samples"). Callers use statistic().
///
/// Every pass: memory for the open buckets, whatever the number of readings; owned by one thread.
/// Errors: the store's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include "base/decimal.h"
#include "base/exact.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/site.h"
#include "query/piece.h"
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

/// The pass that a series read as `read_as` needs: one of the four.
[[nodiscard]] Status pass_as(const Pass& pass, ReadAs read_as);

/// The first reading at or after `t`; nothing where there is none.
[[nodiscard]] Result<std::optional<Reading>> first_from(const Pass& pass, TimeMs t);

/// Calls on_columns(const store::Columns&) for the parts of the range that the store has as columns
/// and on_reading(const Reading&) for each reading of the others, ascending. Without on_columns
/// (nullptr) every reading is given to on_reading.
template <class F, class G>
[[nodiscard]] Status for_each_part(const Pass& pass, TimeRange range, F on_reading, G on_columns) {
  if (range.empty()) {
    return Unit{};
  }
  const Result<std::unique_ptr<store::Scan>> scan =
      pass.store.scan(pass.series, range, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  while (true) {
    if constexpr (!std::is_null_pointer_v<G>) {
      const Result<const store::Columns*> columns =
          (*scan)->next_columns(limits::kBlockReadingsMax);
      if (!columns) {
        return columns.error();
      }
      if (*columns != nullptr) {
        on_columns(**columns);
        continue;
      }
    }
    const Result<std::span<const Reading>> part = (*scan)->next();
    if (!part) {
      return part.error();
    }
    if (part->empty()) {
      return Unit{};
    }
    for (const Reading& reading : *part) {
      on_reading(reading);
    }
  }
}

/// Calls f(const Reading&) for each reading of the range, ascending.
template <class F>
[[nodiscard]] Status for_each_reading(const Pass& pass, TimeRange range, F f) {
  return for_each_part(pass, range, f, nullptr);
}

/// Readings [begin, end) of columns that lie in one segment, in one go.
struct ColumnRun {
  const store::Columns& columns;
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }

  [[nodiscard]] TimeMs time(std::size_t i) const { return {columns.times_ms[i]}; }

  [[nodiscard]] Exact sum() const {
    Int128 sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
      sum += columns.mantissas[i];
    }
    return {sum, columns.scale};
  }

  [[nodiscard]] SharedQuality quality() const {
    SharedQuality out;
    std::size_t from = 0;
    for (const store::QualityRun& run : columns.qualities) {
      const std::size_t to = from + run.count;
      if (begin < to && from < end) {
        out.add(run.quality);
      }
      from = to;
    }
    return out;
  }

  [[nodiscard]] Reading reading(std::size_t i) const {
    Reading out{time(i), Decimal::from(columns.mantissas[i], columns.scale), Quality::valid};
    std::size_t from = 0;
    for (const store::QualityRun& run : columns.qualities) {
      from += run.count;
      if (i < from) {
        out.quality = run.quality;
        break;
      }
    }
    return out;
  }
};

/// The end of the run of columns that begins with `begin` and ends at `until` or before.
[[nodiscard]] inline std::size_t run_end(const store::Columns& columns, std::size_t begin,
                                         TimeMs until) {
  // Where readings come at equal distances, as most do, it is where they say.
  const auto& times = columns.times_ms;
  if (begin + 1 < times.size() && until.ms >= times[begin]) {
    const auto steps =
        static_cast<std::uint64_t>((until.ms - times[begin]) / (times[begin + 1] - times[begin]));
    const std::size_t end = begin + 1 + std::min<std::uint64_t>(steps, times.size() - begin - 1);
    if (times[end - 1] <= until.ms && (end == times.size() || until.ms < times[end])) {
      return end;
    }
  }
  const auto from = columns.times_ms.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto found = std::upper_bound(from, columns.times_ms.end(), until.ms);
  return static_cast<std::size_t>(found - columns.times_ms.begin());
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
