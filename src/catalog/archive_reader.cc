// The passes in their order. Every check runs even where an earlier one found something, so that a
// person mends a file once and not fault by fault.
#include "catalog/archive_reader.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/checksum.h"
#include "catalog/archive_annexes.h"
#include "catalog/archive_build.h"
#include "catalog/archive_collect.h"
#include "catalog/archive_extras.h"
#include "catalog/archive_figures.h"
#include "catalog/archive_relations.h"
#include "catalog/archive_values.h"
#include "catalog/problem_list.h"
#include "json/writer.h"

namespace cems::catalog {
namespace {

/// Hexadecimal digits of the digest that are kept: 128 bits, beyond any chance of two alike.
constexpr std::size_t kVersionDigits = 32;

/// Without regard to the order of the top's members, which differs between what is sent and what is
/// stored of it.
std::string version_of(const json::Value& archive) {
  std::vector<const json::Member*> members;
  for (const json::Member& member : archive.members) {
    members.push_back(&member);
  }
  std::sort(members.begin(), members.end(),
            [](const json::Member* a, const json::Member* b) { return a->name < b->name; });
  Sha256 digest;
  std::string text;
  for (const json::Member* member : members) {
    text.clear();
    json::append_string(text, member->name);
    json::write(text, member->value);
    digest.update(text);
  }
  return digest.finish_hex().substr(0, kVersionDigits);
}

}  // namespace

ArchiveReading read_archive(const json::Value& archive, const spec::Wire& wire) {
  ArchiveReading reading;
  CollectedArchive collected = collect(archive, wire, reading.problems);
  resolve_relations(collected, wire, reading.problems);
  const std::vector<std::string> schemes = check_extras(collected, wire, reading.problems);
  check_values(collected, schemes, wire, reading.problems, reading.warnings);
  Figures figures = read_figures(collected, wire, reading.problems);
  Annexes annexes = read_annexes(collected, wire, reading.problems);
  put_in_file_order(reading.problems, archive);
  put_in_file_order(reading.warnings, archive);
  if (reading.problems.empty()) {
    const std::shared_ptr<Site> site =
        build_site(std::move(collected), std::move(figures), std::move(annexes), wire);
    CEMS_ASSERT(site != nullptr);
    site->version = version_of(archive);
    reading.site = site;
  }
  return reading;
}

}  // namespace cems::catalog
