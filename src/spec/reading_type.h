/// Reading types of IEC 61968-9: 18 dotted numbers that say what a series of readings means
/// (6.8 readingTypeId; code tables and built-in types in spec/reading_types.json).
///
/// Values; pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/fields.h"

namespace cems::spec {

struct ReadingType {
  /// In the order of the text; position n of IEC 61968-9 is fields[n - 1].
  std::array<std::int32_t, 18> fields{};

  /// Reads `11.26.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0`.
  /// Errors: invalid_argument when it is longer than 64 characters, has not exactly 18 numbers, one
  /// of them (but the multiplier) has a sign or does not fit 32 bits, or a denominator is 0 where
  /// its numerator is not. Codes that no table knows are fine (unknown_codes tells them).
  [[nodiscard]] static Result<ReadingType> parse(std::string_view text);

  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] std::int32_t macro_period() const { return fields[0]; }

  [[nodiscard]] std::int32_t aggregate() const { return fields[1]; }

  [[nodiscard]] std::int32_t measuring_period() const { return fields[2]; }

  [[nodiscard]] std::int32_t accumulation() const { return fields[3]; }

  [[nodiscard]] std::int32_t flow_direction() const { return fields[4]; }

  [[nodiscard]] std::int32_t commodity() const { return fields[5]; }

  [[nodiscard]] std::int32_t kind() const { return fields[6]; }

  [[nodiscard]] std::int32_t tou() const { return fields[11]; }

  [[nodiscard]] std::int32_t phases() const { return fields[14]; }

  /// Exponent of ten.
  [[nodiscard]] std::int32_t multiplier() const { return fields[15]; }

  [[nodiscard]] std::int32_t unit() const { return fields[16]; }

  [[nodiscard]] std::int32_t currency() const { return fields[17]; }

  /// A value for an interval, stamped at its end (accumulation deltaData).
  [[nodiscard]] bool is_delta() const;

  /// A value that counts on (bulkQuantity, cumulative, summation, latchingQuantity).
  [[nodiscard]] bool is_register() const;

  /// A value of a moment.
  [[nodiscard]] bool is_instantaneous() const;

  /// A demand value, present or maximum.
  [[nodiscard]] bool is_demand() const;

  friend bool operator==(const ReadingType&, const ReadingType&) = default;
};

/// Equal, where commodities 1 and 2 (electricity before and after the transformer ratio) count as
/// one: public examples use both for the same thing (dictionary T1). A filter asks with this.
[[nodiscard]] bool same_quantity(const ReadingType& a, const ReadingType& b);

/// One sentence for each field whose code the tables do not have; empty for most types.
[[nodiscard]] std::vector<std::string> unknown_codes(const ReadingType& type);

/// A reading type that the project knows by a short id (dictionary T1).
struct BuiltinReadingType {
  std::string_view id;               ///< Also the usual parameterId, e.g. "EPI".
  std::string_view reading_type_id;  ///< 18 numbers.
  std::string_view unit;             ///< Display unit, e.g. "kWh".
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

/// Ascending by id.
[[nodiscard]] std::span<const BuiltinReadingType> builtin_reading_types();

/// Null where there is none of that id.
[[nodiscard]] const BuiltinReadingType* builtin_reading_type(std::string_view id);

/// One of the 18 positions and its codes.
struct ReadingTypeCode {
  std::int32_t code;
  std::string_view name;
};

struct ReadingTypePosition {
  std::uint8_t position;  ///< 1 … 18
  std::string_view name;  ///< e.g. "measuringPeriod"
  std::string_view english;
  std::string_view chinese;
  std::int32_t min;
  std::int32_t max;
  std::span<const ReadingTypeCode> codes;  ///< Ascending; empty where any number is fine.
};

[[nodiscard]] std::span<const ReadingTypePosition> reading_type_positions();

}  // namespace cems::spec
