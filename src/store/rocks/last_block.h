/// What a sealing remembers of the last block of a series, so that the next one need not search.
#pragma once

#include <cstddef>

#include "base/time.h"

namespace cems::store::rocks {

struct LastBlock {
  TimeMs first;
  TimeMs last;
  std::size_t count = 0;  ///< Of readings.
};

}  // namespace cems::store::rocks
