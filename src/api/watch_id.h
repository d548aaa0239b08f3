/// Ids of events of live streams: the places that a stream has reached when it has sent one, as
/// opaque text (Last-Event-ID of the HTML standard's server-sent events).
///
/// An id belongs to the parameters of its question; for others it names no places. It holds no
/// secret and needs no signature, because it can only name places that its bearer may ask for
/// anyway. Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "query/watch.h"

namespace cems::api {

/// In the base64url alphabet; three characters a series in most cases.
/// `question` names the series, in their order.
[[nodiscard]] std::string encode_watch_id(const query::WatchPlaces& places,
                                          std::string_view question);

/// The places of `count` series. Nothing for text that no event gave, or an event of another
/// question.
[[nodiscard]] std::optional<query::WatchPlaces> decode_watch_id(std::string_view id,
                                                                std::string_view question,
                                                                std::size_t count);

}  // namespace cems::api
