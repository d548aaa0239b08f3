/// Threads for work that would hold up an event loop, shared by tenants in turns: whoever has given
/// a hundred jobs waits for the one job of another no longer than for one of its own.
///
/// A job is a piece of work, some milliseconds; what goes on afterwards is given again. The threads
/// run with less priority than the loops, so that answers which need little time come first.
///
/// Thread-safety: every member may be called from any thread; stop() once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cems {

class TurnWorkers {
 public:
  using Job = std::function<void()>;

  /// REQUIRES: threads > 0.
  explicit TurnWorkers(unsigned threads);

  TurnWorkers(const TurnWorkers&) = delete;
  TurnWorkers& operator=(const TurnWorkers&) = delete;

  /// stop(), where nobody has.
  ~TurnWorkers();

  /// Does the job on one of the threads, when the tenant's turn comes. A job may give others. After
  /// stop() jobs are thrown away.
  void post(const std::string& tenant, Job job);

  /// Waits for the jobs that are being done and throws the others away. Not from a job.
  void stop();

  /// Jobs that nobody has begun.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Lane {
    std::string tenant;
    std::deque<Job> jobs;  // Never empty between calls.
  };

  void run();
  [[nodiscard]] Job take();

  // Plain std types: a condition variable takes no other.
  mutable std::mutex mutex_;
  std::condition_variable given_;
  std::deque<Lane> lanes_;  // The first is the next to have its turn. As many as tenants that wait.
  std::size_t waiting_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // Last: they use the rest.
};

}  // namespace cems
