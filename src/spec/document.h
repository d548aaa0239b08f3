/// Documents of spec/ that the program reads as it reads an archive's members: built-in schedules,
/// holidays and factor sets, as JSON text.
///
/// Constant; lives for ever; safe from any thread.
#pragma once

#include <string_view>

namespace cems::spec {

[[nodiscard]] std::string_view tou_schedules_json();  ///< spec/tou_schedules.json
[[nodiscard]] std::string_view holidays_json();       ///< spec/holidays.json
[[nodiscard]] std::string_view factors_json();        ///< spec/factors.json

}  // namespace cems::spec
