/// Answers that are ready and wait for their moment: whoever asks on beyond its quota is told so no
/// faster than Admission lets it, so that a client that does not listen has its streams full of
/// waiting answers instead of the machine full of its questions.
///
/// Each waits in its own stream; others of the same connection, which may be of another tenant, go
/// past it. (HTTP/1.1 has no streams: there what comes behind it waits too.)
///
/// Thread-safety: every member may be called from any thread. Outlives the sessions that hold what
/// it gave.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "http/message.h"

namespace cems::api {

class DelayedAnswers {
 public:
  DelayedAnswers() = default;
  DelayedAnswers(const DelayedAnswers&) = delete;
  DelayedAnswers& operator=(const DelayedAnswers&) = delete;

  /// The answer as one that is fetched later (http::Response::later), from `due_ns`, of
  /// steady_ns(), and up to limits::kDelayTickMs after it. REQUIRES: it is no such one itself.
  [[nodiscard]] http::Response until(std::int64_t due_ns, http::Response answer);

  /// Wakes sessions when their moment has come, until it is over.
  void run(const std::stop_token& over);

  /// Answers that wait.
  [[nodiscard]] std::size_t waiting() const;

 private:
  class Waiting;
  using Place = std::pair<std::int64_t, std::uint64_t>;  // The moment; one of its own.

  [[nodiscard]] Place enter(std::int64_t due_ns, const http::Wake& wake);
  void leave(const Place& place);
  /// Takes those whose moment has come out of the line.
  [[nodiscard]] std::vector<http::Wake> take_due(std::int64_t now_ns);

  // Plain std types: a condition variable takes no other.
  mutable std::mutex mutex_;
  std::condition_variable_any came_;
  std::map<Place, http::Wake> line_;
  std::uint64_t entered_ = 0;
};

}  // namespace cems::api
