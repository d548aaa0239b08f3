/// An answer of clause 8 without its readings: everything that the archive and the question decide,
/// written once, with the places where readings and the moment go. Answering is copying from then
/// on (architecture decision 8; newest_text.h).
///
/// Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/operation.h"
#include "catalog/site.h"
#include "query/newest.h"

namespace cems::api {

/// What is put in at a place of the text.
struct Slot {
  enum class Kind : std::uint8_t {
    reading,  ///< The newest reading of series `index`, or nothing.
    sum,      ///< That of sum `index`, or nothing.
    moment    ///< The answer's time.
  };

  std::size_t at = 0;  ///< In NewestPlan::text.
  Kind kind = Kind::reading;
  std::uint32_t index = 0;
};

/// Points into the site that it was made of.
struct NewestPlan {
  /// What stands around the members of 6.10 Reading.
  struct RowText {
    std::string time;     ///< `{"timeStamp":"`
    std::string value;    ///< `","value":`
    std::string quality;  ///< `,"quality":`
  };

  std::string text;         ///< The answer's `data`, but for the slots.
  std::vector<Slot> slots;  ///< In the order of the text; one of them is the moment.
  RowText row;
  query::NewestSet series;
  std::vector<std::vector<std::uint32_t>> sums;  ///< Members of each sum, as series.

  /// Memory, about.
  [[nodiscard]] std::size_t bytes() const;
};

/// The plan of a call of clause 8, whatever is in Call::plan. Problems: 404xx where the call asks
/// for what the archive does not have (dynamic.cc).
[[nodiscard]] Checked<std::shared_ptr<const NewestPlan>> prepare_dynamic(const Call& call);

}  // namespace cems::api
