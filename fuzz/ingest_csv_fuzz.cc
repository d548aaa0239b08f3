// Any bytes through the CSV reader: no crash, the same records however the bytes are cut, and every
// good record written again reads back as itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "ingest/csv_reader.h"

namespace {

struct Record {
  std::uint64_t line;
  std::vector<std::string> cells;
  std::string problem;
  std::size_t problem_cell;

  friend bool operator==(const Record&, const Record&) = default;
};

void drain(cems::ingest::CsvReader& reader, std::vector<Record>& out) {
  while (const auto record = reader.next()) {
    out.push_back({record->line,
                   {record->cells.begin(), record->cells.end()},
                   std::string(record->problem),
                   record->problem_cell});
  }
}

// Pieces of 1 to 16 bytes, or everything at once with `pattern` 0.
std::vector<Record> read(std::string_view bytes, unsigned pattern) {
  cems::ingest::CsvReader reader;
  std::vector<Record> out;
  while (!bytes.empty()) {
    const std::size_t size = pattern == 0 ? bytes.size() : 1 + pattern % 16;
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size < bytes.size() ? size : bytes.size());
    pattern = pattern == 0 ? 0 : pattern * 5 % 251 + 1;
    drain(reader, out);
  }
  reader.finish();
  drain(reader, out);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string bytes(data + 1, data + size);
  const std::vector<Record> whole = read(bytes, 0);
  CEMS_ASSERT(read(bytes, 1U + data[0]) == whole);
  for (const Record& record : whole) {
    if (record.cells.empty()) {
      CEMS_ASSERT(!record.problem.empty());
      continue;
    }
    std::string line;
    for (const std::string& cell : record.cells) {
      line += &cell == &record.cells.front() ? "" : ",";
      cems::ingest::append_csv_cell(line, cell);
    }
    // A line of one empty cell is an empty line, and one that begins like a byte order mark loses
    // it.
    if (line.empty() || line.starts_with("\xEF\xBB\xBF")) {
      continue;
    }
    const std::vector<Record> again = read(line, 0);
    CEMS_ASSERT(again.size() == 1 && again[0].cells == record.cells);
  }
  return 0;
}
