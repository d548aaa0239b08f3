/// The rules of docs/demand-response.md "Events": what an order or a reply makes of an event.
///
/// Pure functions: the event as it is (null where the site has none of that id) and *now* go in,
/// the event as it would be comes out, and nothing is kept. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "base/zone.h"
#include "catalog/dr_event.h"
#include "events/event_change.h"
#include "model/record.h"

namespace cems::events {

/// Of an archive's and the log's state of one event the one that counts: that with the higher
/// modification number, the log's where they are equal. The archive's keeps the log's reply and
/// settlement where it does not say its own, as any modification does.
[[nodiscard]] catalog::DrEvent effective(const catalog::DrEvent& archived,
                                         const catalog::DrEvent& logged);

/// `order` is what make_dr_event made. Without a publishTime it is published now, or at its begin
/// where that is past; a deadline that is not given stays at the begin when a modification moves
/// it. An order that says what there is (a reply or a publishTime only where it has one) is
/// unchanged, also when the event is over.
[[nodiscard]] OrRefusal<Change> create(const catalog::DrEvent* current,
                                       const catalog::DrEvent& order, const Zone& zone, TimeMs now);

/// `patch`, of Model::dr_event or one that extends it, has modificationNumber and the fields that
/// change; Null takes a value away.
[[nodiscard]] OrRefusal<Change> modify(const catalog::DrEvent* current, const model::Record& patch,
                                       const Zone& zone, TimeMs now);

/// A greater modification number becomes the event's.
[[nodiscard]] OrRefusal<Change> cancel(const catalog::DrEvent* current, std::string_view id,
                                       std::optional<std::int64_t> modification, TimeMs now);

/// At any time, also when the event is over or cancelled.
[[nodiscard]] OrRefusal<Change> settle(const catalog::DrEvent* current, std::string_view id,
                                       std::int64_t status);

[[nodiscard]] OrRefusal<Change> reply(const catalog::DrEvent* current, std::string_view id,
                                      const Reply& given, TimeMs now);

/// A conflict, in words.
[[nodiscard]] Refusal conflict(std::string chinese, std::string english);

/// A change that the file did not take.
[[nodiscard]] Refusal not_kept(Error error);

}  // namespace cems::events
