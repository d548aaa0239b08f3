/// Cycles in a list of things that each name at most one parent (points, categories).
///
/// Pure functions.
#pragma once

#include <cstddef>
#include <vector>

namespace cems::catalog {

inline constexpr std::size_t kNoParent = static_cast<std::size_t>(-1);

/// Every cycle of `parents` (parents[i] is the index of i's parent, or kNoParent) as the indices on
/// it, child before parent, beginning with its smallest index; cycles by that index. What merely
/// leads into a cycle is on none. Linear, and not recursive: a chain may be as long as the archive.
/// REQUIRES: every parent is kNoParent or < parents.size().
[[nodiscard]] std::vector<std::vector<std::size_t>> find_cycles(
    const std::vector<std::size_t>& parents);

/// The indices that have exactly `levels` ancestors: the first that are too deep where `levels` is
/// the most there may be of them together. What is on or below a cycle is not looked at.
/// REQUIRES: as find_cycles.
[[nodiscard]] std::vector<std::size_t> find_at_depth(const std::vector<std::size_t>& parents,
                                                     std::size_t levels);

}  // namespace cems::catalog
