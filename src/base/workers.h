/// A fixed number of threads that do jobs in the order they are given, for work that would hold up
/// an event loop.
///
/// Thread-safety: every member may be called from any thread; stop() once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cems {

class Workers {
 public:
  using Job = std::function<void()>;

  /// REQUIRES: threads > 0.
  explicit Workers(unsigned threads);

  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// stop(), where nobody has.
  ~Workers();

  /// Does the job on one of the threads. A job may give others. After stop() jobs are thrown away.
  void post(Job job);

  /// Waits for the jobs that are being done and throws the others away. Not from a job.
  void stop();

 private:
  void run();

  // Plain std types: a condition variable takes no other.
  std::mutex mutex_;
  std::condition_variable given_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // Last: they use the rest.
};

}  // namespace cems
