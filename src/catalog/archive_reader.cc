// The passes in their order. Every check runs even where an earlier one found something, so that a
// person mends a file once and not fault by fault.
#include "catalog/archive_reader.h"

#include <utility>

#include "base/assert.h"
#include "catalog/archive_build.h"
#include "catalog/archive_collect.h"
#include "catalog/archive_extras.h"
#include "catalog/archive_relations.h"
#include "catalog/archive_values.h"
#include "catalog/problem_list.h"

namespace cems::catalog {

ArchiveReading read_archive(const json::Value& archive, const spec::Wire& wire) {
  ArchiveReading reading;
  CollectedArchive collected = collect(archive, wire, reading.problems);
  resolve_relations(collected, wire, reading.problems);
  const std::vector<std::string> schemes = check_extras(collected, wire, reading.problems);
  check_values(collected, schemes, wire, reading.problems, reading.warnings);
  put_in_file_order(reading.problems, archive);
  put_in_file_order(reading.warnings, archive);
  if (reading.problems.empty()) {
    reading.site = build_site(std::move(collected), wire);
    CEMS_ASSERT(reading.site != nullptr);
  }
  return reading;
}

}  // namespace cems::catalog
