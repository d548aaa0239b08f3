/// The faults of one archive: collected in any order, listed in the order of the file.
///
/// Values; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/record_read.h"

namespace cems::catalog {

/// Faults listed one by one. A file with more is broken in one way many times over (a member
/// misspelt in every point), and a person reads the first few; the rest are counted.
inline constexpr std::size_t kProblemsMax = 1000;

/// Sorts by the place in `document` that each pointer names (a member that is not there stands
/// after those that are; one place's problems keep their order), drops repetitions, and replaces
/// everything past kProblemsMax by one last line that says how many more there are.
void put_in_file_order(std::vector<model::Problem>& problems, const json::Value& document);

}  // namespace cems::catalog
