/// What can be wrong with a reading that wants in.
#pragma once

#include <cstdint>
#include <string>

#include <tl/expected.hpp>

namespace cems::ingest {

/// Which field of a reading is at fault; `row` when it is none of them.
enum class Field : std::uint8_t { row, cems, point, parameter, time, value, quality };

/// Why a reading is refused. The return codes of dictionary R2 that go with them are malformed,
/// bad_quality and not_a_number 40002, missing 40001, bad_time 40003, unknown_series, in_future,
/// too_old and out_of_range 42201, not_stored 50301; choosing them is api's business.
enum class Refusal : std::uint8_t {
  malformed,       ///< The row itself cannot be read.
  missing,         ///< An empty time or value.
  unknown_series,  ///< No archive has this site, point or parameter.
  bad_time,        ///< Not GB/T 7408, or a local time that does not exist.
  in_future,       ///< More than limits::kFutureMs ahead of now; kept by the Quarantine.
  not_a_number,    ///< NaN and infinity too; or more digits than Decimal holds.
  bad_quality,     ///< Not an integer of 0…255.
  too_old,         ///< Longer ago than the site keeps readings.
  not_stored,      ///< The store cannot take it: what it belongs to is damaged.
  out_of_range,    ///< Below the parameter's minimum or above its maximum.
};

/// One sentence without a final point for whoever has to put the row right.
struct Fault {
  Refusal refusal = Refusal::malformed;
  Field field = Field::row;
  std::string reason;
};

template <class T>
using Checked = tl::expected<T, Fault>;

}  // namespace cems::ingest
