/// Clocks; see clock.h.
#include "base/clock.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "base/assert.h"

namespace cems {
namespace {

template <class Moment>
std::int64_t since_epoch_ms(Moment moment) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

TimeMs real_now() {
  return TimeMs{since_epoch_ms(std::chrono::system_clock::now())};
}

TimeMs recent_real_now() {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  std::timespec moment{};
  CEMS_ASSERT(::clock_gettime(CLOCK_REALTIME_COARSE, &moment) == 0);
  return TimeMs{moment.tv_sec * kMsPerSecond + moment.tv_nsec / kNsPerMs};
}

std::int64_t steady_ms() {
  return since_epoch_ms(std::chrono::steady_clock::now());
}

std::int64_t steady_ns() {
  const auto passed = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
}

TimeMs ShiftedClock::now() const {
  const TimeMs now = start_ + (steady_ms() - made_at_);
  return std::min(now, kTimeMax - 1);
}

}  // namespace cems
