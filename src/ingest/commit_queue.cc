// See commit_queue.h.
#include "ingest/commit_queue.h"

#include <utility>

#include "base/limits.h"

namespace cems::ingest {

CommitQueue::CommitQueue(store::Store& store, TimeMs now)
    : store_(store), now_(now), thread_([this] { run(); }) {}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Status CommitQueue::push(Batch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < limits::kCommitsAheadMax || !failure_; });
  if (!failure_) {
    return failure_;
  }
  waiting_.push_back(std::move(batch));
  batch = Batch();
  if (!spare_.empty()) {
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  lock.unlock();
  changed_.notify_all();
  return Unit{};
}

Status CommitQueue::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (waiting_.empty() && !busy_) || !failure_; });
  return failure_;
}

store::CommitReport CommitQueue::done() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

void CommitQueue::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return over_ || (!waiting_.empty() && failure_); });
    if (over_) {
      return;
    }
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    changed_.notify_all();
    const Result<store::CommitReport> report = store_.commit(batch, now_);
    batch.clear();
    lock.lock();
    busy_ = false;
    spare_.push_back(std::move(batch));
    if (report) {
      done_.accepted += report->accepted;
      done_.corrected += report->corrected;
      done_.duplicate += report->duplicate;
    } else {
      failure_ = report.error();
    }
    changed_.notify_all();
  }
}

}  // namespace cems::ingest
