/// Reads what a register counted, or deltas add up to, in one piece of time, a local month at most,
/// so that pieces can be put together (query/month_sums.h). Used by one thread.
#pragma once

#include <array>
#include <optional>

#include "query/closed_cells.h"
#include "query/statistic_ledger.h"

namespace cems::query {

class PieceRead {
 public:
  /// `request` has one bucket: the piece. It, the site and the parameter outlive this.
  /// REQUIRES: adds_up(parameter).
  PieceRead(const catalog::Site& site, const StatisticRequest& request,
            const catalog::Parameter& parameter, bool by_class);

  /// Nothing where the numbers are too long for a PieceCell, or a delta is divided.
  /// REQUIRES: called once. Errors: the store's.
  [[nodiscard]] Result<std::optional<Piece>> piece(const store::Store& store, SeriesId series);

  /// Whether sums of the parameter can be put together from pieces.
  [[nodiscard]] static bool adds_up(const catalog::Parameter& parameter) {
    return measure_of(parameter) != Measure::sample;
  }

  /// Of each class, `none` being all time: how much of it lies after now, in milliseconds.
  [[nodiscard]] const std::array<std::int64_t, model::kTouClasses>& to_come() const {
    return to_come_;
  }

 private:
  const catalog::Site& site_;
  const catalog::Parameter& parameter_;
  const CellRule rule_;
  Ledger ledger_;
  std::array<Tally, 2> ends_;
  std::array<std::int64_t, model::kTouClasses> to_come_{};
};

}  // namespace cems::query
