/// Columns to Readings and back; see columns.h.
#include "block/columns.h"

#include "base/assert.h"
#include "block/one_scale.h"

namespace cems::block {

void Columns::append_to(std::vector<Reading>& out) const {
  CEMS_ASSERT(mantissas.size() == size());
  const std::size_t before = out.size();
  out.resize(before + size());
  Reading* to = out.data() + before;
  std::size_t i = 0;
  for (const QualityRun& run : qualities) {
    CEMS_ASSERT(run.count <= size() - i);
    for (const std::size_t end = i + run.count; i < end; ++i) {
      to[i] = {{times_ms[i]}, Decimal::from_narrow(mantissas[i], scale), run.quality};
    }
  }
  CEMS_ASSERT(i == size());
}

Shape Columns::assign(std::span<const Reading> readings) {
  times_ms.resize(readings.size());
  qualities.clear();
  std::vector<Decimal> numbers;
  numbers.reserve(readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Reading& r = readings[i];
    times_ms[i] = r.at.ms;
    numbers.push_back(r.value);
    if (qualities.empty() || qualities.back().quality != r.quality) {
      qualities.push_back({r.quality, 0});
    }
    ++qualities.back().count;
  }
  return to_one_scale(numbers, mantissas, scale);
}

}  // namespace cems::block
