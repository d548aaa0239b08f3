// See reading_batch.h.
#include "ingest/reading_batch.h"

namespace cems::ingest {

ReadingBatch::ReadingBatch(store::Store* store, TimeMs now, Quarantine* quarantine, bool aside)
    : store_(store),
      now_(now),
      quarantine_(quarantine),
      queue_(aside && store != nullptr ? std::make_unique<CommitQueue>(*store, now) : nullptr) {}

Status ReadingBatch::intern(KnownSeries& series) {
  const Result<SeriesId> id = store_->intern(series.key);
  if (!id) {
    return id.error();
  }
  series.id = *id;
  return Unit{};
}

Status ReadingBatch::commit() {
  if (quarantine_ != nullptr) {
    quarantine_->flush();
  }
  if (batch_.empty()) {
    return Unit{};
  }
  if (queue_ != nullptr) {
    return queue_->push(batch_);
  }
  const Result<store::CommitReport> report = store_->commit(batch_, now_);
  batch_.clear();
  if (!report) {
    return report.error();
  }
  done_.accepted += report->accepted;
  done_.corrected += report->corrected;
  done_.duplicate += report->duplicate;
  return Unit{};
}

Status ReadingBatch::finish() {
  Status committed = commit();
  if (committed && queue_ != nullptr) {
    committed = queue_->drain();
  }
  return committed;
}

store::CommitReport ReadingBatch::done() const {
  return queue_ != nullptr ? queue_->done() : done_;
}

}  // namespace cems::ingest
