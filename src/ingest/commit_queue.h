/// Commits batches on a thread of its own, in their order, while the next ones are being read.
///
/// Thread-safety: used by one thread; the store may be in use by others.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace cems::ingest {

class CommitQueue {
 public:
  using Batch = std::vector<store::SeriesReading>;

  /// The store outlives this. `now` as for Store::commit.
  CommitQueue(store::Store& store, TimeMs now);

  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  /// Ends after the batch that is being committed; those that wait are given up.
  ~CommitQueue();

  /// Takes the readings of `batch` and leaves it empty, with room for as many. Waits while
  /// limits::kCommitsAheadMax batches wait.
  /// Errors: those of the first commit that failed; nothing is committed after it.
  [[nodiscard]] Status push(Batch& batch);

  /// Waits until everything is committed. Errors: those of push.
  [[nodiscard]] Status drain();

  /// What has been committed so far.
  [[nodiscard]] store::CommitReport done() const;

 private:
  void run();

  store::Store& store_;
  const TimeMs now_;
  // Plain std types: a condition variable takes no other, and clang's analysis does not follow it.
  mutable std::mutex mutex_;
  std::condition_variable changed_;  // One for both sides: there is one waiter at a time.
  std::deque<Batch> waiting_;        // The first is being committed where busy_ is true.
  std::vector<Batch> spare_;         // Emptied, for push() to hand back.
  bool busy_ = false;
  bool over_ = false;
  store::CommitReport done_;
  Status failure_ = Unit{};
  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace cems::ingest
