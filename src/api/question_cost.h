/// What a question costs, estimated before it is answered: from how many series it speaks of, over
/// how much time, in what resolution.
///
/// | family     | units |
/// |------------|-------|
/// | static     | 1 + points / 20 |
/// | dynamic    | 1 + series / 50 |
/// | historic   | 1 + series × months / 4 + rows / 100, of the page if it is one |
/// | with `interval` | 1 + series × months / 4 + readings / 4,000 + rows / 300, of the range |
/// | statistic  | 1 + rows × buckets / 20, and with buckets below a month + readings / 10,000 |
/// | dr         | 1 + 10 × months |
/// | demand, CompareDrBaselines | 1 + 500 × months |
///
/// A body costs a unit more for each 16 KiB.
///
/// A unit is a small question over TLS, 20 µs of a core. Pure; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "api/operation.h"

namespace cems::api {

struct QuestionCost {
  std::int64_t units = 1;  ///< At least 1.
  /// It may take longer than a loop has to spare before the first piece of its answer is there, or
  /// between two: it is answered by workers. Readings as they are stored are never so because of
  /// how many they are: a loop makes them piece by piece, as the peer takes them.
  bool is_heavy = false;
};

/// What is not in the archive, or does not make sense, costs 1: it will be refused.
[[nodiscard]] QuestionCost question_cost(const Call& call);

/// Of a request's body, beside the unit of every request.
[[nodiscard]] constexpr std::int64_t cost_of_body(std::size_t bytes) {
  constexpr std::size_t kBytesOfUnit = 16 * 1024;
  return static_cast<std::int64_t>(bytes / kBytesOfUnit);
}

/// So many units of work at a time are too much for a loop. About 4 ms.
inline constexpr std::int64_t kHeavyUnits = 200;

}  // namespace cems::api
