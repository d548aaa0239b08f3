/// The same readings as files: what `cems load` takes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "bench/kv/registers.h"

namespace cems::bench {

inline constexpr std::string_view kSite = "BENCH";
inline constexpr std::string_view kParameter = "EPR";

[[nodiscard]] std::string point_id(int point);

/// Makes archive.json and readings.csv (long form) in a folder that exists. False when they cannot
/// be written.
[[nodiscard]] bool write_load_files(const std::filesystem::path& folder, const Shape& shape);

}  // namespace cems::bench
