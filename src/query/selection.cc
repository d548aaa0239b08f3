// Points and parameters by class, by subtree and by filter.
#include "query/selection.h"

#include <algorithm>
#include <set>

namespace cems::query {
namespace {

void add_points(const catalog::Category& category, bool include_sub,
                std::vector<const catalog::Point*>& out) {
  out.insert(out.end(), category.points.begin(), category.points.end());
  if (include_sub) {
    for (const catalog::Category* child : category.children) {
      add_points(*child, true, out);
    }
  }
}

void sort_by_id(std::vector<const catalog::Point*>& points) {
  const auto before = [](const auto* a, const auto* b) { return a->index < b->index; };
  if (!std::is_sorted(points.begin(), points.end(), before)) {  // Of one class they are.
    std::sort(points.begin(), points.end(), before);
  }
}

bool is_in(const catalog::Point& point, const catalog::Category& category, bool include_sub) {
  return include_sub ? point.category->is_within(category) : point.category == &category;
}

}  // namespace

std::vector<const catalog::Point*> points_of(const catalog::Category& category, bool include_sub) {
  std::vector<const catalog::Point*> points;
  add_points(category, include_sub, points);
  sort_by_id(points);
  return points;
}

std::vector<const catalog::Point*> subtree_of(const catalog::Point& point) {
  // Iterative: a chain of parents may be as long as the archive.
  std::vector<const catalog::Point*> out;
  std::vector<const catalog::Point*> open{&point};
  while (!open.empty()) {
    const catalog::Point* next = open.back();
    open.pop_back();
    out.push_back(next);
    open.insert(open.end(), next->children.rbegin(), next->children.rend());
  }
  return out;
}

std::vector<const catalog::Point*> points_below_in(const catalog::Point& point,
                                                   const catalog::Category& category,
                                                   bool include_sub) {
  std::vector<const catalog::Point*> points = subtree_of(point);
  std::erase_if(points, [&](const catalog::Point* p) { return !is_in(*p, category, include_sub); });
  sort_by_id(points);
  return points;
}

std::vector<const catalog::Point*> topmost(const std::vector<const catalog::Point*>& points) {
  std::size_t end = 0;
  for (const catalog::Point* point : points) {
    end = std::max<std::size_t>(end, point->index + 1);
  }
  std::vector<char> asked(end);  // By index.
  for (const catalog::Point* point : points) {
    asked[point->index] = 1;
  }
  std::vector<const catalog::Point*> out;
  out.reserve(points.size());
  for (const catalog::Point* point : points) {
    const catalog::Point* above = point->parent;
    while (above != nullptr && (above->index >= end || asked[above->index] == 0)) {
      above = above->parent;
    }
    if (above == nullptr) {
      out.push_back(point);
    }
  }
  return out;
}

std::uint64_t count_parameters(const std::vector<const catalog::Point*>& points) {
  std::uint64_t count = 0;
  for (const catalog::Point* point : points) {
    count += point->parameters.size();
  }
  return count;
}

std::uint64_t count_categories(const std::vector<const catalog::Point*>& points) {
  std::set<const catalog::Category*> categories;
  for (const catalog::Point* point : points) {
    categories.insert(point->category);
  }
  return categories.size();
}

bool passes(const catalog::Parameter& parameter, const Filter& filter) {
  const bool by_id = filter.parameters.empty() ||
                     std::find(filter.parameters.begin(), filter.parameters.end(), parameter.id) !=
                         filter.parameters.end();
  if (!by_id || filter.reading_types.empty()) {
    return by_id;
  }
  return parameter.reading_type.has_value() &&
         std::any_of(filter.reading_types.begin(), filter.reading_types.end(),
                     [type = *parameter.reading_type](const spec::ReadingType& asked) {
                       return spec::same_quantity(asked, type);
                     });
}

std::vector<Series> series_of(const std::vector<const catalog::Point*>& points,
                              const Filter& filter) {
  std::vector<Series> out;
  out.reserve(points.size());
  for (const catalog::Point* point : points) {
    for (const catalog::Parameter& parameter : point->parameters) {
      if (passes(parameter, filter)) {
        out.push_back({point, &parameter});
      }
    }
  }
  return out;
}

const ParameterId* unknown_parameter(const std::vector<const catalog::Point*>& points,
                                     const Filter& filter) {
  for (const ParameterId& id : filter.parameters) {
    const bool known = std::any_of(points.begin(), points.end(), [&](const catalog::Point* point) {
      return point->parameter(id) != nullptr;
    });
    if (!known) {
      return &id;
    }
  }
  return nullptr;
}

}  // namespace cems::query
