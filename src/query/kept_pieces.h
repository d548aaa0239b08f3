/// Pieces of past time as the store keeps them beside a series: the months of a local year, or the
/// days of a local month, in one summary (docs/internals/format/summary.md).
///
/// A cache that outlives the process: what is not there, or was made from another past or another
/// archive, is computed from readings again. Pure functions but for the store; safe from any
/// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "catalog/site.h"
#include "query/piece.h"
#include "store/store.h"

namespace cems::query {

/// What decides about the pieces of a local year beside the readings: the archive, and what of the
/// built-in schedules and holidays the site's tariff uses. 64 hexadecimal digits.
[[nodiscard]] std::string basis_of(const catalog::Site& site, std::int32_t year);

/// The local year that a moment is in.
[[nodiscard]] std::int32_t local_year(TimeMs t, const Zone& zone);

/// What is kept in one summary: of months the local year, of days the local month, counted from
/// year 0 on.
[[nodiscard]] std::int32_t summary_period(Level level, TimeMs t, const Zone& zone);

/// The local year that such a period is in.
[[nodiscard]] std::int32_t year_of_period(Level level, std::int32_t period);

/// What is kept of a period, ascending; empty where nothing usable is.
[[nodiscard]] std::vector<Piece> kept_pieces(const store::Store& store, const PieceKey& key,
                                             std::int32_t period, std::string_view basis);

/// Keeps settled pieces of a period and says true, unless that would take as much room as their
/// readings. `epoch` was read before them. Errors: the store's.
[[nodiscard]] Result<bool> keep_pieces(store::Store& store, const PieceKey& key,
                                       std::int32_t period, std::uint64_t epoch,
                                       std::span<const Piece> pieces, std::string_view basis);

}  // namespace cems::query
