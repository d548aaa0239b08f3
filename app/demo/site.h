/// CEMS-SH-0001, the site of the standard's Annex C: its archive and the series it measures.
///
/// 上海某智能制造工厂 with nine points in six classes. Constant data; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ids.h"

namespace cems::demo {

inline constexpr std::string_view kCemsId = "CEMS-SH-0001";

/// The archive as `cems load` would read it from a file. Its site has just the members that C.2
/// prints.
[[nodiscard]] std::string_view archive_text();

/// The series, in the order the generator numbers them.
struct Series {
  std::string_view point;
  std::string_view parameter;
  std::int64_t interval_minutes;
};

inline constexpr std::array<Series, 16> kSeries{{{"P0001", "P", 1},
                                                 {"IN-01", "P", 1},
                                                 {"HVAC-01", "P", 1},
                                                 {"HVAC-02", "P", 1},
                                                 {"PV-01", "P", 1},
                                                 {"ESS-01", "P", 1},
                                                 {"P0001", "EPI", 15},
                                                 {"IN-01", "EPI", 15},
                                                 {"HVAC-01", "EPI", 15},
                                                 {"HVAC-02", "EPI", 15},
                                                 {"PV-01", "EPI", 15},
                                                 {"ESS-01", "EPI", 15},
                                                 {"ESS-01", "SOC", 1},
                                                 {"W-01", "W", 60},
                                                 {"G-01", "G", 60},
                                                 {"H-01", "H", 60}}};

[[nodiscard]] SeriesKey key_of(const Series& series);

}  // namespace cems::demo
