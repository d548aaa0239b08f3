// Once a minute, outside of any request.
#include "api/settlement.h"

#include "api/dr_records.h"
#include "base/limits.h"
#include "base/log.h"
#include "query/version.h"

namespace cems::api {

void Settlement::look(TimeMs now, const std::stop_token& over) {
  Basis basis{query::version_of(store_), events_.version(), catalog_.get(), now.ms / kMsPerMinute};
  // Where nothing has changed only events that have ended since can come to something new.
  const bool is_as_it_was = basis.readings == seen_.readings && basis.events == seen_.events &&
                            basis.archives == seen_.archives;
  const TimeMs oldest = now - limits::kSettlementDays * kMsPerDay;
  bool is_complete = true;
  for (const auto& site : basis.archives->sites()) {
    const std::vector<catalog::DrEvent> events = events_.events(site->id, site->dr_events);
    for (const catalog::DrEvent& event : events) {
      const bool is_known = is_as_it_was && event.range.end.ms < seen_.minute * kMsPerMinute;
      if (event.range.end > now || event.range.end < oldest || is_known) {
        continue;
      }
      if (over.stop_requested()) {
        return;  // What was not looked at is no older for it.
      }
      const Result<EventResult> result = event_result(store_, events_, *site, event, events, now);
      if (!result) {
        spdlog::error("event {} of {} was not settled: {}", event.id, site->id.view(),
                      result.error().message);
        is_complete = false;
      }
    }
  }
  if (is_complete) {
    basis.events = events_.version();  // Revisions of this very look are no news.
    seen_ = std::move(basis);
  }
}

}  // namespace cems::api
