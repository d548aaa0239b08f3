/// The members of an archive that the full static answer does not carry: tariff schedules, DR,
/// demand, outputs, prices (dictionary S). Internal to catalog.
#pragma once

#include <string>
#include <vector>

#include "catalog/archive_collect.h"
#include "catalog/site.h"
#include "spec/wire.h"

namespace cems::catalog {

/// Adds a problem for every fault of drResource, drEvents and demand (one contract, or a list by
/// validFrom). Gives the ids that touSchedules declares.
std::vector<std::string> check_extras(const CollectedArchive& archive, const spec::Wire& wire,
                                      Problems& problems);

/// As a Site keeps them.
[[nodiscard]] std::vector<ExtraMember> keep_extras(const std::vector<CollectedExtra>& extras,
                                                   const spec::Wire& wire);

}  // namespace cems::catalog
