// Names of fields: the table's, with a deployment's renames on top.
#include "model/names.h"

#include <algorithm>
#include <utility>

namespace cems::model {

namespace {

std::vector<std::string> table_names() {
  std::vector<std::string> names;
  names.reserve(all_fields().size());
  for (const FieldInfo& field : all_fields()) {
    names.emplace_back(field.name);
  }
  return names;
}

}  // namespace

Names::Names() : Names(table_names(), {}) {}

Names::Names(std::vector<std::string> names, std::span<const Rename> renames)
    : names_(std::move(names)), by_name_(all_models().size()) {
  for (const Rename& rename : renames) {
    names_[static_cast<std::size_t>(rename.field)] = rename.name;
  }
  members_.reserve(names_.size());
  for (const FieldInfo& field : all_fields()) {
    const std::string& name = names_[static_cast<std::size_t>(field.field)];
    members_.emplace_back(name);
    auto& known = by_name_[static_cast<std::size_t>(field.model)];
    known.emplace_back(name, field.field);
    if (!field.alias.empty() && name == field.name) {
      known.emplace_back(std::string(field.alias), field.field);
    }
  }
  for (auto& known : by_name_) {
    std::sort(known.begin(), known.end());
  }
}

Result<Names> Names::with(std::span<const Rename> renames) {
  for (const Rename& rename : renames) {
    if (rename.name.empty()) {
      const FieldInfo& field = info(rename.field);
      return Error{Errc::invalid_argument, "the new name of " +
                                               std::string(model::name(field.model)) + "." +
                                               std::string(field.name) + " is empty"};
    }
  }
  Names names(table_names(), renames);
  for (const auto& known : names.by_name_) {
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    const auto twice = std::adjacent_find(known.begin(), known.end(), same);
    if (twice != known.end()) {
      const auto model = model::name(info(twice->second).model);
      return Error{Errc::conflict,
                   "two fields of " + std::string(model) + " are named " + twice->first};
    }
  }
  return names;
}

std::optional<Field> Names::field_named(Model model, std::string_view name) const {
  const auto& known = by_name_[static_cast<std::size_t>(model)];
  const auto at = std::lower_bound(known.begin(), known.end(), name,
                                   [](const auto& a, std::string_view b) { return a.first < b; });
  if (at == known.end() || at->first != name) {
    return std::nullopt;
  }
  return at->second;
}

}  // namespace cems::model
