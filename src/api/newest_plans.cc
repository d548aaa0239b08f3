// A list by use and a table into it, whose keys are the list's own strings.
#include "api/newest_plans.h"

namespace cems::api {

std::shared_ptr<const NewestPlan> NewestPlans::find(std::string_view question,
                                                    const catalog::Site& site) {
  const MutexLock lock(mutex_);
  const auto place = places_.find(question);
  if (place == places_.end()) {
    return nullptr;
  }
  const Uses::iterator use = place->second;
  if (use->plan->site.lock().get() != &site) {
    drop(use);  // The archive has changed.
    return nullptr;
  }
  uses_.splice(uses_.begin(), uses_, use);
  return use->plan;
}

void NewestPlans::put(std::string question, std::shared_ptr<const NewestPlan> plan) {
  const std::size_t bytes = plan->bytes() + question.capacity() + sizeof(Use);
  if (bytes > bytes_max_ / 8) {
    return;
  }
  const MutexLock lock(mutex_);
  if (const auto place = places_.find(question); place != places_.end()) {
    drop(place->second);
  }
  while (bytes_ + bytes > bytes_max_) {
    drop(std::prev(uses_.end()));
  }
  uses_.push_front({std::move(question), std::move(plan), bytes});
  places_.emplace(uses_.front().question, uses_.begin());
  bytes_ += bytes;
}

void NewestPlans::drop(Uses::iterator use) {
  bytes_ -= use->bytes;
  places_.erase(use->question);
  uses_.erase(use);
}

}  // namespace cems::api
