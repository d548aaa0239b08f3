// Any bytes as a body of NDJSON: no crash, the same report and readings however they are cut, and
// what the quick ways take is what the slow one takes: each line alone, after nothing that could be
// learnt from, gives the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "ingest/ndjson_load.h"
#include "ingest_small_archive.h"

namespace {

using cems::TimeMs;
using cems::ingest::LoadReport;

struct Outcome {
  LoadReport report;
  std::vector<std::string> rejected;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// `pattern` 0: everything at once.
Outcome load(std::string_view bytes, unsigned pattern) {
  static const auto kArchive = small_archive();
  Outcome out;
  cems::ingest::NdjsonLoad ndjson(
      {.now = TimeMs{1'721'284'200'000}}, std::make_shared<cems::ingest::SeriesTable>(kArchive),
      nullptr, [&](const cems::ingest::RejectedCell& cell) {
        out.rejected.push_back(std::to_string(cell.line) + cell.fault.reason);
      });
  while (!bytes.empty()) {
    const std::size_t size = pattern == 0 ? bytes.size() : 1 + pattern % 16;
    CEMS_ASSERT(ndjson.feed(bytes.substr(0, size)));
    bytes.remove_prefix(size < bytes.size() ? size : bytes.size());
    pattern = pattern == 0 ? 0 : pattern * 5 % 251 + 1;
  }
  CEMS_ASSERT(ndjson.finish());
  out.report = ndjson.report();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string bytes(data + 1, data + size);
  const Outcome whole = load(bytes, 0);
  CEMS_ASSERT(load(bytes, 1U + data[0]) == whole);
  CEMS_ASSERT(whole.report.rows == whole.report.accepted + whole.report.rejected);
  std::uint64_t accepted = 0;
  std::string_view rest = bytes;
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    // A byte order mark counts at the start of a body only.
    accepted += load((first ? "" : "\n") + std::string(rest.substr(0, end)), 0).report.accepted;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  CEMS_ASSERT(accepted == whole.report.accepted);
  return 0;
}
