/// A block of the workload as the texts that are posted, in the words of each system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/peers/workload.h"

namespace cems::bench {

/// `csv` is cems' long form: a reading is stamped with the end of its interval. The others are
/// stamped with its begin, which spares them a subtraction in every question.
enum class Format : std::uint8_t {
  csv,    ///< cemsId,pointId,parameterId,timeStamp,value, with that header.
  lines,  ///< Influx line protocol: h,s=p0007 v=1.23 1672502400
  tsv,    ///< ClickHouse: 7, local time, 1.23
  copy,   ///< The same as a psql script: one COPY statement a body.
};

[[nodiscard]] std::optional<Format> format_of(std::string_view name);

/// All texts of a block, `rows` readings each, the last one perhaps fewer.
[[nodiscard]] std::vector<std::string> make_bodies(const Block& block, Format format,
                                                   std::int64_t rows);

}  // namespace cems::bench
