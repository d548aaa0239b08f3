/// What is done beside answering, each on a thread of its own until it is over.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "audit/recorder.h"
#include "base/clock.h"
#include "catalog/snapshot.h"
#include "events/event_book.h"
#include "store/store.h"

namespace cems::app {

using Clerk = std::function<void(const std::stop_token& over)>;

/// Those of a server: the audit log's writer, settlement of events, pieces of past time, retention.
/// All they are given outlives them.
[[nodiscard]] std::vector<Clerk> clerks_of(store::Store& store, const catalog::Catalog& catalog,
                                           events::EventBook& events, const Clock& clock,
                                           audit::Recorder& recorder);

}  // namespace cems::app
