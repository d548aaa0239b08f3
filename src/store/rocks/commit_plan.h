/// What a commit will do: the readings of one or several callers put in the order of the log, each
/// instant of a series once, then compared with what is there.
///
/// Internal to store/rocks; one thread, which is the one that commits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace cems::store::rocks {

/// A caller of commit() and what it waits for. Lives on the caller's stack.
struct CommitRequest {
  std::span<const SeriesReading> batch;
  TimeMs now;
  std::optional<Result<CommitReport>> result;
  bool done = false;  ///< The result may be looked at; set under the lock of the queue.
};

/// A reading that is there already and gets another value.
struct Replaced {
  SeriesId series{};
  Correction correction;
};

/// The readings of one series in a plan: [begin, end) of CommitPlan::readings.
struct PlanPart {
  SeriesId series{};
  std::size_t begin = 0;
  std::size_t end = 0;
  /// The newest reading that the series has; before kTimeMin where it has none.
  TimeMs newest = kTimeMin - 1;
  /// The newest of its readings that are in blocks only: what is later is in the head or nowhere.
  TimeMs newest_sealed = kTimeMin - 1;
};

class CommitPlan {
 public:
  /// Starts anew with the readings of the requests, later ones winning over earlier ones.
  void gather(std::span<CommitRequest* const> requests);

  [[nodiscard]] std::span<PlanPart> parts() { return parts_; }

  [[nodiscard]] std::span<const PlanPart> parts() const { return parts_; }

  [[nodiscard]] std::span<const SeriesReading> readings_of(const PlanPart& part) const {
    return std::span(readings_).subspan(part.begin, part.end - part.begin);
  }

  /// Whether something of the part is not newer than all that the series has.
  [[nodiscard]] bool rewrites(const PlanPart& part) const {
    return part.begin < part.end && readings_[part.begin].reading.at <= part.newest;
  }

  /// Whether blocks may have something at an instant of the part.
  [[nodiscard]] bool reaches_blocks(const PlanPart& part) const {
    return part.begin < part.end && readings_[part.begin].reading.at <= part.newest_sealed;
  }

  /// Says what is stored at the instant of a reading of the plan, by its index; nothing said means
  /// that there is none.
  void found(std::size_t index, const Reading& stored);

  [[nodiscard]] bool has_found(std::size_t index) const { return is_found_[index]; }

  /// Leaves out what is stored as it is, and counts.
  void settle();

  // What follows is after settle().

  /// New and changed readings by series and time.
  [[nodiscard]] std::span<const SeriesReading> changed() const { return readings_; }

  [[nodiscard]] std::span<const Replaced> replaced() const { return replaced_; }

  /// Of a request, by its place in gather().
  [[nodiscard]] const CommitReport& report(std::size_t request) const { return reports_[request]; }

 private:
  struct Found {
    std::size_t index;
    Reading stored;
  };

  void count_series(std::span<CommitRequest* const> requests);
  void place(std::span<CommitRequest* const> requests);
  void put_in_order(PlanPart& part);
  void drop_repeated();

  std::vector<SeriesReading> readings_;
  std::vector<std::uint32_t> owners_;  // Beside readings_: the request each is of.
  std::vector<PlanPart> parts_;
  std::vector<Found> found_;
  std::vector<bool> is_found_;  // Beside readings_.
  std::vector<Replaced> replaced_;
  std::vector<CommitReport> reports_;
  std::vector<TimeMs> nows_;
  std::vector<std::size_t> sizes_;
  std::vector<std::uint32_t> slots_;  // By series id: its part while gathering, counted from 1.
};

}  // namespace cems::store::rocks
