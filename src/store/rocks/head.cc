/// Readings in time order as plain vectors.
#include "store/rocks/head.h"

#include <algorithm>
#include <iterator>

namespace cems::store::rocks {
namespace {

std::size_t index_of(std::span<const Reading> readings, TimeMs t) {
  const auto before = [](const Reading& r, TimeMs time) { return r.at < time; };
  const auto it = std::lower_bound(readings.begin(), readings.end(), t, before);
  return static_cast<std::size_t>(it - readings.begin());
}

}  // namespace

std::span<const Reading> part_of(std::span<const Reading> readings, TimeRange range) {
  if (range.empty()) return {};
  const std::size_t begin = index_of(readings, range.begin);
  return readings.subspan(begin, index_of(readings, range.end) - begin);
}

void merge_into(std::vector<Reading>& into, std::span<const Reading> newer) {
  if (newer.empty()) return;
  if (into.empty() || into.back().at < newer.front().at) {
    into.insert(into.end(), newer.begin(), newer.end());
    return;
  }
  const std::size_t from = index_of(into, newer.front().at);
  const std::vector<Reading> older(into.begin() + static_cast<std::ptrdiff_t>(from), into.end());
  into.resize(from);
  auto a = older.begin();
  for (const Reading& r : newer) {
    for (; a != older.end() && a->at < r.at; ++a)
      into.push_back(*a);
    if (a != older.end() && a->at == r.at) ++a;
    into.push_back(r);
  }
  into.insert(into.end(), a, older.end());
}

}  // namespace cems::store::rocks
