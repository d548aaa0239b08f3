// Work by the clock.
#include "app/clerks.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "api/settlement.h"
#include "app/retention.h"
#include "base/log.h"
#include "query/rollups.h"

namespace cems::app {
namespace {

/// Lets the store keep what months and days that are over come to.
void roll_up(store::Store& store, const catalog::Catalog& catalog, const Clock& clock,
             const std::stop_token& over) {
  constexpr std::chrono::seconds kPause{10};
  query::Rollups rollups(store, catalog);
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    const Result<std::uint64_t> made = rollups.look(clock.now(), over);
    if (!made) {
      spdlog::warn("pieces of past time are not kept: {}", made.error().message);
    } else if (*made > 0) {
      const auto took = std::chrono::steady_clock::now() - begun;
      spdlog::info("kept pieces of past time, {} kinds of series, in {} ms", *made,
                   std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

/// Gives up what sites keep no more, at the start and every hour.
void keep_retention(store::Store& store, const catalog::Catalog& catalog, const Clock& clock,
                    const std::stop_token& over) {
  constexpr std::chrono::hours kPause{1};
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    drop_old_readings(store, *catalog.get(), clock.now(), over);
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

/// Looks once a minute at what events have come to.
void settle(const store::Store& store, const catalog::Catalog& catalog, events::EventBook& events,
            const Clock& clock, const std::stop_token& over) {
  constexpr std::chrono::minutes kPause{1};
  api::Settlement settlement(store, catalog, events);
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    settlement.look(clock.now(), over);
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

}  // namespace

std::vector<Clerk> clerks_of(store::Store& store, const catalog::Catalog& catalog,
                             events::EventBook& events, const Clock& clock,
                             audit::Recorder& recorder) {
  return {[&](const std::stop_token& over) { recorder.run(over); },
          [&](const std::stop_token& over) { settle(store, catalog, events, clock, over); },
          [&](const std::stop_token& over) { roll_up(store, catalog, clock, over); },
          [&](const std::stop_token& over) { keep_retention(store, catalog, clock, over); }};
}

}  // namespace cems::app
