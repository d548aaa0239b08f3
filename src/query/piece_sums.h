/// Consumption from registers and deltas by whole months and more, put together from the sums of
/// months: those of the past come from query/closed_cells.h or, after a start, from what the store
/// keeps (query/kept_months.h), the others from a pass over their readings.
///
/// Says what statistic_with() says, to the last bit: an edge between two months is the same number
/// from both sides, so that sums add up, and an edge's quality counts for what ends at it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/exact.h"
#include "query/closed_cells.h"
#include "query/statistic.h"

namespace cems::query {

/// A cell of a sum before it is a Fraction.
struct SumCell {
  bool has_value = false;
  Exact sum;
  Quality quality = Quality::questionable;

  [[nodiscard]] Cell cell() const;
};

/// Made for one request, then loaded with one series after another. Used by one thread; store, site
/// and request outlive it.
class MonthSums {
 public:
  MonthSums(const store::Store& store, const catalog::Site& site, const StatisticRequest& request);

  /// Whether the request is one for this: every bucket holds whole pieces, something is there to
  /// keep months in, and no receipt is asked for (it names every reading).
  [[nodiscard]] bool fits() const { return !pieces_of_.empty(); }

  /// Takes a series; false where it has to be read by statistic_with(): it is no sum of a register
  /// or of deltas, has numbers too long to be kept, or a delta of it crosses an edge.
  /// REQUIRES: fits(). Errors: the store's.
  [[nodiscard]] Result<bool> load(const StatisticSeries& series);

  // What follows is about the series loaded last. REQUIRES: load() said true.

  [[nodiscard]] SumCell cell(std::size_t bucket, TouClass asked) const;
  [[nodiscard]] SumCell whole(TouClass asked) const;
  [[nodiscard]] Coverage coverage(TouClass asked) const;
  [[nodiscard]] std::vector<StatisticRow> rows() const;

 private:
  /// Pieces [first, last).
  struct Part {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  [[nodiscard]] bool cut();
  [[nodiscard]] Result<bool> find_pieces(SeriesId series);
  /// Those of past months that are known, from memory or the store; how many pieces are missing.
  [[nodiscard]] std::size_t find_known(ClosedCells::Key key, std::uint64_t epoch);
  [[nodiscard]] std::size_t point_to_known();
  void take_kept(ClosedCells::Key key, std::uint64_t epoch);

  [[nodiscard]] bool is_past(std::size_t piece) const {
    return is_month_[piece] && ranges_[piece].end <= request_.now;
  }

  /// Makes the pieces that are missing. False where that cannot be.
  [[nodiscard]] Result<bool> make_missing(ClosedCells::Key key, std::uint64_t epoch);
  [[nodiscard]] TimeMs settled_until(TimeMs newest) const;
  [[nodiscard]] const std::string& basis(std::int32_t year);
  [[nodiscard]] Result<bool> read_piece(SeriesId series, std::size_t index);
  [[nodiscard]] Result<bool> has_two_readings(SeriesId series, TimeMs newest) const;
  [[nodiscard]] SumCell sum(Part part, TouClass asked) const;

  [[nodiscard]] TouClass counted_as(TouClass asked) const {
    return by_class_ ? asked : TouClass::none;
  }

  const store::Store& store_;
  const catalog::Site& site_;
  const StatisticRequest& request_;
  std::vector<TimeRange> ranges_;    // Of the pieces.
  std::vector<bool> is_month_;       // Beside ranges_: a whole local month.
  std::vector<std::int32_t> years_;  // Beside ranges_: the local year.
  std::vector<Part> pieces_of_;      // By bucket; empty where the request does not fit.
  const StatisticSeries* series_ = nullptr;
  bool by_class_ = false;
  std::shared_ptr<const ClosedCells::Entry> entry_;  // Keeps what pieces_ points to.
  std::vector<Piece> made_;                          // By piece; those that were not kept.
  std::vector<const Piece*> pieces_;
  std::map<std::int32_t, std::string> bases_;  // Of the years that were looked for in the store.
  std::array<std::int64_t, model::kTouClasses> to_come_{};  ///< Time after now, in milliseconds.
};

}  // namespace cems::query
