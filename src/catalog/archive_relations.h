/// What the objects of an archive say about one another: ids are unique, parents and classes exist,
/// an object's place in the file and what it says agree, nothing is its own ancestor. Internal to
/// catalog.
#pragma once

#include "catalog/archive_collect.h"
#include "spec/wire.h"

namespace cems::catalog {

/// Adds a problem for every fault, and sets `parent` and `category` of categories and points. When
/// it added none, every point has a category and following parents ends at the top.
void resolve_relations(CollectedArchive& archive, const spec::Wire& wire, Problems& problems);

}  // namespace cems::catalog
