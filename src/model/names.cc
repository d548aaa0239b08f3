// Names of fields: the table's, with a deployment's renames on top.
#include "model/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"

namespace cems::model {

namespace {

constexpr auto kExtensions = std::to_array<std::pair<Model, Model>>({
#define CEMS_EXTENDS(derived, base) {Model::derived, Model::base},
#include "model/extensions.inc"
#undef CEMS_EXTENDS
});

std::vector<std::string> table_names() {
  std::vector<std::string> names;
  names.reserve(all_fields().size());
  for (const FieldInfo& field : all_fields()) {
    names.emplace_back(field.name);
  }
  return names;
}

std::string spelled(Field field) {
  return std::string(name(info(field).model)) + "." + std::string(info(field).name);
}

}  // namespace

bool is_usable_name(std::string_view name) {
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
  });
  return plain && !name.empty() && is_valid_utf8(name) &&
         count_code_points(name) <= limits::kStringCharsMax;
}

Model base_of(Model model) {
  for (const auto& [derived, base] : kExtensions) {
    if (derived == model) {
      return base;
    }
  }
  return Model::none;
}

std::optional<Field> inherited_from(Field field) {
  const Model model = info(field).model;
  const Model base = base_of(model);
  const std::size_t place = static_cast<std::size_t>(field) - info(model).first;
  if (base == Model::none || place >= info(base).count) {
    return std::nullopt;
  }
  return static_cast<Field>(info(base).first + place);
}

Names::Names() : Names(table_names(), {}) {}

Names::Names(std::vector<std::string> names, std::span<const Rename> renames)
    : names_(std::move(names)), by_name_(all_models().size()) {
  for (const Rename& rename : renames) {
    names_[static_cast<std::size_t>(rename.field)] = rename.name;
  }
  for (const FieldInfo& field : all_fields()) {
    if (const std::optional<Field> base = inherited_from(field.field)) {
      names_[static_cast<std::size_t>(field.field)] = names_[static_cast<std::size_t>(*base)];
    }
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

std::vector<NameFault> Names::faults(std::span<const Rename> renames) {
  std::vector<NameFault> faults;
  for (const Rename& rename : renames) {
    if (!is_usable_name(rename.name)) {
      faults.push_back({rename.field, Errc::invalid_argument,
                        "the new name of " + spelled(rename.field) + " must have 1 to " +
                            std::to_string(limits::kStringCharsMax) +
                            " characters and no control characters"});
    }
    if (const std::optional<Field> base = inherited_from(rename.field)) {
      faults.push_back(
          {rename.field, Errc::invalid_argument,
           spelled(rename.field) + " goes by the name of " + spelled(*base) + "; rename that one"});
    }
  }
  Names(table_names(), renames).find_conflicts(renames, faults);
  return faults;
}

// Two fields of one model with one name. Fields repeated from another model are looked at there.
void Names::find_conflicts(std::span<const Rename> renames, std::vector<NameFault>& faults) const {
  const auto renamed = [&](Field field) {
    const Field own = inherited_from(field).value_or(field);
    return std::any_of(renames.begin(), renames.end(),
                       [&](const Rename& rename) { return rename.field == own; });
  };
  for (const auto& known : by_name_) {
    for (std::size_t i = 1; i < known.size(); ++i) {
      const auto& [name, second] = known[i];
      const Field first = known[i - 1].second;
      if (known[i - 1].first != name || (inherited_from(first) && inherited_from(second))) {
        continue;
      }
      const Field at = renamed(second) ? second : first;
      faults.push_back({inherited_from(at).value_or(at), Errc::conflict,
                        "two members of " + std::string(model::name(info(second).model)) +
                            " would be named " + quote(name) + ": " +
                            std::string(info(first).name) + " and " +
                            std::string(info(second).name)});
    }
  }
}

Result<Names> Names::with(std::span<const Rename> renames) {
  const std::vector<NameFault> wrong = faults(renames);
  if (!wrong.empty()) {
    return Error{wrong.front().code, wrong.front().message};
  }
  return Names(table_names(), renames);
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
