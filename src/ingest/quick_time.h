/// Times in the one form that programs write: `2024-04-01T08:00:00`, perhaps with milliseconds, and
/// `Z`, `+08:00` or no offset after it. Read without looking at a calendar twice, because rows that
/// follow one another are of one day.
///
/// What it takes, it takes as parse_time does; everything else (other forms, faults, a local time
/// that the zone skips) it leaves to that. Thread-safety: one object, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "base/zone.h"

namespace cems::ingest {

class QuickTime {
 public:
  QuickTime() { static_cast<void>(read_day("1970-01-01")); }

  /// Reads the time at the front of `text` and gives its length; 0 where it is not of the form, or
  /// followed by something that could belong to it. `zone` gives the offset where there is none; it
  /// outlives this.
  [[nodiscard]] std::size_t read(std::string_view text, const Zone& zone, TimeMs& out);

 private:
  [[nodiscard]] bool read_day(const char* at);
  /// The zone's offset in the hour that holds a local time; false where it changes in it.
  [[nodiscard]] bool read_zone(std::int64_t local_ms, const Zone& zone);

  std::uint64_t day_text_low_ = 0;   // Bytes 0 to 7 of the day last read,
  std::uint16_t day_text_high_ = 0;  // and 8 to 9.
  std::int64_t day_ms_ = 0;
  const Zone* zone_ = nullptr;
  std::int64_t zone_hour_ = 0;  // Local, since 1970.
  std::int64_t zone_offset_ms_ = 0;
};

}  // namespace cems::ingest
