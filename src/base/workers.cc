/// See workers.h.
#include "base/workers.h"

#include <utility>

#include "base/assert.h"

namespace cems {

Workers::Workers(unsigned threads) {
  CEMS_ASSERT(threads > 0);
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

Workers::~Workers() {
  stop();
}

void Workers::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      return;
    }
    jobs_.push_back(std::move(job));
  }
  given_.notify_one();
}

void Workers::stop() {
  std::deque<Job> left;  // Destroyed without the lock: what a job holds may be anything.
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(jobs_);
  }
  given_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    given_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) {
      return;
    }
    {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }  // What the job holds goes before the lock is taken again.
    lock.lock();
  }
}

}  // namespace cems
