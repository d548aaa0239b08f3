/// Events of the live streams of one question, as text (server-sent events of the HTML standard):
/// `id`, `event` and one line of `data`, JSON of the wire profile's names.
///
/// What the archive decides is written once. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/site.h"
#include "query/watch.h"
#include "spec/wire.h"

namespace cems::api {

/// In the order of `streamEvent` in spec/enumerations.json.
enum class StreamEvent : std::uint8_t { data, skipped, revised, end };

/// The event's name, as it travels.
[[nodiscard]] std::string_view name_of(StreamEvent event);

/// Says nothing, which shows that the stream is there.
inline constexpr std::string_view kHeartbeat = ":\n\n";

/// How long a client that has lost its stream waits before it comes again, in milliseconds.
inline constexpr std::string_view kRetry = "retry: 2000\n\n";

/// `json` is one line. An empty id is left out.
[[nodiscard]] std::string event_text(StreamEvent event, std::string_view id, std::string_view json);

/// What a stream has left out.
struct Skipped {
  std::optional<TimeRange> range;  ///< Of the times of what was left out; absent: not known.
  std::uint64_t readings = 0;      ///< With `range`.
};

class WatchWriter {
 public:
  /// `site` and `wire` outlive it. `series` are all of one point.
  WatchWriter(const spec::Wire& wire, const catalog::Site& site, const catalog::Point& point,
              std::span<const query::Series> series);

  /// 6.5 DynamicData with the parameters that have readings in `news`.
  [[nodiscard]] std::string data(const query::WatchNews& news, TimeMs now,
                                 std::string_view id) const;

  /// StreamNotice of the parameters whose past has changed. REQUIRES: there are some.
  [[nodiscard]] std::string revised(const std::vector<std::uint32_t>& series, TimeMs now) const;

  /// StreamNotice.
  [[nodiscard]] std::string skipped(const Skipped& skipped, TimeMs now) const;

 private:
  /// `,"dataCount":{…}`
  void append_counts(std::string& json, model::Field field, std::uint64_t readings) const;

  const spec::Wire& wire_;
  const catalog::Site& site_;
  const std::string data_head_;    // Up to the moment.
  const std::string data_points_;  // From there up to the parameters.
  const std::string notice_head_;  // The same of a notice.
  const std::string notice_points_;
  std::vector<std::string> parameters_;  // Each up to its readings.
};

}  // namespace cems::api
