/// The reference pages of `cems spec markdown`, from the tables of src/spec and src/model.
///
/// Pure functions; the same text for the same profile and build.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "spec/wire.h"

namespace cems::app {

struct ReferencePage {
  std::string_view name;  ///< e.g. "codes"; docs/reference/codes.md is its committed copy.
  std::string (*make)(const spec::Wire& wire);
};

/// interfaces, models, codes, reading-types.
[[nodiscard]] std::span<const ReferencePage> reference_pages();

}  // namespace cems::app
