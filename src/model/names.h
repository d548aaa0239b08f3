/// The names under which fields travel, compiled once: the standard profile's, or those of a
/// deployment that renames members (dictionary R9).
///
/// Immutable after construction; safe from any thread. Views live as long as the object.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/writer.h"
#include "model/fields.h"

namespace cems::model {

/// Another name for one field. Aliases of the table hold only for fields that are not renamed.
struct Rename {
  Field field;
  std::string name;
};

class Names {
 public:
  /// The standard profile's.
  Names();

  /// The standard profile's with `renames`.
  /// Errors: invalid_argument for an empty name; conflict when two fields of a model would share
  /// one.
  [[nodiscard]] static Result<Names> with(std::span<const Rename> renames);

  /// Prepared for json::Writer::key.
  [[nodiscard]] const json::Name& member(Field field) const {
    return members_[static_cast<std::size_t>(field)];
  }

  [[nodiscard]] std::string_view name(Field field) const {
    return names_[static_cast<std::size_t>(field)];
  }

  /// Nothing where the model has no field of that name.
  [[nodiscard]] std::optional<Field> field_named(Model model, std::string_view name) const;

 private:
  Names(std::vector<std::string> names, std::span<const Rename> renames);

  std::vector<std::string> names_;   // By Field.
  std::vector<json::Name> members_;  // By Field.
  // Of each model, by name; aliases included.
  std::vector<std::vector<std::pair<std::string, Field>>> by_name_;
};

}  // namespace cems::model
