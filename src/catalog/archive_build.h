/// The last pass over an archive: a Site of what was collected and found good. Internal to catalog.
#pragma once

#include <memory>

#include "catalog/archive_annexes.h"
#include "catalog/archive_collect.h"
#include "catalog/archive_figures.h"
#include "catalog/site.h"
#include "spec/wire.h"

namespace cems::catalog {

/// REQUIRES: an archive through every check without a problem, resolve_relations,
/// read_figures and read_annexes among them.
[[nodiscard]] std::shared_ptr<Site> build_site(CollectedArchive archive, Figures figures,
                                               Annexes annexes, const spec::Wire& wire);

}  // namespace cems::catalog
