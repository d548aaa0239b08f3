/// Example archives of the tests, ways to break them, and a Site as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/archive_reader.h"
#include "json/value.h"

namespace cems::catalog {

/// One rich archive in three layouts that mean the same Site: everything nested; everything flat
/// with parentCode and parentPointId; and a mixture that also puts lists inside `cems`.
[[nodiscard]] std::string_view nested_archive();
[[nodiscard]] std::string_view flat_archive();
[[nodiscard]] std::string_view mixed_archive();

/// A change to a document: the value at `pointer` becomes `json`; an empty `json` removes it; a
/// last step `-` appends to an array. The place's parent must exist.
struct Edit {
  std::string pointer;
  std::string json;
};

[[nodiscard]] json::Value parsed(std::string_view text);
[[nodiscard]] json::Value edited(std::string_view text, const std::vector<Edit>& edits);
[[nodiscard]] std::string written(const json::Value& value);

/// Reads with the built-in names.
[[nodiscard]] ArchiveReading read(const json::Value& archive);

/// "pointer: reason" a line.
[[nodiscard]] std::string lines(const std::vector<model::Problem>& problems);

/// Everything a Site holds, relations included, one thing a line.
[[nodiscard]] std::string describe(const Site& site);

}  // namespace cems::catalog
