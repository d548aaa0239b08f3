/// Counts what a stream has taken in and given out against its DecodeLimits. Internal to flate.
#pragma once

#include <cstdint>

#include "flate/decoder.h"

namespace cems::flate {

class DecodeBudget {
 public:
  explicit DecodeBudget(DecodeLimits limits) : limits_(limits) {}

  void take_in(std::uint64_t bytes) { in_ += bytes; }

  /// Counts decoded bytes before they are handed on. Errors: too_large.
  [[nodiscard]] Status give_out(std::uint64_t bytes);

 private:
  DecodeLimits limits_;
  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;
};

}  // namespace cems::flate
