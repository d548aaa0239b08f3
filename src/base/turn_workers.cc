/// See turn_workers.h.
#include "base/turn_workers.h"

#include <algorithm>
#include <utility>

#include <sys/resource.h>
#include <sys/syscall.h>

#include <unistd.h>

#include "base/assert.h"

namespace cems {
namespace {

/// In Linux a thread has a niceness of its own. Where it may not be had the work is done all the
/// same.
void give_way() {
  constexpr int kNiceness = 10;
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  static_cast<void>(::setpriority(PRIO_PROCESS, self, kNiceness));
}

}  // namespace

TurnWorkers::TurnWorkers(unsigned threads) {
  CEMS_ASSERT(threads > 0);
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

TurnWorkers::~TurnWorkers() {
  stop();
}

void TurnWorkers::post(const std::string& tenant, Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      return;
    }
    auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                             [&](const Lane& each) { return each.tenant == tenant; });
    if (lane == lanes_.end()) {
      lane = lanes_.insert(lane, Lane{tenant, {}});
    }
    lane->jobs.push_back(std::move(job));
    ++waiting_;
  }
  given_.notify_one();
}

void TurnWorkers::stop() {
  std::deque<Lane> left;  // Destroyed without the lock: what a job holds may be anything.
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(lanes_);
    waiting_ = 0;
  }
  given_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

std::size_t TurnWorkers::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

/// The next tenant's oldest job; the tenant goes to the end. With mutex_.
TurnWorkers::Job TurnWorkers::take() {
  Lane lane = std::move(lanes_.front());
  lanes_.pop_front();
  Job job = std::move(lane.jobs.front());
  lane.jobs.pop_front();
  --waiting_;
  if (!lane.jobs.empty()) {
    lanes_.push_back(std::move(lane));
  }
  return job;
}

void TurnWorkers::run() {
  give_way();
  std::unique_lock lock(mutex_);
  for (;;) {
    given_.wait(lock, [this] { return stopping_ || !lanes_.empty(); });
    if (stopping_) {
      return;
    }
    {
      const Job job = take();
      lock.unlock();
      job();
    }  // What the job holds goes before the lock is taken again.
    lock.lock();
  }
}

}  // namespace cems
