/// Events and what came of them as records of Annex A's models (docs/demand-response.md).
///
/// Pure but for the event book, where a result that differs from the last one is kept as a new
/// revision; safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "api/operation.h"
#include "catalog/dr_event.h"
#include "model/record.h"
#include "query/response.h"

namespace cems::events {
class EventBook;
}

namespace cems::api {

/// Any model that extends DrEvent, with eventStatus as it is at `now`.
[[nodiscard]] model::Record event_record(const catalog::Site& site, const catalog::DrEvent& event,
                                         model::Model model, TimeMs now);

/// A record of an event, ready to be written but for its curves and its receipt.
struct EventResult {
  model::Record record{model::Model::dr_record};
  std::optional<query::Response> response;  ///< Where it was computed just now.
  std::optional<Fraction> energy;           ///< kWh, as it was before it was printed where known.
  std::optional<Decimal> amount;            ///< yuan
  bool effective = false;
};

/// The record of one event of `events`, all of the site's. What is settled is as it was kept, else
/// it is computed, and a result that differs from the last revision is a new one.
/// Errors: the store's.
[[nodiscard]] Result<EventResult> event_result(const store::Store& store, events::EventBook& book,
                                               const catalog::Site& site,
                                               const catalog::DrEvent& event,
                                               std::span<const catalog::DrEvent> events,
                                               TimeMs now);

}  // namespace cems::api
