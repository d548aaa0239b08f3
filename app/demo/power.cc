// Energy of a quarter of an hour from its samples.
#include "app/demo/power.h"

#include <algorithm>

#include "base/assert.h"

namespace cems::demo {

std::int64_t forward_sum(const Quarter& quarter) {
  std::int64_t sum = 0;
  for (const std::int64_t value : quarter) {
    sum += std::max<std::int64_t>(value, 0);
  }
  return sum;
}

std::int64_t forward_energy(const Quarter& quarter) {
  const std::int64_t sum = forward_sum(quarter);
  CEMS_ASSERT(sum % kEnergyUnit == 0);
  return sum / kEnergyUnit;
}

}  // namespace cems::demo
