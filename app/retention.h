/// Retention: which readings a station gives up because their site keeps them no longer.
#pragma once

#include <stop_token>

#include "base/time.h"
#include "catalog/snapshot.h"
#include "store/store.h"

namespace cems::app {

/// Drops, for each site with a retention, what is older, by whole months in UTC: nothing goes
/// before its time, and readings of at most one more month stay. What was dropped, and what failed,
/// is in the log; it is tried again the next time.
void drop_old_readings(store::Store& store, const catalog::Snapshot& sites, TimeMs now,
                       const std::stop_token& over);

}  // namespace cems::app
