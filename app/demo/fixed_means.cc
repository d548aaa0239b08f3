// C.6's five days and its event, C.7's two demand windows, and the event that is still to come.
#include "app/demo/fixed_means.h"

#include <algorithm>
#include <array>

#include "app/demo/noise.h"
#include "base/assert.h"

namespace cems::demo {

namespace {

constexpr std::uint64_t kStream = 20;

constexpr LocalMinute at(CivilDate date, std::int64_t hour, std::int64_t minute) {
  return midnight(date) + hour * 60 + minute;
}

constexpr FixedMean afternoon(CivilDate date, std::int64_t mean) {
  return {at(date, 13, 0), 120, mean, 150, 100};
}

// In order of time.
constexpr std::array<FixedMean, 9> kFixed{{
    // C.6: the baseline of DR20230808001 is 4120.0 kW, its load 3260.0 kW.
    afternoon({2023, 8, 1}, 41'200),
    afternoon({2023, 8, 2}, 41'200),
    afternoon({2023, 8, 3}, 41'200),
    afternoon({2023, 8, 4}, 41'200),
    afternoon({2023, 8, 7}, 41'200),
    afternoon({2023, 8, 8}, 32'600),
    // C.7: July's maximum 3921.6 kW ends at 2024-07-12T10:43, the current demand 3650.4 at 14:30.
    {at({2024, 7, 12}, 10, 28), 15, 39'216, 30, 0},
    {at({2024, 7, 18}, 14, 15), 15, 36'504, 30, 0},
    // The archive's DR20240719001, announced but not begun at the moment of Annex C.
    afternoon({2024, 7, 19}, 30'000),
}};

// The first that ends after the minute.
const FixedMean* first_after(LocalMinute minute) {
  return std::find_if(kFixed.begin(), kFixed.end(), [minute](const FixedMean& fixed) {
    return minute < fixed.begin + fixed.minutes;
  });
}

}  // namespace

const FixedMean* fixed_mean_at(LocalMinute minute) {
  const FixedMean* found = first_after(minute);
  return found != kFixed.end() && found->begin <= minute ? found : nullptr;
}

bool has_fixed_mean(LocalMinute begin, std::int64_t minutes) {
  const FixedMean* found = first_after(begin);
  return found != kFixed.end() && found->begin < begin + minutes;
}

std::int64_t fixed_sample(const FixedMean& fixed, LocalMinute minute, std::uint64_t seed) {
  CEMS_ASSERT(fixed.begin <= minute && minute < fixed.begin + fixed.minutes);
  const NoiseSource source{seed, kStream};
  const std::int64_t k = minute - fixed.begin;
  const std::int64_t block = k / 15;
  std::int64_t value = fixed.mean;
  if (fixed.block_swing != 0) {
    const std::int64_t off =
        2 * jitter(source, (fixed.begin + block / 2) * 2, fixed.block_swing / 2);
    value += block % 2 == 0 ? off : -off;
  }
  if (k % 15 != 14) {
    const std::int64_t off =
        jitter(source, (fixed.begin + block * 15 + k % 15 / 2) * 2 + 1, fixed.swing);
    value += k % 15 % 2 == 0 ? off : -off;
  }
  return value;
}

}  // namespace cems::demo
