// The queue before the log.
#include "audit/recorder.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/log.h"

namespace cems::audit {

Recorder::Recorder(Log log) : log_(std::move(log)), tally_(TimeMs{steady_ms()}) {}

Recorder::~Recorder() {
  {
    const MutexLock lock(notes_mutex_);
    for (Entry& sum : tally_.take({steady_ms()}, true)) {
      push(std::move(sum));
    }
  }
  if (const Status written = flush(); !written) {
    spdlog::error("the audit log lacks its last lines: {}", written.error().message);
  }
}

void Recorder::push(Entry entry) {
  if (notes_.size() >= limits::kAuditQueueMax) {
    notes_.pop_front();
    ++lost_;
  }
  notes_.push_back(std::move(entry));
}

void Recorder::note(Entry entry, Kind kind) {
  entry.time = real_now();
  const MutexLock lock(notes_mutex_);
  if (tally_.admit(entry, kind, {steady_ms()})) {
    push(std::move(entry));
  }
}

Status Recorder::record(Entry entry) {
  entry.time = real_now();
  return append(&entry);
}

Status Recorder::flush() {
  return append(nullptr);
}

bool Recorder::healthy() const {
  const MutexLock lock(notes_mutex_);
  return healthy_;
}

std::deque<Entry> Recorder::take_notes() {
  const MutexLock lock(notes_mutex_);
  for (Entry& sum : tally_.take({steady_ms()})) {
    push(std::move(sum));
  }
  if (lost_ > 0) {
    Entry lost{real_now(), "cems", "", "audit.lost", "", fmt::format("{} lines", lost_), "local"};
    lost_ = 0;
    push(std::move(lost));
  }
  return std::exchange(notes_, {});
}

void Recorder::give_back(std::deque<Entry> notes) {
  const MutexLock lock(notes_mutex_);
  std::deque<Entry> newer = std::exchange(notes_, std::move(notes));
  for (Entry& entry : newer) {
    push(std::move(entry));
  }
}

Status Recorder::append(const Entry* last) {
  const MutexLock lock(log_mutex_);
  std::deque<Entry> notes = take_notes();
  std::vector<Entry> lines(notes.begin(), notes.end());
  if (last != nullptr) {
    lines.push_back(*last);
  }
  if (lines.empty()) {
    return Unit{};
  }
  Status written = log_.append(lines, real_now());
  bool was_healthy = false;
  {
    const MutexLock state(notes_mutex_);
    was_healthy = std::exchange(healthy_, written.has_value());
  }
  if (!written) {
    give_back(std::move(notes));
    if (was_healthy) {
      spdlog::error("the audit log cannot be written, administrative calls are refused: {}",
                    written.error().message);
    }
  } else if (!was_healthy) {
    spdlog::info("the audit log is written again");
  }
  return written;
}

void Recorder::run(const std::stop_token& over) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    woken.wait_for(lock, over, std::chrono::milliseconds(limits::kAuditDelayMs),
                   [] { return false; });
    static_cast<void>(flush());  // It says itself when it cannot, and tries again.
  }
}

}  // namespace cems::audit
