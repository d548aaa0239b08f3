/// One live stream as the body of an answer: catches up with its feed from the store, then takes
/// what the feed makes (extension X2).
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "api/operation.h"
#include "api/watch_feed.h"
#include "api/watch_hub.h"
#include "base/clock.h"

namespace cems::api {

/// Counts a stream for as long as it lives.
class WatchTicket {
 public:
  explicit WatchTicket(std::atomic<std::size_t>& open) : open_(&open) { ++open; }

  WatchTicket(WatchTicket&& other) noexcept : open_(std::exchange(other.open_, nullptr)) {}

  WatchTicket(const WatchTicket&) = delete;
  WatchTicket& operator=(const WatchTicket&) = delete;
  WatchTicket& operator=(WatchTicket&&) = delete;

  ~WatchTicket() {
    if (open_ != nullptr) {
      --*open_;
    }
  }

 private:
  std::atomic<std::size_t>* open_;
};

struct WatchParts {
  std::shared_ptr<WatchFeed> feed;
  const store::Store& store;
  const Clock& clock;
  WatchCaller caller;
  WatchTicket ticket;
};

/// Begins with the newest readings, or where the call says: after its Last-Event-ID, else at its
/// `since`. Errors: the store's.
[[nodiscard]] Result<Data> open_watch(WatchParts parts, const Call& call);

}  // namespace cems::api
