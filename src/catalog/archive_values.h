/// What the values of an archive's fields mean, beyond their form: ids that can be printed, codes
/// that the tables know, a time zone, a tariff, well-formed reading types. Internal to catalog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/archive_collect.h"
#include "spec/wire.h"

namespace cems::catalog {

/// Adds a problem for every fault, and a warning for every code inside a well-formed reading type
/// that the tables do not know (dictionary T1: kept, not rejected). `own_schemes` are the ids of
/// the archive's own touSchedules.
void check_values(const CollectedArchive& archive, const std::vector<std::string>& own_schemes,
                  const spec::Wire& wire, Problems& problems, Problems& warnings);

/// True for the parameters that are computed and so need no reading type (dictionary R5, S
/// "Indicators"): UNIT_OUTPUT_ENERGY, COAL …
[[nodiscard]] bool is_indicator(std::string_view parameter_id);

/// For messages: "01, 02, 0201 …", the codes of 6.2 that the tables know.
[[nodiscard]] std::string known_classes();

}  // namespace cems::catalog
