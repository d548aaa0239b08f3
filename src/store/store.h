/// Keeps readings: the one interface that every backend offers (memory/, rocks/).
///
/// A series is the readings of one SeriesKey ordered by time, at most one per instant. Writing a
/// reading again changes nothing; another value for the same instant replaces it and the old one
/// goes to the correction log. `commit` returns when everything is durable, and a commit is whole
/// or absent after a crash.
///
/// Thread-safety: every member may be called from any thread at any time. A scan sees the state of
/// one moment, that of its creation; commits go on beside it.
///
/// Errors common to all: corrupt where stored bytes are damaged (never a short or older answer in
/// its place), unavailable after a failed write until the store is opened again, no_space while the
/// disk is nearly full (then nothing is written, and the same call may succeed later).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "block/columns.h"
#include "store/figures.h"

namespace cems::store {

/// How next_columns() gives readings (block/columns.h).
using block::Columns;
using block::QualityRun;

/// A reading and the series it belongs to.
struct SeriesReading {
  SeriesId series;
  Reading reading;

  friend bool operator==(const SeriesReading&, const SeriesReading&) = default;
};

/// What a commit did. accepted + corrected + duplicate = the batch's size.
struct CommitReport {
  std::uint64_t accepted = 0;   ///< New instants.
  std::uint64_t corrected = 0;  ///< Instants whose value or quality changed.
  std::uint64_t duplicate = 0;  ///< Already there, or repeated later in the same batch.

  friend bool operator==(const CommitReport&, const CommitReport&) = default;
};

/// An entry of the correction log: what was there before.
struct Correction {
  Reading replaced;
  TimeMs replaced_at;  ///< When the new value came in (commit's `now`).

  friend bool operator==(const Correction&, const Correction&) = default;
};

/// Names a summary: what its kind and its period mean is whoever keeps it to say.
struct SummaryKey {
  SeriesId series{};
  std::uint8_t kind = 0;
  std::int32_t period = 0;

  friend auto operator<=>(const SummaryKey&, const SummaryKey&) = default;
};

enum class Order : std::uint8_t { ascending, descending };

/// A walk over one series. Owned by one thread; outlives no store.
class Scan {
 public:
  virtual ~Scan() = default;

  /// The next readings in order: a view into the scan that lives until the next call on it, empty
  /// at the end. At most limits::kBlockReadingsMax at a time.
  /// Errors: corrupt. After an error the scan is over.
  [[nodiscard]] virtual Result<std::span<const Reading>> next() = 0;

  /// The next readings as columns, where they are a whole block of at most `at_most` readings that
  /// nothing overrides: several times faster than next(), which gives them otherwise. Null where
  /// they are not, always in descending order, and at the end. Lives until the next call.
  /// Errors: corrupt. After an error the scan is over.
  [[nodiscard]] virtual Result<const Columns*> next_columns(std::uint64_t at_most) = 0;

  /// Leaves out the next `n` readings (fewer where there are not as many). Cheap: whole blocks are
  /// skipped undecoded.
  [[nodiscard]] virtual Status skip(std::uint64_t n) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  /// The id of a series, made where there is none yet. Durable at the latest with the first commit
  /// that uses it. Errors: unavailable, internal.
  [[nodiscard]] virtual Result<SeriesId> intern(const SeriesKey& key) = 0;

  /// The id of a series that has been interned.
  [[nodiscard]] virtual std::optional<SeriesId> find(const SeriesKey& key) const = 0;

  /// Stores a batch; durable on return. Of repeated instants of a series in one batch the last one
  /// counts. `now` is written to the correction log.
  /// REQUIRES: ids from intern(); kTimeMin <= reading.at < kTimeMax.
  /// Errors: no_space, unavailable, internal; then the batch is not acknowledged: it may be there
  /// whole after the store has been opened again, or not at all.
  [[nodiscard]] virtual Result<CommitReport> commit(std::span<const SeriesReading> batch,
                                                    TimeMs now) = 0;

  /// Stores several batches in their order, with one sync for as many as wait together. What
  /// commit() says holds for each: it has counts of its own, and where one fails the others do not.
  /// One result for each.
  [[nodiscard]] virtual std::vector<Result<CommitReport>> commit_each(
      std::span<const std::span<const SeriesReading>> batches, TimeMs now) {
    std::vector<Result<CommitReport>> results;
    for (const auto& batch : batches)
      results.push_back(commit(batch, now));
    return results;
  }

  /// Gives up readings of the series before `limit`, for good, with their corrections and what was
  /// kept of them as summaries; returns how many. A backend that keeps blocks gives up those that
  /// end before it, so some readings may stay for a while. The epochs of those series change.
  /// Errors: no_space, unavailable, internal; then it may be done in part.
  [[nodiscard]] virtual Result<std::uint64_t> drop_before(std::span<const SeriesId> series,
                                                          TimeMs limit) = 0;

  /// How many readings the series has in the range. Reads block headers, not readings.
  [[nodiscard]] virtual Result<std::uint64_t> count(SeriesId series, TimeRange range) const = 0;

  /// Walks the readings of the range.
  [[nodiscard]] virtual Result<std::unique_ptr<Scan>> scan(SeriesId series, TimeRange range,
                                                           Order order) const = 0;

  /// The newest reading at or before `t`; nothing where there is none.
  [[nodiscard]] virtual Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const = 0;

  /// The same for many, in less time than one after another: out[i] is of series[i], nothing for an
  /// unknown one (no series has the id 0). REQUIRES: as many of both. After an error `out` says
  /// nothing.
  [[nodiscard]] virtual Status last_at(std::span<const SeriesId> series, TimeMs t,
                                       std::span<std::optional<Reading>> out) const = 0;

  /// The correction log of a series for instants of the range, by instant, then oldest first.
  [[nodiscard]] virtual Result<std::vector<Correction>> corrections(SeriesId series,
                                                                    TimeRange range) const = 0;

  /// A number for the state of all readings: every commit that changes something makes it another
  /// one, greater than all before it, also across closing and opening. A store made anew counts
  /// from somewhere else. Read it before the readings
  /// it is to stand for: what is read afterwards is of that state or of a later one. Costs an
  /// atomic load.
  [[nodiscard]] virtual std::uint64_t version() const = 0;

  /// How often a commit has put or replaced a reading at or before the newest one that the series
  /// already had; it goes on across closing and opening. While it stays, readings have only been
  /// appended: what was computed from a part of the series that ends at or before its newest
  /// reading then is still right. 0 for an unknown series. Read it before the readings, as
  /// version().
  [[nodiscard]] virtual std::uint64_t epoch(SeriesId series) const = 0;

  /// A summary as it was kept; nothing where there is none, it cannot be read (which the log says),
  /// or the series has another epoch now.
  [[nodiscard]] virtual std::optional<std::string> summary(const SummaryKey& key) const = 0;

  /// Keeps something computed from a part of the series that no appended reading changes, in the
  /// place of what was kept under the key. `epoch` was read before the readings. It may be lost in
  /// a crash, and is forgotten where it comes too late; then it is computed again.
  /// REQUIRES: at most limits::kSummaryBytesMax bytes. Errors: no_space, unavailable, internal.
  virtual Status keep_summary(const SummaryKey& key, std::uint64_t epoch,
                              std::string_view bytes) = 0;

  /// False after a write has failed: reading goes on, and no more is written until the store is
  /// opened again.
  [[nodiscard]] virtual bool writable() const = 0;

  /// For gauges; some microseconds. A backend that keeps no figures has none.
  [[nodiscard]] virtual Figures figures() const { return {}; }

  /// Moves the head into sealed blocks. Never needed for correctness; tests and a clean stop use
  /// it.
  [[nodiscard]] virtual Status seal() = 0;

 protected:
  Store() = default;
  Store(const Store&) = default;
  Store& operator=(const Store&) = default;
};

}  // namespace cems::store
