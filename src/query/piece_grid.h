/// Cuts the range of a statistic into pieces: whole local months and days, where buckets hold them,
/// and what is left over at the range's ends (query/piece.h).
///
/// Immutable once made; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "query/piece.h"

namespace cems::query {

class PieceGrid {
 public:
  /// Pieces [first, last).
  struct Part {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  /// With `days` months are cut into days where a bucket does not hold them whole, and so is the
  /// one under way at `now`: it changes with every reading, and of its days only the last one.
  PieceGrid(std::span<const TimeRange> buckets, const Zone& zone, bool days, TimeMs now);

  /// Whether pieces are worth having: some are whole, and they are not too many.
  [[nodiscard]] bool fits() const { return fits_; }

  // REQUIRES: fits().

  [[nodiscard]] std::size_t size() const { return ranges_.size(); }

  [[nodiscard]] std::span<const TimeRange> ranges() const { return ranges_; }

  /// Nothing for a part of a month or day, which is not kept.
  [[nodiscard]] std::optional<Level> level(std::size_t piece) const { return levels_[piece]; }

  [[nodiscard]] bool has(Level level) const { return has_[static_cast<std::size_t>(level)]; }

  /// summary_period() of the piece.
  [[nodiscard]] std::int32_t period(std::size_t piece) const { return periods_[piece]; }

  [[nodiscard]] std::size_t buckets() const { return of_bucket_.size(); }

  [[nodiscard]] Part bucket(std::size_t bucket) const { return of_bucket_[bucket]; }

 private:
  void add(TimeRange range, std::optional<Level> level, const Zone& zone);

  bool fits_ = true;
  std::array<bool, kLevels> has_{};
  std::vector<TimeRange> ranges_;
  std::vector<std::optional<Level>> levels_;
  std::vector<std::int32_t> periods_;
  std::vector<Part> of_bucket_;
};

}  // namespace cems::query
