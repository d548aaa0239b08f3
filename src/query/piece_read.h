/// Makes pieces of time: one pass over the readings of neighbouring ones (query/piece.h).
///
/// Pure but for the store; safe from any thread.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "catalog/site.h"
#include "query/piece.h"
#include "store/store.h"

namespace cems::query {

/// What pieces are made of.
struct PieceSource {
  SeriesId series;
  const catalog::Parameter& parameter;
  ReadAs read_as = ReadAs::consumption;
  bool by_class = false;  ///< REQUIRES: a tariff on the site.
};

/// A piece for each of the ranges, which follow each other without a hole and are a local month
/// long at most. Errors: the store's.
[[nodiscard]] Result<std::vector<Piece>> read_pieces(const store::Store& store,
                                                     const catalog::Site& site,
                                                     const PieceSource& source,
                                                     std::span<const TimeRange> ranges);

}  // namespace cems::query
