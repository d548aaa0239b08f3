// Inheritance first, then references: a point's place in the file gives it a parent or a class, and
// what it says itself must be the same.
#include "catalog/archive_relations.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/quote.h"
#include "catalog/archive_values.h"
#include "spec/code_tables.h"

namespace cems::catalog {
namespace {

using model::Field;

/// Index by id. The views are of the collected lists, which no longer change.
using Index = std::unordered_map<std::string_view, std::size_t>;

class Resolver {
 public:
  Resolver(CollectedArchive& archive, const spec::Wire& wire, Problems& problems)
      : archive_(archive), wire_(wire), problems_(problems) {}

  void run();

 private:
  void index_categories();
  void index_points();
  void check_parameters(const CollectedPoint& point);
  void resolve_parent(CollectedCategory& category);
  void resolve_parent(CollectedPoint& point);
  void resolve_category(CollectedPoint& point);
  void check_cems_id(const CollectedPoint& point);
  void check_root();

  template <class Entry>
  void check_cycles(const std::vector<Entry>& entries, std::string Entry::*id, Field parent);

  void add(const Collected& where, Field field, std::string reason) {
    problems_.push_back({where.place_of(field, wire_), std::move(reason)});
  }

  /// The member is not what the object's place in the file says.
  void add_misplaced(const Collected& where, Field field, std::string_view expected) {
    add(where, field,
        "must be " + quote(expected) + ", where the object stands in the file, or be left out");
  }

  [[nodiscard]] std::string name(Field field) const {
    return std::string(wire_.member_name(field));
  }

  CollectedArchive& archive_;
  const spec::Wire& wire_;
  Problems& problems_;
  Index categories_;
  Index points_;
};

void Resolver::run() {
  index_categories();
  index_points();
  for (CollectedCategory& category : archive_.categories) {
    resolve_parent(category);
  }
  check_cycles(archive_.categories, &CollectedCategory::code, Field::category_parent_code);
  for (CollectedPoint& point : archive_.points) {
    resolve_parent(point);
    resolve_category(point);  // After those of the points around it, which come before it.
    check_cems_id(point);
    check_parameters(point);
  }
  check_cycles(archive_.points, &CollectedPoint::id, Field::point_parent_point_id);
  check_root();
}

void Resolver::index_categories() {
  for (std::size_t i = 0; i < archive_.categories.size(); ++i) {
    const CollectedCategory& category = archive_.categories[i];
    if (category.code.empty()) {
      continue;
    }
    const auto [entry, is_new] = categories_.try_emplace(category.code, i);
    if (!is_new) {
      add(category, Field::category_category_code,
          "class " + quote(category.code) + " is already at " +
              archive_.categories[entry->second].pointer + "; one class has one entry");
    }
  }
}

void Resolver::index_points() {
  for (std::size_t i = 0; i < archive_.points.size(); ++i) {
    const CollectedPoint& point = archive_.points[i];
    if (point.id.empty()) {
      continue;
    }
    const auto [entry, is_new] = points_.try_emplace(point.id, i);
    if (!is_new) {
      add(point, Field::point_point_id,
          "point " + quote(point.id) + " is already at " + archive_.points[entry->second].pointer +
              "; an id is unique inside a site");
    }
  }
}

void Resolver::check_parameters(const CollectedPoint& point) {
  std::unordered_map<std::string, const Collected*> seen;
  for (const Collected& parameter : point.parameters) {
    const std::string id = parameter.text_of(Field::parameter_parameter_id);
    if (id.empty()) {
      continue;
    }
    const auto [entry, is_new] = seen.try_emplace(id, &parameter);
    if (!is_new) {
      add(parameter, Field::parameter_parameter_id,
          "parameter " + quote(id) + " is already at " + entry->second->pointer +
              "; an id is unique inside a point");
    }
  }
}

void Resolver::resolve_parent(CollectedCategory& category) {
  const std::string given = category.text_of(Field::category_parent_code);
  if (category.outer != kNoParent) {
    category.parent = category.outer;
    const std::string& outer = archive_.categories[category.outer].code;
    if (!given.empty() && !outer.empty() && given != outer) {
      add_misplaced(category, Field::category_parent_code, outer);
    }
    return;
  }
  if (!given.empty()) {
    if (const auto found = categories_.find(given); found != categories_.end()) {
      category.parent = found->second;
    } else {
      add(category, Field::category_parent_code,
          "there is no class " + quote(given) + " in this archive; add it to " +
              name(Field::static_data_categories));
    }
    return;
  }
  const spec::CategoryEntry* known = spec::find_category(category.code);
  if (known != nullptr && !known->parent.empty()) {
    const auto found = categories_.find(known->parent);
    category.parent = found != categories_.end() ? found->second : kNoParent;
  }
}

void Resolver::resolve_parent(CollectedPoint& point) {
  const model::FieldValue* value = point.record.find(Field::point_parent_point_id);
  const std::string given = point.text_of(Field::point_parent_point_id);
  if (point.outer_point != kNoParent) {
    point.parent = point.outer_point;
    const std::string& outer = archive_.points[point.outer_point].id;
    if (value != nullptr && !outer.empty() && given != outer) {
      add_misplaced(point, Field::point_parent_point_id, outer);
    }
    return;
  }
  if (value == nullptr || std::holds_alternative<model::Null>(*value)) {
    return;
  }
  if (const auto found = points_.find(given); found != points_.end()) {
    point.parent = found->second;
  } else {
    add(point, Field::point_parent_point_id,
        "there is no point " + quote(given) + " in this archive");
  }
}

void Resolver::resolve_category(CollectedPoint& point) {
  const std::string given = point.text_of(Field::point_category_code);
  if (point.outer_category != kNoParent) {
    point.category = point.outer_category;
    const std::string& outer = archive_.categories[point.outer_category].code;
    if (!given.empty() && !outer.empty() && given != outer) {
      add_misplaced(point, Field::point_category_code, outer);
    }
    return;
  }
  if (given.empty()) {
    if (point.outer_point != kNoParent) {
      point.category = archive_.points[point.outer_point].category;
    }
    return;
  }
  if (const auto found = categories_.find(given); found != categories_.end()) {
    point.category = found->second;
  } else if (spec::known_category(given)) {
    add(point, Field::point_category_code,
        "class " + quote(given) + " is not declared in this archive; add it to " +
            name(Field::static_data_categories));
  } else {
    add(point, Field::point_category_code,
        "unknown class " + quote(given) + "; known are " + known_classes());
  }
}

void Resolver::check_cems_id(const CollectedPoint& point) {
  const std::string given = point.text_of(Field::point_cems_id);
  if (!given.empty() && !archive_.cems_id.empty() && given != archive_.cems_id) {
    add(point, Field::point_cems_id,
        "must be " + quote(archive_.cems_id) + ", the site of this archive, or be left out");
  }
}

void Resolver::check_root() {
  const std::string root = archive_.cems.text_of(Field::cems_root_point_id);
  if (!root.empty() && !points_.contains(root)) {
    add(archive_.cems, Field::cems_root_point_id,
        "there is no point " + quote(root) + " in this archive");
  }
}

template <class Entry>
void Resolver::check_cycles(const std::vector<Entry>& entries, std::string Entry::*id,
                            Field parent) {
  std::vector<std::size_t> parents;
  parents.reserve(entries.size());
  for (const Entry& entry : entries) {
    parents.push_back(entry.parent);
  }
  // A message need not be longer than this to show what is wrong.
  constexpr std::size_t kShown = 10;
  for (std::vector<std::size_t>& cycle : find_cycles(parents)) {
    // Begun at one that names its parent itself: the place to mend.
    std::rotate(cycle.begin(),
                std::find_if(cycle.begin(), cycle.end(),
                             [&](std::size_t i) { return entries[i].is_given(parent, wire_); }),
                cycle.end());
    const Entry& first = entries[cycle.front()];
    std::string chain;
    for (std::size_t i = 0; i < cycle.size() && i < kShown; ++i) {
      chain += entries[cycle[i]].*id + " → ";
    }
    chain += cycle.size() > kShown ? "… → " : "";
    add(first, parent, "is a cycle: " + chain + first.*id);
  }
  for (const std::size_t deep : find_at_depth(parents, limits::kLevelsMax)) {
    add(entries[deep], parent,
        quote(entries[deep].*id) + " is more than " + std::to_string(limits::kLevelsMax) +
            " levels deep; that is the most there may be");
  }
}

}  // namespace

void resolve_relations(CollectedArchive& archive, const spec::Wire& wire, Problems& problems) {
  Resolver(archive, wire, problems).run();
}

}  // namespace cems::catalog
