/// Topic names and filters (MQTT 3.1.1 and 5.0, section 4.7).
///
/// Pure functions; safe from any thread.
#pragma once

#include <string_view>

namespace cems::mqtt {

/// A name something can be published to: at least one character, no wildcard, no U+0000, UTF-8 of
/// at most 65,535 bytes.
[[nodiscard]] bool is_topic_name(std::string_view topic);

/// A filter: like a name, with `+` as a whole level and `#` as the whole last one. A shared
/// subscription's `$share/GROUP/` may stand before it (5.0, 4.8.2): GROUP without `/`, `+`, `#`.
[[nodiscard]] bool is_topic_filter(std::string_view filter);

/// Whether the filter takes in the topic. A filter that begins with a wildcard takes in no topic
/// that begins with `$` (MQTT-4.7.2-1). REQUIRES: both are valid; no `$share`.
[[nodiscard]] bool matches(std::string_view filter, std::string_view topic);

/// Whether some topic is taken in by both filters, `$` topics aside. REQUIRES: both are valid; no
/// `$share`.
[[nodiscard]] bool overlap(std::string_view a, std::string_view b);

}  // namespace cems::mqtt
