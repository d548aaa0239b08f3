/// The version of the readings, for who answers from them without seeing the store (entity tags).
#pragma once

#include <cstdint>

#include "store/store.h"

namespace cems::query {

/// Store::version(): asked before the readings it is to stand for.
[[nodiscard]] inline std::uint64_t version_of(const store::Store& store) {
  return store.version();
}

}  // namespace cems::query
