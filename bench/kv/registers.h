/// The readings of bench/kv: energy registers in hundredths of a kWh, read each minute.
///
/// A reading grows by 0.20 to 1.00 kWh, more at noon, with noise; all points of a minute come
/// before those of the next, as a gateway sends them. The same for each run.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "base/time.h"

namespace cems::bench {

struct Shape {
  int points = 200;
  int days = 31;  ///< From 2024-01-01T00:00+08:00.

  [[nodiscard]] std::int64_t minutes() const { return std::int64_t{days} * 1440; }

  [[nodiscard]] std::int64_t readings() const { return minutes() * points; }
};

/// One reading before it is any store's.
struct RegisterReading {
  int point = 0;
  TimeMs at;
  std::int64_t hundredths = 0;
};

/// What must be found afterwards.
struct Totals {
  std::int64_t count = 0;
  std::int64_t hundredths = 0;  ///< Sum of all values.
  std::int64_t minutes = 0;     ///< Sum of all times, in minutes since the first.

  void add(const RegisterReading& reading);

  friend bool operator==(const Totals&, const Totals&) = default;
};

class Registers {
 public:
  explicit Registers(const Shape& shape);

  /// Replaces `out` with the next minutes of all points, at least `readings` unless the end comes
  /// before. Empty at the end.
  void next(std::int64_t readings, std::vector<RegisterReading>& out);

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  struct Register {
    std::mt19937 random;
    std::int64_t hundredths = 0;
  };

  Shape shape_;
  std::vector<std::int64_t> by_minute_;  // What is added at each minute of the day.
  std::vector<Register> registers_;
  std::int64_t minute_ = 0;
  Totals totals_;
};

}  // namespace cems::bench
