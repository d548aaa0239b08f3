/// Times as runs of equal distance, qualities as runs of the same; what both encodings share.
/// Internal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/reading.h"
#include "base/result.h"
#include "block/codec.h"
#include "block/columns.h"

namespace cems::block {

/// Appends the runs that cover the distances between neighbours.
void put_time_runs(std::span<const Reading> readings, std::string& out);

/// Appends the runs that cover all readings.
void put_quality_runs(std::span<const Reading> readings, std::string& out);

/// Takes the runs off the front of `in` and fills `out`, which has header.count places.
/// Errors: corrupt.
[[nodiscard]] Status get_time_runs(std::string_view& in, const Header& header,
                                   std::span<std::int64_t> out);

/// Likewise; appends to `out`. Errors: corrupt.
[[nodiscard]] Status get_quality_runs(std::string_view& in, std::size_t count,
                                      std::vector<QualityRun>& out);

}  // namespace cems::block
