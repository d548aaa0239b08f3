// Any bytes under the header of the long form: no crash, and the same report and refusals however
// they are cut. A line that is cut is read by the careful reader, a whole one by the quick one, so
// this holds the two against each other.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "ingest/csv_load.h"
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
Outcome load(std::string_view header, std::string_view bytes, unsigned pattern) {
  static const auto kArchive = small_archive();
  Outcome out;
  cems::ingest::CsvLoad csv({.wide = {}, .zone = {}, .now = TimeMs{1'721'284'200'000}}, kArchive,
                            nullptr, [&](const cems::ingest::RejectedCell& cell) {
                              out.rejected.push_back(std::to_string(cell.line) + " " +
                                                     std::string(cell.column) + " " +
                                                     cell.fault.reason);
                            });
  CEMS_ASSERT(csv.feed(header));
  while (!bytes.empty()) {
    const std::size_t size = pattern == 0 ? bytes.size() : 1 + pattern % 16;
    CEMS_ASSERT(csv.feed(bytes.substr(0, size)));
    bytes.remove_prefix(size < bytes.size() ? size : bytes.size());
    pattern = pattern == 0 ? 0 : pattern * 5 % 251 + 1;
  }
  CEMS_ASSERT(csv.finish());
  out.report = csv.report();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view header = data[0] % 2 == 0
                                      ? "cemsId,pointId,parameterId,timeStamp,value,quality\n"
                                      : "cemsId,pointId,parameterId,timeStamp,value\n";
  const std::string bytes(data + 1, data + size);
  const Outcome whole = load(header, bytes, 0);
  CEMS_ASSERT(load(header, bytes, 1U + data[0]) == whole);
  CEMS_ASSERT(whole.report.rows == whole.report.accepted + whole.report.rejected);
  return 0;
}
