/// One measured value of a series (6.10 Reading without its names).
#pragma once

#include <cstdint>

#include "base/decimal.h"
#include "base/time.h"

namespace cems {

/// Short codes of IEC 61968-9 reading quality; the full list with texts is spec/qualities.json.
/// Any integer 0…255 may come in; these are the ones the program itself speaks about.
enum class Quality : std::uint8_t {
  valid = 0,
  edited = 7,
  estimated_reference_day = 8,
  estimated_linear = 9,
  questionable = 10,
  derived = 11,
  projected = 12,
  mixed = 13,
  raw = 14,
  validated = 17,
  verified = 18,
  revenue = 19,
};

/// `at` is the instant of an instantaneous value or register, and the END of the interval of a
/// delta (dictionary S "Time stamps").
struct Reading {
  TimeMs at;
  Decimal value;
  Quality quality = Quality::valid;

  /// Two readings are equal when time, number and quality are (dictionary S "Numbers").
  friend bool operator==(const Reading&, const Reading&) = default;
};

}  // namespace cems
