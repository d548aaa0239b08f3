/// A site's time zone: a fixed offset (`+08:00`) or an IANA name (`Asia/Shanghai`), 6.3 timeZone.
///
/// A small value; copies are cheap. IANA rules come from the system's tzdata through Howard
/// Hinnant's library, which is loaded once and never changes, so all calls are safe from any
/// thread. The library knows the clock changes that the data lists one by one, which is up to 2037;
/// after that a zone with summer time stays at its last offset.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace date {
class time_zone;
}

namespace cems {

/// Milliseconds of local wall-clock time since 1970-01-01T00:00 on that clock.
struct LocalMs {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(LocalMs, LocalMs) = default;
};

/// An offset from UTC and the moments that have it.
struct OffsetSpan {
  std::int64_t offset_ms = 0;  ///< East.
  TimeRange valid;             ///< Within [kTimeMin, kTimeMax).
};

class Zone {
 public:
  /// UTC.
  Zone() = default;

  /// REQUIRES: |minutes| < 24 h.
  [[nodiscard]] static Zone fixed(int minutes_east);

  /// `Z`, `+08:00`, `-0330`, `+08`, or an IANA name.
  /// Errors: invalid_argument for anything else.
  [[nodiscard]] static Result<Zone> parse(std::string_view name);

  /// The zone's offset from UTC at a moment, in ms east.
  [[nodiscard]] std::int64_t offset_at(TimeMs t) const {
    return rules_ == nullptr ? fixed_ms_ : offset_by_rules(t);
  }

  /// The same, with how long it holds: what writes many moments asks once for a summer.
  [[nodiscard]] OffsetSpan offset_span_at(TimeMs t) const;

  [[nodiscard]] LocalMs to_local(TimeMs t) const { return {t.ms + offset_at(t)}; }

  /// Errors: invalid_argument when the local time is skipped by the zone (a spring clock change).
  /// An ambiguous local time (autumn) is the first of its two moments.
  [[nodiscard]] Result<TimeMs> to_utc(LocalMs local) const;

  /// As it was given, e.g. "+08:00".
  [[nodiscard]] const std::string& name() const& { return name_; }

 private:
  [[nodiscard]] std::int64_t offset_by_rules(TimeMs t) const;

  std::string name_ = "Z";
  std::int64_t fixed_ms_ = 0;
  const date::time_zone* rules_ = nullptr;  // Owned by the library's database; lives for ever.
};

}  // namespace cems
