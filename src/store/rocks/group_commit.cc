/// Leaders and followers.
#include "store/rocks/group_commit.h"

namespace cems::store::rocks {
namespace {

constexpr std::size_t kGroupReadings = 100'000;

}  // namespace

void GroupCommit::submit(std::span<CommitRequest> requests) {
  mutex_.lock();
  for (CommitRequest& request : requests)
    waiting_.push_back(&request);
  while (!requests.back().done) {
    if (writing_) {
      changed_.wait(mutex_);
      continue;
    }
    writing_ = true;
    const std::vector<CommitRequest*> group = take_group();
    mutex_.unlock();
    write_(group);
    mutex_.lock();
    writing_ = false;
    for (CommitRequest* const each : group)
      each->done = true;
    changed_.notify_all();
  }
  mutex_.unlock();
}

std::vector<CommitRequest*> GroupCommit::take_group() {
  std::size_t readings = 0;
  std::size_t taken = 0;
  while (taken < waiting_.size() && (taken == 0 || readings < kGroupReadings)) {
    readings += waiting_[taken]->batch.size();
    ++taken;
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(taken);
  std::vector<CommitRequest*> group(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return group;
}

}  // namespace cems::store::rocks
