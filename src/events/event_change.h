/// What a change of an event comes to: the event as it is then, or why not
/// (docs/demand-response.md "Events"); and the revisions of its record.
///
/// Values; threads share nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/dr_event.h"

namespace cems::events {

/// `unchanged`: it was so already, and nothing was written.
enum class Outcome : std::uint8_t { created, modified, cancelled, settled, replied, unchanged };

/// As enumeration drOutcome spells it.
[[nodiscard]] std::string_view word_of(Outcome outcome);

struct Change {
  catalog::DrEvent event;
  Outcome outcome = Outcome::unchanged;
};

/// The same in both languages; without a final point.
struct Sentence {
  std::string chinese;
  std::string english;
};

/// Nothing has changed.
struct Refusal {
  enum class Kind : std::uint8_t {
    invalid,        ///< `faults` says which fields; it will never be taken.
    unknown_event,  ///< The site has no such event.
    conflict,       ///< It contradicts the event as it is, or comes too late.
    storage,        ///< `storage` says why it could not be kept; it may be taken later.
  };

  Kind kind;
  std::vector<catalog::DrEventFault> faults;  ///< Not empty with `invalid`, else empty.
  Sentence sentence;                          ///< Empty with `invalid` and `storage`.
  /// With `storage`: no_space; unavailable after an append that failed, until a restart; internal.
  std::optional<Error> storage;
};

template <class T>
using OrRefusal = tl::expected<T, Refusal>;

/// An answer to an invitation.
struct Reply {
  catalog::DrOpt opt = catalog::DrOpt::none;
  /// kW; with `in` and none it is what the site is invited to, with `out` it does not count.
  std::optional<Decimal> committed;
};

/// What an event's record came to at a moment.
struct Revision {
  std::int64_t number = 0;  ///< 1 for the first of an event.
  std::string digest;       ///< Of whoever made the record.
  std::string record;       ///< A compact JSON object.
  TimeMs at;

  friend bool operator==(const Revision&, const Revision&) = default;
};

}  // namespace cems::events
