/// The indicators of R5 as data (spec/indicators.json): names, units, where they may be asked.
///
/// Constant data; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/fields.h"

namespace cems::spec {

enum class IndicatorId : std::uint8_t {
#define CEMS_INDICATOR(id, ...) id,
#include "spec/indicators.inc"
#undef CEMS_INDICATOR
};

struct IndicatorInfo {
  IndicatorId id;
  std::string_view parameter_id;  ///< e.g. "UNIT_OUTPUT_ENERGY"
  std::string_view unit;          ///< e.g. "tce/万元"
  bool of_class;                  ///< Also of a class of equipment (COAL, CO2, FEE).
  bool is_sum;                    ///< aggregate sum, with a total; else avg.
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

[[nodiscard]] std::span<const IndicatorInfo> all_indicators();

/// Null where there is none of that parameterId.
[[nodiscard]] const IndicatorInfo* find_indicator(std::string_view parameter_id);

}  // namespace cems::spec
