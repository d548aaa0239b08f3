/// Demand as a parameter: its reading type by how the windows lie (dictionary T, position 3).
#pragma once

#include <string>
#include <string_view>

#include "api/operation.h"
#include "json/writer.h"
#include "query/demand.h"

namespace cems::api {

/// `id` is MD (present demand) or MDmax_M (greatest of a month), with the measuring period of the
/// rule: 73 for 15 minutes by 1, 53 for blocks of 15 minutes …; 102 and 101 for lengths without a
/// code of their own.
[[nodiscard]] std::string demand_type(std::string_view id, const query::DemandRule& rule);

/// 6.8 up to its readings, left open.
void open_demand_parameter(json::Writer& writer, const Call& call, std::string_view id,
                           const query::DemandRule& rule);

}  // namespace cems::api
