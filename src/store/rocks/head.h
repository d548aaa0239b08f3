/// Readings in time order as plain vectors: how the head keeps a series, and how two are merged.
///
/// A sorted vector and not a tree: 40 bytes a reading instead of 80, appending in order is the
/// common case, and a scan copies a part of it in one move. Internal to store/rocks. Pure
/// functions.
#pragma once

#include <span>
#include <vector>

#include "base/reading.h"
#include "base/time.h"

namespace cems::store::rocks {

/// The part of `readings` (strictly ascending) that lies in the range. Lives as long as they do.
[[nodiscard]] std::span<const Reading> part_of(std::span<const Reading> readings, TimeRange range);

/// Puts `newer` into `into`, both strictly ascending; where both have an instant, `newer` wins.
/// Costs the readings at and behind newer.front(), so appending is cheap.
void merge_into(std::vector<Reading>& into, std::span<const Reading> newer);

}  // namespace cems::store::rocks
