/// The access log: one JSON object a line for each answer, written by a thread of its own.
///
///     {"time":"2026-11-27T14:03:05.123+08:00","requestId":"r-0f…","client":"10.1.2.3",
///      "protocol":"h2","token":"platform","method":"GET","interface":"GetPointDynamicData",
///      "cemsId":"CEMS-SH-0001","status":200,"code":200,"bytes":612,"microseconds":14}
///
/// Never in it: secrets of tokens, queries, bodies. What came from outside is a JSON string, so a
/// line is a line whatever somebody puts into an id. A loop that answers never waits for the disk:
/// lines wait in memory, and what does not fit there is dropped and counted. When more is answered
/// than anybody reads, a sample is written; the line after a gap says in "leftOut" how many
/// answers of its thread have no line.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "api/subject.h"
#include "base/counter.h"
#include "base/result.h"
#include "base/time.h"
#include "http/token_bucket.h"

namespace cems::api {

/// An answer, for one line. Views live while it is written.
struct AccessRecord {
  std::string_view request_id;
  std::string_view client;  ///< Address without the port.
  std::string_view protocol;
  std::string_view token;  ///< The name it was given; empty where nobody was recognised.
  std::string_view method;
  Subject subject;
  std::string_view cems;
  int status = 0;            ///< 0 where the peer was gone before there was an answer.
  std::uint8_t verdict = 0;  ///< spec::Code.
  std::uint64_t bytes = 0;
  std::uint64_t nanoseconds = 0;
  bool cut = false;  ///< It broke off, or the peer left it.
};

struct AccessLogOptions {
  /// Lines a second and thread for answers, and as many again for refusals, so that a flood of
  /// neither hides the other.
  std::int64_t lines_per_second = 500;
  /// What waits for the writer; a line has about 300.
  std::size_t waiting_bytes_max = 4U << 20U;
};

struct AccessLogSums {
  std::uint64_t written = 0;   ///< Lines the system has taken.
  std::uint64_t left_out = 0;  ///< Answers that were not sampled.
  std::uint64_t dropped = 0;   ///< Lines that found no room, or that could not be written.
};

class AccessLog {
 public:
  /// Appends to the file at `path`, made with mode 0640 where it is missing; "-" is stdout.
  /// Errors: invalid_argument, saying which file and why.
  [[nodiscard]] static Result<std::unique_ptr<AccessLog>> open(
      const std::string& path, const AccessLogOptions& options = {});

  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// Writes what waits and closes.
  ~AccessLog();

  /// Takes the record, or leaves it out. `now` is the real time. Does not block on I/O.
  void put(const AccessRecord& record, TimeMs now);

  /// Opens the file anew before the next line, so that what rotates logs can move the old one away.
  void reopen() { reopen_ = true; }

  [[nodiscard]] AccessLogSums sums() const;

 private:
  /// One thread's sampling.
  struct Sampler {
    http::TokenBucket answers;
    http::TokenBucket refusals;
    std::uint64_t gap = 0;  ///< Left out since the last line.
    Counter left_out;
    Counter dropped;

    explicit Sampler(std::int64_t lines_per_second);
  };

  AccessLog(std::string path, int file, const AccessLogOptions& options);

  void append(std::string& line, const AccessRecord& record, TimeMs now, std::uint64_t gap) const;
  void run();
  void open_again();
  void write(std::string_view lines, bool last_words);
  void complain(const std::string& why);

  const std::string path_;
  const AccessLogOptions options_;
  PerThread<Sampler> samplers_;
  std::atomic<bool> reopen_ = false;
  // Of the writer's thread.
  Counter written_;
  Counter failed_;
  int file_;
  bool is_torn_ = false;  // The file ends within a line.
  bool complained_ = false;

  // Plain std types: a condition variable takes no other.
  std::mutex mutex_;
  std::condition_variable given_;
  std::string waiting_;
  bool over_ = false;
  std::thread writer_;  // Last: it uses the rest.
};

}  // namespace cems::api
