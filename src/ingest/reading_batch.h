/// Readings that have been taken, on their way into a store: in batches of limits::kLoadBatchRows,
/// each whole and durable before the next.
///
/// Thread-safety: one batch, one thread; the store may be in use by others.
#pragma once

#include <memory>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "ingest/commit_queue.h"
#include "ingest/quarantine.h"
#include "ingest/reading_check.h"
#include "store/store.h"

namespace cems::ingest {

class ReadingBatch {
 public:
  /// Without a store readings are only counted, as accepted. What has been put into `quarantine`,
  /// where there is one, is flushed with each batch. Both outlive this. `aside`: commits run on a
  /// thread of their own (CommitQueue).
  ReadingBatch(store::Store* store, TimeMs now, Quarantine* quarantine, bool aside);

  /// Adds a reading; commits when the batch is full. Errors: the store's; what done() counts is
  /// durable.
  [[nodiscard]] Status add(const CheckedReading& checked) {
    if (store_ == nullptr) {
      ++done_.accepted;
      return Unit{};
    }
    if (!checked.series->id) {
      if (Status known = intern(*checked.series); !known) {
        return known;
      }
    }
    batch_.push_back({.series = *checked.series->id, .reading = checked.reading});
    return batch_.size() < limits::kLoadBatchRows ? Status(Unit{}) : commit();
  }

  /// Commits what is left and waits until all is durable. Errors: those of add.
  [[nodiscard]] Status finish();

  /// What is durable by now.
  [[nodiscard]] store::CommitReport done() const;

 private:
  [[nodiscard]] Status intern(KnownSeries& series);
  [[nodiscard]] Status commit();

  store::Store* store_;
  const TimeMs now_;
  Quarantine* quarantine_;
  CommitQueue::Batch batch_;
  store::CommitReport done_;
  std::unique_ptr<CommitQueue> queue_;  // Null: commits are made here.
};

}  // namespace cems::ingest
