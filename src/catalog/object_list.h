/// Lists of objects in archives and in built-in documents, read by the field table. Internal to
/// catalog.
///
/// Names are the standard's, as the built-in documents have them; archive_figures.cc translates
/// what an archive gives in a profile's names.
///
/// `value` pointers live as long as the document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/record.h"
#include "model/record_read.h"

namespace cems::catalog {

struct ListedObject {
  const json::Value* value = nullptr;
  std::string pointer;
  model::Record record;
  bool is_good = false;  ///< An object with every required field, and all its scalars are right.

  /// Pointer of one of its members, there or not.
  [[nodiscard]] std::string place_of(model::Field field) const;

  /// The member, e.g. one that a Record does not hold; null where it is not there.
  [[nodiscard]] const json::Value* member(model::Field field) const;

  /// Empty where it is missing.
  [[nodiscard]] std::string text_of(model::Field field) const;

  /// A date as days since 1970-01-01; nothing where it is missing.
  /// REQUIRES: a date field.
  [[nodiscard]] std::optional<std::int64_t> day_of(model::Field field) const;
};

/// One entry for each item of `list`, good or not, in order. A list that is missing (null) has no
/// items; one that is no array is a problem.
[[nodiscard]] std::vector<ListedObject> read_objects(model::Model model, const json::Value* list,
                                                     std::string_view pointer,
                                                     std::vector<model::Problem>& problems);

/// The day of a GB/T 7408 date. REQUIRES: a date that exists.
[[nodiscard]] std::int64_t day_of_date(std::string_view date);

}  // namespace cems::catalog
