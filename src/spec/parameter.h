/// The query parameters of the interfaces (spec/parameters.json).
///
/// Names are the standard profile's; what travels may be renamed (spec/wire.h). Constant data; safe
/// from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/fields.h"

namespace cems::spec {

enum class Param : std::uint8_t {
#define CEMS_PARAM(id, ...) id,
#include "spec/parameters.inc"
#undef CEMS_PARAM
};

/// Form of a value, or of each value of a comma-separated list.
enum class ParamType : std::uint8_t {
  id,            ///< Text of at most chars_max characters, not empty.
  code,          ///< The same; a value of `enumeration` where one is named.
  integer,       ///< Decimal digits within min…max.
  boolean,       ///< true or false.
  time,          ///< GB/T 7408 moment or date.
  duration,      ///< GB/T 7408 duration.
  period,        ///< PT15M, PT30M, PT1H, P1D, P1W, P1M, P3M, P1Y or an alias (dictionary R3).
  reading_type,  ///< 18 dotted numbers.
  cursor,        ///< Opaque text that an answer gave.
};

struct ParamInfo {
  Param param;
  std::string_view name;
  ParamType type;
  bool list;  ///< Comma-separated, at most limits::kFilterValuesMax values.
  std::int64_t min;
  std::int64_t max;  ///< min == max means no limits of its own.
  std::uint16_t chars_max;
  std::string_view default_value;  ///< As it would be written; empty where there is none.
  std::string_view english;
  std::string_view chinese;
  std::string_view enumeration;  ///< Name in spec/enumerations.json, or empty.
  std::string_view alias;        ///< A second spelling that is understood, or empty.
  std::string_view extension;    ///< Extension that it belongs to (e.g. X4), or empty.
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

/// In the order of enum Param.
[[nodiscard]] std::span<const ParamInfo> all_params();

[[nodiscard]] const ParamInfo& info(Param param);

}  // namespace cems::spec
