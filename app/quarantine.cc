// `cems quarantine list`: the readings that came from the future, for whoever puts a clock right.
#include "ingest/quarantine.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/command.h"
#include "app/data_folder.h"
#include "ingest/csv_reader.h"

namespace cems::app {
namespace {

std::vector<std::string> row_of(const ingest::QuarantinedReading& reading) {
  return {reading.received_at, reading.cems,  reading.point,  reading.parameter,
          reading.time,        reading.value, reading.quality};
}

int list(const std::string& data) {
  const Result<std::vector<ingest::QuarantinedReading>> readings =
      ingest::read_quarantine(quarantine_path(data));
  if (!readings) {
    return fail(readings.error().message);
  }
  std::vector<std::string> header{"receivedAt"};
  for (const std::string_view name : ingest::standard_columns()) {
    header.emplace_back(name);
  }
  std::string out;
  const auto append = [&out](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += i == 0 ? "" : ",";
      ingest::append_csv_cell(out, cells[i]);
    }
    out += '\n';
  };
  append(header);
  for (const ingest::QuarantinedReading& reading : *readings) {
    append(row_of(reading));
  }
  fmt::print("{}", out);
  return 0;
}

}  // namespace

void add_quarantine(CLI::App& root, int& status) {
  CLI::App* command = root.add_subcommand(
      "quarantine", "Readings that came from the future: not stored, but kept in a list");
  command->require_subcommand(1);
  command->footer("Example: cems quarantine list --data ./cems-data");
  CLI::App* listing = command->add_subcommand("list", "Print them as CSV, oldest first");
  auto data = std::make_shared<std::string>();
  add_data_option(*listing, *data);
  listing->footer("Example: cems quarantine list --data ./cems-data");
  listing->callback([data, &status] { status = list(*data); });
}

}  // namespace cems::app
