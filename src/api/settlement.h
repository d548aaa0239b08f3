/// Looks at the events that are over and not settled, and keeps a revision where late readings have
/// changed what they come to (docs/demand-response.md "The record of an event").
///
/// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "base/time.h"
#include "catalog/snapshot.h"
#include "events/event_book.h"

namespace cems::store {
class Store;  // Passed on to query; this layer does not look into it.
}

namespace cems::api {

class Settlement {
 public:
  /// All three outlive this.
  Settlement(const store::Store& store, const catalog::Catalog& catalog, events::EventBook& events)
      : store_(store), catalog_(catalog), events_(events) {}

  /// Computes the records of events that ended in the last limits::kSettlementDays; where nothing
  /// has changed since the last time, of those that have ended since. What fails is in the log and
  /// tried again. Ends early, between two events, when `over` is.
  void look(TimeMs now, const std::stop_token& over);

 private:
  /// Everything a record is made of, as it was when the last look began.
  struct Basis {
    std::uint64_t readings = 0;
    std::uint64_t events = 0;
    std::shared_ptr<const catalog::Snapshot> archives;
    std::int64_t minute = 0;  ///< An event may have ended since.
  };

  const store::Store& store_;
  const catalog::Catalog& catalog_;
  events::EventBook& events_;
  Basis seen_;
};

}  // namespace cems::api
