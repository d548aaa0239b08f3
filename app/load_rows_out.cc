// See load_rows_out.h.
#include "app/load_rows_out.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/time.h"
#include "client/ways_in.h"
#include "ingest/csv_reader.h"

namespace cems::app {

namespace {

// Half of what a server takes, so that one more row never exceeds it.
constexpr std::size_t kBodyBytes = limits::kBulkBodyBytesMax / 2;
static_assert(kBodyBytes + 2 * limits::kCsvLineBytesMax + 1024 <= limits::kBulkBodyBytesMax);

}  // namespace

RowsOut::RowsOut(client::Client& client, std::optional<Zone> zone, LoadTalk& talk)
    : client_(client), zone_(std::move(zone)), talk_(talk) {
  start_body();
}

void RowsOut::start_body() {
  body_.clear();
  for (const std::string_view column : client_.wire().csv_columns()) {
    body_.append(body_.empty() ? "" : ",");
    ingest::append_csv_cell(body_, column);
  }
  body_ += '\n';
  body_lines_ = 1;
  origins_.clear();
}

void RowsOut::reject(std::uint64_t line, std::string_view column, std::string_view reason) {
  ++report_.rejected;
  talk_.rejected(line, column, reason);
}

void RowsOut::rejected(const ingest::RejectedCell& cell) {
  reject(cell.line, cell.column, cell.fault.reason);
}

Status RowsOut::reading(const ingest::RowReading& row) {
  std::string time(ingest::trim(row.raw.time));
  if (zone_ && !time.empty()) {
    const Result<TimeMs> at = parse_time(time, *zone_);
    if (!at) {
      if (std::exchange(bad_time_line_, row.line) != row.line) {
        reject(row.line, row.time_column, at.error().message);
      }
      return Unit{};
    }
    time = format_time(*at, *zone_);
  }
  const std::size_t begin = body_.size();
  for (const std::string_view cell :
       {row.raw.cems, row.raw.point, row.raw.parameter, std::string_view(time), row.raw.value}) {
    ingest::append_csv_cell(body_, cell);
    body_ += ',';
  }
  ingest::append_csv_cell(body_, row.raw.quality);
  body_ += '\n';
  origins_.push_back({.body_line = body_lines_ + 1,
                      .file_line = row.line,
                      .time_column = std::string(row.time_column),
                      .value_column = std::string(row.value_column)});
  body_lines_ += static_cast<std::uint64_t>(
      std::count(body_.begin() + static_cast<std::ptrdiff_t>(begin), body_.end(), '\n'));
  return body_.size() < kBodyBytes ? Status(Unit{}) : flush();
}

Status RowsOut::flush() {
  if (origins_.empty()) {
    return Unit{};
  }
  const Result<client::ReadingsReport> sent = client::post_readings(client_, body_);
  if (!sent) {
    return sent.error();
  }
  const ingest::ColumnNames columns = client_.wire().csv_columns();
  report_.accepted += sent->accepted;
  report_.corrected += sent->corrected;
  report_.duplicate += sent->duplicate;
  for (const client::RejectedLine& line : sent->rejected) {
    const auto origin = std::lower_bound(
        origins_.begin(), origins_.end(), line.line,
        [](const Origin& o, std::uint64_t body_line) { return o.body_line < body_line; });
    if (origin == origins_.end()) {
      reject(0, line.column, line.reason);
      continue;
    }
    const bool time = line.column == ingest::name_of(ingest::Field::time, columns);
    if (time && std::exchange(bad_time_line_, origin->file_line) == origin->file_line) {
      continue;
    }
    const bool value = line.column == ingest::name_of(ingest::Field::value, columns);
    reject(origin->file_line,
           time ? origin->time_column : (value ? origin->value_column : line.column), line.reason);
  }
  if (sent->rejected_count > sent->rejected.size()) {
    const std::uint64_t unlisted = sent->rejected_count - sent->rejected.size();
    report_.rejected += unlisted;
    talk_.warning(
        fmt::format("the server rejected {} more rows that it did not list; load a file "
                    "with fewer bad rows to see them",
                    unlisted));
  }
  start_body();
  return Unit{};
}

}  // namespace cems::app
