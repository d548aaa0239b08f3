/// The reference backend: everything in ordered maps, gone with the process.
///
/// It says what a Store does in the plainest way there is; the other backends are compared with it.
/// Made for tests and for a server without a data folder, not for speed. Thread-safe like every
/// Store.
#pragma once

#include <memory>

#include "store/store.h"

namespace cems::store {

/// An empty store. Its calls never fail; a scan copies its range when it is made.
[[nodiscard]] std::unique_ptr<Store> make_memory_store();

}  // namespace cems::store
