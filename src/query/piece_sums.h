/// A statistic by whole days, months and more, put together from pieces of time: those of the past
/// come from query/closed_cells.h or, after a start, from what the store keeps
/// (query/kept_pieces.h), the others from a pass over their readings.
///
/// Says what statistic_with() says, to the last bit: samples belong to one piece; an edge between
/// two pieces is the same number from both sides, so that sums add up, and an edge's quality counts
/// for what ends at it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/exact.h"
#include "query/closed_cells.h"
#include "query/piece_grid.h"
#include "query/statistic.h"
#include "query/statistic_tally.h"

namespace cems::query {

/// A cell of a sum before it is a Fraction.
struct SumCell {
  bool has_value = false;
  Exact sum;
  Quality quality = Quality::questionable;
};

/// Made for one request, then loaded with one series after another. Used by one thread; store, site
/// and request outlive it.
class PieceSums {
 public:
  PieceSums(const store::Store& store, const catalog::Site& site, const StatisticRequest& request);

  /// Takes a series; false where it has to be read by statistic_with(): no bucket holds a whole
  /// piece, nothing is there to keep pieces in, a receipt is asked for (it names every reading),
  /// its numbers are too long to be kept, or a delta of it crosses an edge. Errors: the store's.
  [[nodiscard]] Result<bool> load(const StatisticSeries& series);

  // What follows is about the series loaded last. REQUIRES: load() said true.

  /// Whether its cells are SumCells: consumption of registers and deltas.
  [[nodiscard]] bool is_consumption() const { return read_as_ == ReadAs::consumption; }

  /// REQUIRES: is_consumption().
  [[nodiscard]] SumCell cell(std::size_t bucket, TouClass asked) const;
  [[nodiscard]] SumCell whole(TouClass asked) const;

  [[nodiscard]] Coverage coverage(TouClass asked) const;
  [[nodiscard]] std::vector<StatisticRow> rows() const;

 private:
  using Part = PieceGrid::Part;

  /// What some pieces come to together.
  struct Total {
    Exact sum;
    std::uint64_t present = 0;
    Marks marks;
    bool has_time = false;
    bool gap = false;
    bool painted = false;
  };

  [[nodiscard]] const PieceGrid& grid_of(const catalog::Parameter& parameter);
  [[nodiscard]] bool wants_days();
  // Where pieces come from (piece_find.cc).
  [[nodiscard]] Result<bool> find_pieces(SeriesId series);
  void find_known(const PieceKey& key);
  [[nodiscard]] TimeMs usable_until(const ClosedCells::Entry& entry, SeriesId series) const;
  [[nodiscard]] bool point_to_known(const PieceKey& key);
  [[nodiscard]] bool take_kept(const PieceKey& key);
  [[nodiscard]] Result<bool> make_missing(SeriesId series);
  [[nodiscard]] Status read_missing(SeriesId series);
  void keep_made(const PieceKey& key, TimeMs newest);
  [[nodiscard]] const std::string& basis(std::int32_t year);

  [[nodiscard]] Total total(Part part, TouClass tou) const;
  [[nodiscard]] SumCell sum(Part part, TouClass asked) const;
  [[nodiscard]] Tally tally(const Total& total, Part part, TouClass tou) const;
  static void add_extremes(const Piece& piece, TouClass tou, Tally& tally);
  void fill(StatisticRow& row, const CellRule& rule) const;
  void measure_to_come();

  [[nodiscard]] Part all() const { return {0, grid_->size()}; }

  [[nodiscard]] TouClass counted_as(TouClass asked) const {
    return by_class_ ? asked : TouClass::none;
  }

  [[nodiscard]] std::shared_ptr<const ClosedCells::Entry>& entry_of(Level level) {
    return entries_[static_cast<std::size_t>(level)];
  }

  const store::Store& store_;
  const catalog::Site& site_;
  const StatisticRequest& request_;
  std::array<std::optional<PieceGrid>, 2> grids_;  // Of months; with days.
  std::size_t series_by_day_ = 0;
  std::map<std::int32_t, std::string> bases_;  // Of the years that were looked for in the store.
  /// Time of the range after now by class, without and with the tariff's edges.
  std::array<std::optional<std::array<std::int64_t, model::kTouClasses>>, 2> to_come_;

  const StatisticSeries* series_ = nullptr;
  const PieceGrid* grid_ = nullptr;
  ReadAs read_as_ = ReadAs::consumption;
  bool by_class_ = false;
  std::uint64_t store_version_ = 0;
  std::uint64_t epoch_ = 0;
  std::array<std::shared_ptr<const ClosedCells::Entry>, kLevels> entries_;
  std::vector<Piece> made_;           // By piece; those that were missing.
  std::vector<const Piece*> pieces_;  // By piece; in an entry or made.
};

}  // namespace cems::query
