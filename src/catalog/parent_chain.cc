// Each start walks up until it meets something seen: its own walk means a cycle, an older one not.
#include "catalog/parent_chain.h"

#include <algorithm>

namespace cems::catalog {

std::vector<std::vector<std::size_t>> find_cycles(const std::vector<std::size_t>& parents) {
  std::vector<std::vector<std::size_t>> cycles;
  std::vector<std::size_t> walk_of(parents.size(), kNoParent);  // The start that came by first.
  for (std::size_t start = 0; start < parents.size(); ++start) {
    std::size_t at = start;
    while (at != kNoParent && walk_of[at] == kNoParent) {
      walk_of[at] = start;
      at = parents[at];
    }
    if (at == kNoParent || walk_of[at] != start) {
      continue;
    }
    std::vector<std::size_t> cycle = {at};
    for (std::size_t next = parents[at]; next != at; next = parents[next]) {
      cycle.push_back(next);
    }
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    cycles.push_back(std::move(cycle));
  }
  std::sort(cycles.begin(), cycles.end());
  return cycles;
}

std::vector<std::size_t> find_at_depth(const std::vector<std::size_t>& parents,
                                       std::size_t levels) {
  std::vector<std::size_t> found;
  for (std::size_t start = 0; start < parents.size(); ++start) {
    std::size_t ancestors = 0;
    std::size_t at = parents[start];
    while (at != kNoParent && ancestors <= levels) {
      ++ancestors;
      at = parents[at];
    }
    if (at == kNoParent && ancestors == levels) {
      found.push_back(start);
    }
  }
  return found;
}

}  // namespace cems::catalog
