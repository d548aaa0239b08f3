/// Lets callers on several threads share one write: while one writes, the others queue up, and the
/// next write is for all of them.
///
/// Internal to store/rocks. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <vector>

#include "base/mutex.h"
#include "store/rocks/commit_plan.h"

namespace cems::store::rocks {

class GroupCommit {
 public:
  /// Gives each of the requests its result. Called by one thread at a time.
  using Write = std::function<void(std::span<CommitRequest* const>)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  /// Blocks until each request has its result; they go in their order. REQUIRES: at least one.
  void submit(std::span<CommitRequest> requests);

 private:
  /// The next group, in the order in which they came, and none the bigger for it: a small batch
  /// does not wait for more than about kGroupReadings of others.
  [[nodiscard]] std::vector<CommitRequest*> take_group() CEMS_REQUIRES(mutex_);

  const Write write_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<CommitRequest*> waiting_ CEMS_GUARDED_BY(mutex_);
  bool writing_ CEMS_GUARDED_BY(mutex_) = false;
};

}  // namespace cems::store::rocks
