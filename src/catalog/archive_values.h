/// What the values of an archive's fields mean, beyond their form: ids that can be printed, codes
/// that the tables know, a time zone, a tariff, well-formed reading types. Internal to catalog.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "catalog/archive_collect.h"
#include "spec/wire.h"

namespace cems::catalog {

/// Adds a problem for every fault, and a warning for every code inside a well-formed reading type
/// that the tables do not know (dictionary T1: kept, not rejected). `own_schemes` are the ids of
/// the archive's own touSchedules.
void check_values(const CollectedArchive& archive, const std::vector<std::string>& own_schemes,
                  const spec::Wire& wire, Problems& problems, Problems& warnings);

/// In the extension of a parameter: the number at which a register begins again from 0
/// (docs/statistics.md "Samples").
inline constexpr std::string_view kRollover = "rollover";

/// Nothing where the parameter does not give it. Errors: invalid_argument for what is no number
/// above 0.
[[nodiscard]] Result<std::optional<Decimal>> rollover_of(const model::Record& parameter);

/// In the extension of a parameter: the least and the greatest value that a reading may have
/// (docs/ingest.md "One validation").
inline constexpr std::string_view kMinimum = "minimum";
inline constexpr std::string_view kMaximum = "maximum";

/// One of the two; nothing where the parameter does not give it. Errors: invalid_argument for what
/// is no number.
[[nodiscard]] Result<std::optional<Decimal>> value_limit_of(const model::Record& parameter,
                                                            std::string_view name);

/// True for the parameters that are computed and so need no reading type (dictionary R5, S
/// "Indicators"): UNIT_OUTPUT_ENERGY, COAL …
[[nodiscard]] bool is_indicator(std::string_view parameter_id);

/// For messages: "01, 02, 0201 …", the codes of 6.2 that the tables know.
[[nodiscard]] std::string known_classes();

}  // namespace cems::catalog
