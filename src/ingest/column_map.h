/// Which column of a wide CSV file is which series: `--map COL=POINT/PARAM,…`.
///
/// Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cems::ingest {

struct MappedColumn {
  std::string column;  ///< As the file's header spells it.
  std::string point;
  std::string parameter;

  friend bool operator==(const MappedColumn&, const MappedColumn&) = default;
};

/// Wide form: one row an instant, one column a series, all of one site.
struct WideForm {
  std::string cems;
  std::string time_column;
  std::vector<MappedColumn> columns;
};

/// Reads `HUFL=T1-HV/P,OT=T1/OT`: the column ends at the first `=`, the point at the last `/`, the
/// entry at the next `,`.
/// Errors: invalid_argument for an entry of another shape, a column or a series named twice, and
/// nothing at all.
[[nodiscard]] Result<std::vector<MappedColumn>> parse_column_map(std::string_view text);

}  // namespace cems::ingest
