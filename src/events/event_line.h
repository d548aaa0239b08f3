/// What a line of dr/events.log says, as a value and as JSON (docs/internals/format/dr-log.md).
///
/// Pure functions and values; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/dr_event.h"
#include "events/event_change.h"

namespace cems::events {

/// An event as it was after a change.
struct EventLine {
  TimeMs at;
  Outcome outcome = Outcome::created;  ///< Not unchanged.
  CemsId cems;
  catalog::DrEvent event;

  friend bool operator==(const EventLine&, const EventLine&) = default;
};

struct RevisionLine {
  CemsId cems;
  std::string event_id;
  Revision revision;

  friend bool operator==(const RevisionLine&, const RevisionLine&) = default;
};

/// Stands first in a log that was written anew: the lines behind it are states, the last ones of
/// their events and records.
struct StatesLine {
  std::uint64_t version = 0;  ///< Lines that the log had before; those it had forgotten count.
  std::uint64_t states = 0;   ///< How many of the lines behind are states.

  friend bool operator==(const StatesLine&, const StatesLine&) = default;
};

using Line = std::variant<EventLine, RevisionLine, StatesLine>;

/// REQUIRES: an event of make_dr_event, renewed.
[[nodiscard]] std::string write_line(const EventLine& line);

/// REQUIRES: a record that is a compact JSON object.
[[nodiscard]] std::string write_line(const RevisionLine& line);

[[nodiscard]] std::string write_line(const StatesLine& line);

/// read_line(write_line(line)) == line.
/// Errors: invalid_argument with what is wrong.
[[nodiscard]] Result<Line> read_line(std::string_view json);

}  // namespace cems::events
