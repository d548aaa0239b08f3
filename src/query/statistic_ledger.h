/// The books of one statistic: the pieces of time that a range is cut into, a tally for each bucket
/// and class that is still open, one for the range and each class, and the receipts.
///
/// A pass (query/statistic_pass.h) writes; statistic() takes the rows. Owned by one thread; points
/// into the Site and the request.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checksum.h"
#include "base/reading.h"
#include "model/class_calendar.h"
#include "query/statistic.h"
#include "query/statistic_tally.h"

namespace cems::query {

/// A piece of a bucket of one class of time.
struct Segment {
  TimeRange range;
  std::size_t bucket = 0;
  TouClass tou = TouClass::none;
};

/// The buckets cut at the calendar's edges; the buckets themselves without a calendar.
[[nodiscard]] std::vector<Segment> cut_segments(std::span<const TimeRange> buckets,
                                                const model::ClassCalendar* calendar);

/// Readings on a grid in so much time: a delta's interval has to be over, a sample's only to begin.
/// REQUIRES: interval_ms > 0.
[[nodiscard]] constexpr std::uint64_t expected_readings(std::int64_t time_ms,
                                                        std::int64_t interval_ms, bool at_ends) {
  return static_cast<std::uint64_t>((time_ms + (at_ends ? 0 : interval_ms - 1)) / interval_ms);
}

using Tallies = std::array<Tally, model::kTouClasses>;  // By TouClass; `none` is all time.

/// Classes that a reading went into, a bit for each; all time is always among them.
using ClassSet = std::uint8_t;

[[nodiscard]] constexpr ClassSet class_set(TouClass tou) {
  return static_cast<ClassSet>(1U | (1U << static_cast<unsigned>(tou)));
}

inline constexpr ClassSet kAllClasses = 0xFF;

/// What goes into a pass's pieces and not into its rows (query/piece_read.h).
struct KeptApart {
  std::vector<Tally> edges;  ///< By edge between buckets, outer ones included: what it says itself.
  std::vector<std::array<std::uint32_t, model::kTouClasses>> present;      ///< By bucket.
  std::function<void(std::size_t bucket, const Tallies& tallies)> closed;  ///< The bucket is over.
};

class Ledger {
 public:
  /// `calendar` null: every class asked for is all time (a register by tariff).
  Ledger(const catalog::Site& site, std::span<const TouClass> classes,
         const StatisticRequest& request, const model::ClassCalendar* calendar, CellRule rule);

  [[nodiscard]] std::span<const Segment> segments() const { return segments_; }

  [[nodiscard]] TimeRange range() const { return range_; }

  /// Calls f(Tally&) for each tally that the segment is a part of: its bucket and the range, in all
  /// time and in its class. REQUIRES: its bucket is not closed.
  template <class F>
  void each(const Segment& segment, F f) {
    Tallies& bucket = open(segment.bucket);
    f(bucket.front());
    f(whole_.tallies.front());
    if (segment.tou != TouClass::none) {
      f(bucket[index_of(segment.tou)]);
      f(whole_.tallies[index_of(segment.tou)]);
    }
  }

  /// Calls f(Tally&) for each tally that begins or ends between two neighbours, null being outside.
  template <class F>
  void each_at_edge(const Segment* left, const Segment* right, F f) {
    const bool bucket_ends = left == nullptr || right == nullptr || left->bucket != right->bucket;
    if (apart_ != nullptr && bucket_ends) {
      f(apart_->edges[left == nullptr ? 0 : left->bucket + 1]);
      return;
    }
    const bool range_ends = left == nullptr || right == nullptr;
    const bool class_ends = range_ends || left->tou != right->tou;
    for (const Segment* side : {left, right}) {
      if (side == nullptr) {
        continue;
      }
      Tallies& bucket = open(side->bucket);
      if (bucket_ends) {
        f(bucket.front());
      }
      if (range_ends) {
        f(whole_.tallies.front());
      }
      if (side->tou != TouClass::none && (bucket_ends || class_ends)) {
        f(bucket[index_of(side->tou)]);
      }
      if (side->tou != TouClass::none && class_ends) {
        f(whole_.tallies[index_of(side->tou)]);
      }
    }
  }

  /// The tallies of a bucket that is not closed. Valid until the next call of anything here.
  [[nodiscard]] Tallies& open(std::size_t bucket) {
    while (bucket >= opened_) {
      open_next();
    }
    return place_of(bucket).tallies;
  }

  [[nodiscard]] Tallies& whole() { return whole_.tallies; }

  /// Keeps what pieces are made of, and what the edges between buckets say out of every tally.
  /// `apart` has its sizes and outlives the pass. REQUIRES: called at once.
  void keep_apart(KeptApart& apart) { apart_ = &apart; }

  /// Makes the cells of the buckets before this one; nothing more may go into them.
  void close_before(std::size_t bucket);

  /// Coverage: `n` readings have their stamps in the segment.
  void add_present(const Segment& segment, std::uint64_t n) {
    present_.front() += n;
    present_[index_of(segment.tou)] += segment.tou == TouClass::none ? 0 : n;
    if (apart_ != nullptr) {
      auto& present = apart_->present[segment.bucket];
      present.front() += static_cast<std::uint32_t>(n);
      present[index_of(segment.tou)] +=
          static_cast<std::uint32_t>(segment.tou == TouClass::none ? 0 : n);
    }
  }

  /// Whether the next three do anything.
  [[nodiscard]] bool explains() const { return explain_; }

  void add_to_receipt(const Reading& reading, ClassSet classes);

  void add_note(std::string note);

  /// Closes everything; one row for each class asked for. `read_by` goes into their digests.
  /// REQUIRES: called once, at the end.
  [[nodiscard]] std::vector<StatisticRow> take_rows(const std::optional<Duration>& interval,
                                                    TimeMs now, std::string algorithm,
                                                    std::string_view read_by = {});

 private:
  struct Bucket {
    Tallies tallies;
    bool gap = false;
    bool painted = false;
  };

  struct Account {
    Receipt receipt;
    Sha256 digest;
  };

  static constexpr std::size_t index_of(TouClass tou) { return static_cast<std::size_t>(tou); }

  static void measure(Bucket& bucket, const Segment& segment);
  void open_next();

  /// Of an open bucket. The places are used again and again: mostly one bucket is open.
  [[nodiscard]] Bucket& place_of(std::size_t bucket) { return open_[bucket % open_.size()]; }

  [[nodiscard]] TouClass counted_as(TouClass asked) const;
  [[nodiscard]] Cell make_cell(const Bucket& bucket, TouClass asked, Aggregate aggregate) const;
  [[nodiscard]] std::uint64_t expected(TouClass tou, std::int64_t interval_ms, TimeMs now) const;
  [[nodiscard]] Receipt take_receipt(std::size_t row, std::string algorithm,
                                     std::string_view read_by);

  const catalog::Site& site_;
  TimeRange range_;
  bool by_time_;
  bool explain_;
  CellRule rule_;
  std::vector<Segment> segments_;
  std::size_t buckets_;
  std::size_t closed_ = 0;        // Buckets that have their cells.
  std::size_t opened_ = 0;        // Those, and the ones that tallies are kept of.
  std::vector<Bucket> open_;      // Buckets [closed_, opened_), each at its number modulo the size.
  std::size_t next_segment_ = 0;  // The first one of a bucket that was never opened.
  Bucket whole_;
  KeptApart* apart_ = nullptr;
  std::array<std::uint64_t, model::kTouClasses> present_{};
  std::vector<StatisticRow> rows_;
  std::vector<Account> accounts_;  // By row, where they were asked for.
  std::vector<std::string> notes_;
  std::string line_;
};

/// `time,value,quality\n` of a reading in the place of `line`: what digests are made of.
void set_digest_line(std::string& line, const Reading& reading, const Zone& zone);

/// What of a parameter changes how its readings become energy, as a digest has it: a line
/// `decimals,rollover,interval`, each empty where it is not given.
[[nodiscard]] std::string digest_line_of(const catalog::Parameter& parameter);

}  // namespace cems::query
