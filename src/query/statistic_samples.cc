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
    const Segment& segment = cursor_.at(reading.at - back_ms_);
    if (&segment != segment_) {
      flush();
      segment_ = &segment;
      ledger_.close_before(segment.bucket);
    }
    tally_.add_sample(Exact(reading.value), reading.at, reading.quality);
    if (ledger_.explains()) {
      ledger_.add_to_receipt(reading, class_set(segment.tou));
    }
  }

  void flush() {
    if (segment_ != nullptr) {
      ledger_.add_present(segment_->tou, tally_.count);
      ledger_.each(*segment_, [this](Tally& tally) { tally.add(tally_); });
      tally_ = Tally();
    }
  }

 private:
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
  const Status read =
      for_each_reading(pass, {range.begin + back_ms, range.end + back_ms},
                       [&samples](const Reading& reading) { samples.take(reading); });
  samples.flush();
  return read;
}

}  // namespace cems::query
