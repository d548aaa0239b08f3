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

/// What any name on the wire must be: 1 to limits::kStringCharsMax characters of UTF-8, none of
/// them a control character.
[[nodiscard]] bool is_usable_name(std::string_view name);

/// The model that `model` extends, having its fields first; Model::none where it extends none.
[[nodiscard]] Model base_of(Model model);

/// The field of the model that its model extends, which `field` repeats; nothing for its own.
[[nodiscard]] std::optional<Field> inherited_from(Field field);

/// Another name for one field, and for those of extending models that repeat it. Aliases of the
/// table hold only for fields that are not renamed.
struct Rename {
  Field field;
  std::string name;
};

/// What is wrong with one rename.
struct NameFault {
  Field field;  ///< The renamed one.
  Errc code;
  std::string message;
};

class Names {
 public:
  /// The standard profile's.
  Names();

  /// The standard profile's with `renames`; of two for one field the last holds.
  /// Errors: the first of `faults`.
  [[nodiscard]] static Result<Names> with(std::span<const Rename> renames);

  /// All that is wrong with `renames`: invalid_argument for a name that is empty, too long or has
  /// control characters, and for a field that its model repeats from another (a full static answer
  /// is an archive, so they go by one name); conflict when two fields of a model would share one.
  [[nodiscard]] static std::vector<NameFault> faults(std::span<const Rename> renames);

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

  void find_conflicts(std::span<const Rename> renames, std::vector<NameFault>& faults) const;

  std::vector<std::string> names_;   // By Field.
  std::vector<json::Name> members_;  // By Field.
  // Of each model, by name; aliases included.
  std::vector<std::vector<std::pair<std::string, Field>>> by_name_;
};

}  // namespace cems::model
