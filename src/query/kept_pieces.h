/// Sums of past months as the store keeps them beside a series: one summary a local year
/// (docs/internals/format/summary.md).
///
/// A cache that outlives the process: what is not there, or was made from another past or another
/// archive, is computed from readings again. Pure functions but for the store; safe from any
/// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "catalog/site.h"
#include "query/closed_cells.h"
#include "store/store.h"

namespace cems::query {

/// What decides about the sums of a local year beside the readings: the archive, and what of the
/// built-in schedules and holidays the site's tariff uses. 64 hexadecimal digits.
[[nodiscard]] std::string basis_of(const catalog::Site& site, std::int32_t year);

/// The local year that a moment is in.
[[nodiscard]] std::int32_t local_year(TimeMs t, const Zone& zone);

/// The pieces as bytes, under the basis that they were made on.
[[nodiscard]] std::string encode_months(std::span<const Piece> pieces, std::string_view basis);

/// Nothing where the bytes are of another basis or edition, or damaged.
[[nodiscard]] std::optional<std::vector<Piece>> decode_months(std::string_view bytes,
                                                              std::string_view basis);

/// What is kept of a local year, ascending; empty where nothing usable is.
[[nodiscard]] std::vector<Piece> kept_months(const store::Store& store, ClosedCells::Key key,
                                             std::int32_t year, std::string_view basis);

/// Keeps the closed months of a year and says true, unless that would take as much room as their
/// readings. `epoch` was read before them. Errors: the store's.
[[nodiscard]] Result<bool> keep_months(store::Store& store, ClosedCells::Key key, std::int32_t year,
                                       std::uint64_t epoch, std::span<const Piece> pieces,
                                       std::string_view basis);

}  // namespace cems::query
