/// Where a server tells what has to be in the audit log: calls on any thread, one writer.
///
/// `note` costs a short lock and no I/O; a thread of the owner writes what has been noted together,
/// ten times a second. `record` waits for the disk, for what must be on it before it is answered.
/// While the disk takes nothing, notes wait; when there are more than limits::kAuditQueueMax, the
/// oldest are dropped, and a line says how many as soon as one can be written.
#pragma once

#include <cstdint>
#include <deque>
#include <stop_token>

#include "audit/entry.h"
#include "audit/log.h"
#include "audit/tally.h"
#include "base/mutex.h"
#include "base/result.h"

namespace cems::audit {

class Recorder {
 public:
  explicit Recorder(Log log);

  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Writes what has been noted and counted.
  ~Recorder();

  /// Soon on the disk, or counted (tally.h). `entry.time` is set here.
  void note(Entry entry, Kind kind) CEMS_EXCLUDES(notes_mutex_);

  /// On the disk when this returns without an error, behind everything noted before.
  /// Errors: those of Log::append.
  Status record(Entry entry) CEMS_EXCLUDES(notes_mutex_, log_mutex_);

  /// False since an append has failed, until one succeeds: nothing that must be recorded should be
  /// begun.
  [[nodiscard]] bool healthy() const CEMS_EXCLUDES(notes_mutex_);

  /// Writes notes until it is told to stop: the body of a thread.
  void run(const std::stop_token& over) CEMS_EXCLUDES(notes_mutex_, log_mutex_);

  /// Writes what has been noted by now. Errors: those of Log::append.
  Status flush() CEMS_EXCLUDES(notes_mutex_, log_mutex_);

 private:
  void push(Entry entry) CEMS_REQUIRES(notes_mutex_);
  [[nodiscard]] std::deque<Entry> take_notes() CEMS_EXCLUDES(notes_mutex_);
  void give_back(std::deque<Entry> notes) CEMS_EXCLUDES(notes_mutex_);
  [[nodiscard]] Status append(const Entry* last) CEMS_EXCLUDES(notes_mutex_, log_mutex_);

  Mutex log_mutex_;  // Taken before notes_mutex_.
  Log log_ CEMS_GUARDED_BY(log_mutex_);
  mutable Mutex notes_mutex_;
  std::deque<Entry> notes_ CEMS_GUARDED_BY(notes_mutex_);
  Tally tally_ CEMS_GUARDED_BY(notes_mutex_);
  std::uint64_t lost_ CEMS_GUARDED_BY(notes_mutex_) = 0;
  bool healthy_ CEMS_GUARDED_BY(notes_mutex_) = true;
};

}  // namespace cems::audit
