/// Clocks: the only place where the program asks what time it is.
///
/// The answers' now is a Clock, so that a demonstration or a test can live in another year; what
/// must follow real time (certificates, token expiry, rate limits) takes real_now(). All are safe
/// from any thread.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace cems {

/// The real time of the system's clock. It may step when somebody sets it.
[[nodiscard]] TimeMs real_now();

/// The same, up to a few milliseconds old (a tick of the kernel): for what counts in seconds. Costs
/// about 5 ns, real_now() 25.
[[nodiscard]] TimeMs recent_real_now();

/// Milliseconds of a clock that only runs forwards, from an unknown beginning: for deadlines.
[[nodiscard]] std::int64_t steady_ms();

/// Nanoseconds of the same clock: for how long something takes. Costs about 25 ns.
[[nodiscard]] std::int64_t steady_ns();

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// In [kTimeMin, kTimeMax).
  [[nodiscard]] virtual TimeMs now() const = 0;
};

/// The real time.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimeMs now() const override { return real_now(); }
};

/// Believes that it was `start` when it was made, and runs on from there (`--clock`). Steps of the
/// system's clock do not reach it.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(TimeMs start) : start_(start), made_at_(steady_ms()) {}

  [[nodiscard]] TimeMs now() const override;

 private:
  TimeMs start_;
  std::int64_t made_at_;
};

/// Stands still until it is set: for tests and for answers that must all see one moment. Setting it
/// while others read it needs a lock of the caller's.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimeMs now) : now_(now) {}

  [[nodiscard]] TimeMs now() const override { return now_; }

  void set(TimeMs now) { now_ = now; }

 private:
  TimeMs now_;
};

}  // namespace cems
