// What a plan takes.
#include "api/newest_plan.h"

namespace cems::api {

std::size_t NewestPlan::bytes() const {
  constexpr std::size_t kSeriesBytes = sizeof(query::Series) + sizeof(SeriesId) + 8;
  std::size_t sum = sizeof *this + text.capacity() + slots.capacity() * sizeof(Slot) +
                    series.series().size() * kSeriesBytes;
  for (const std::vector<std::uint32_t>& members : sums) {
    sum += sizeof(std::vector<std::uint32_t>) + members.capacity() * sizeof(std::uint32_t);
  }
  return sum;
}

}  // namespace cems::api
