// Means, maxima and minima of samples.
#include "query/statistic_pass.h"

namespace cems::query {
namespace {

/// Fills one segment at a time, so that a reading costs one tally whatever is asked.
class Samples {
 public:
  Samples(Ledger& ledger, std::int64_t back_ms)
      : ledger_(ledger), cursor_(ledger.segments()), back_ms_(back_ms) {}

  void take(const Reading& reading) {
    const Segment& segment = go_to(reading.at);
    tally_.add_sample(Exact(reading.value), reading.at, reading.quality);
    if (ledger_.explains()) {
      ledger_.add_to_receipt(reading, class_set(segment.tou));
    }
  }

  void take(const store::Columns& columns) {
    for (std::size_t i = 0; i < columns.size();) {
      const ColumnRun all{columns, i, i + 1};
      if (ledger_.explains()) {
        take(all.reading(i));
        ++i;
        continue;
      }
      const Segment& segment = go_to(all.time(i));
      const ColumnRun run{columns, i, run_end(columns, i, segment.range.end + back_ms_ - 1)};
      tally_.add(tally_of(run));
      i = run.end;
    }
  }

  void flush() {
    if (segment_ != nullptr) {
      ledger_.add_present(*segment_, tally_.count);
      ledger_.each(*segment_, [this](Tally& tally) { tally.add(tally_); });
      tally_ = Tally();
    }
  }

 private:
  const Segment& go_to(TimeMs at) {
    const Segment& segment = cursor_.at(at - back_ms_);
    if (&segment != segment_) {
      flush();
      segment_ = &segment;
      ledger_.close_before(segment.bucket);
    }
    return segment;
  }

  /// Of a run that is not empty.
  static Tally tally_of(const ColumnRun& run) {
    const std::int64_t* const numbers = run.columns.mantissas.data();
    std::size_t maximum = run.begin;
    std::size_t minimum = run.begin;
    for (std::size_t i = run.begin + 1; i < run.end; ++i) {
      maximum = numbers[i] > numbers[maximum] ? i : maximum;
      minimum = numbers[i] < numbers[minimum] ? i : minimum;
    }
    Tally out;
    out.sum = run.sum();
    out.count = run.size();
    out.maximum = Exact(numbers[maximum], run.columns.scale);
    out.minimum = Exact(numbers[minimum], run.columns.scale);
    out.maximum_at = run.time(maximum);
    out.minimum_at = run.time(minimum);
    out.touched = true;
    out.quality = run.quality();
    return out;
  }

  Ledger& ledger_;
  SegmentCursor cursor_;
  std::int64_t back_ms_;
  const Segment* segment_ = nullptr;
  Tally tally_;
};

}  // namespace

Status pass_samples(const Pass& pass, std::int64_t back_ms) {
  Samples samples(pass.ledger, back_ms);
  const TimeRange range = pass.ledger.range();
  const auto take = [&samples](const auto& part) { samples.take(part); };
  const Status read = for_each_part(pass, {range.begin + back_ms, range.end + back_ms}, take, take);
  samples.flush();
  return read;
}

}  // namespace cems::query
