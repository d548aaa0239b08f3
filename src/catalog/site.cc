// Lookups of a Site: binary search, because everything in it is sorted by id and never changes.
#include "catalog/site.h"

#include <algorithm>

namespace cems::catalog {

const Parameter* Point::parameter(const ParameterId& wanted) const {
  const auto found = std::lower_bound(
      parameters.begin(), parameters.end(), wanted,
      [](const Parameter& entry, const ParameterId& key) { return entry.id < key; });
  return found != parameters.end() && found->id == wanted ? &*found : nullptr;
}

bool Category::is_within(const Category& ancestor) const {
  for (const Category* step = this; step != nullptr; step = step->parent) {
    if (step == &ancestor) {
      return true;
    }
  }
  return false;
}

const Point* Site::point(const PointId& wanted) const {
  const auto found = std::lower_bound(points.begin(), points.end(), wanted,
                                      [](const std::unique_ptr<const Point>& entry,
                                         const PointId& key) { return entry->id < key; });
  return found != points.end() && (*found)->id == wanted ? found->get() : nullptr;
}

const Category* Site::category(const CategoryCode& wanted) const {
  const auto found = std::lower_bound(categories.begin(), categories.end(), wanted,
                                      [](const std::unique_ptr<const Category>& entry,
                                         const CategoryCode& key) { return entry->code < key; });
  return found != categories.end() && (*found)->code == wanted ? found->get() : nullptr;
}

}  // namespace cems::catalog
