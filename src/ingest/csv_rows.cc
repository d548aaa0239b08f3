// See csv_rows.h.
#include "ingest/csv_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/quote.h"

namespace cems::ingest {

namespace {

// The columns of the long form, in the order it is written in; all but the last must be there.
constexpr std::array kLongFields = {Field::cems, Field::point, Field::parameter,
                                    Field::time, Field::value, Field::quality};

Error header_error(std::string message) {
  return Error{Errc::invalid_argument, "header: " + std::move(message)};
}

std::string long_header(const ColumnNames& names) {
  std::string text;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    text.append(text.empty() ? "" : ",").append(names[i]);
  }
  return text + " and, if wanted, " + std::string(names.back());
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += text.empty() ? "" : ", ";
    text += quote(name);
  }
  return text;
}

}  // namespace

CsvRows::CsvRows(std::optional<WideForm> wide, RowSink& sink, const ColumnNames& columns)
    : wide_(std::move(wide)), sink_(sink), names_(columns) {}

Status CsvRows::feed(std::string_view bytes) {
  reader_.feed(bytes);
  return drain();
}

Status CsvRows::finish() {
  reader_.finish();
  const Status status = drain();
  if (status && header_.empty()) {
    return header_error("the file is empty");
  }
  return status;
}

Status CsvRows::drain() {
  while (const std::optional<CsvRecord> record = reader_.next()) {
    const Status status = header_.empty() ? read_header(*record) : read_row(*record);
    if (!status) {
      return status;
    }
  }
  return Unit{};
}

Status CsvRows::read_header(const CsvRecord& record) {
  if (!record.problem.empty()) {
    return header_error(std::string(record.problem));
  }
  header_.assign(record.cells.begin(), record.cells.end());
  return wide_ ? read_wide_header() : read_long_header();
}

Status CsvRows::read_long_header() {
  columns_.assign(kLongFields.size(), kAbsent);
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const auto field = std::find_if(kLongFields.begin(), kLongFields.end(),
                                    [&](Field f) { return name_of(f, names_) == header_[i]; });
    if (field == kLongFields.end()) {
      return header_error("unknown column " + quote(header_[i]) + "; the long form has " +
                          long_header(names_) +
                          "; for a file with a column per series use --cems, --time and --map");
    }
    std::size_t& column = columns_[static_cast<std::size_t>(field - kLongFields.begin())];
    if (column != kAbsent) {
      return header_error("column " + quote(header_[i]) + " is there twice");
    }
    column = i;
  }
  for (std::size_t i = 0; i + 1 < kLongFields.size(); ++i) {
    if (columns_[i] == kAbsent) {
      return header_error("column " + quote(name_of(kLongFields[i], names_)) +
                          " is missing; it has " + list(header_));
    }
  }
  usual_ = true;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    usual_ = usual_ && columns_[i] == i;
  }
  return Unit{};
}

Result<std::size_t> CsvRows::find_column(std::string_view name) const {
  const auto at = std::find(header_.begin(), header_.end(), name);
  if (at == header_.end()) {
    return header_error("there is no column " + quote(name) + "; it has " + list(header_));
  }
  if (std::find(at + 1, header_.end(), name) != header_.end()) {
    return header_error("column " + quote(name) + " is there twice");
  }
  return static_cast<std::size_t>(at - header_.begin());
}

Status CsvRows::read_wide_header() {
  columns_.clear();
  const Result<std::size_t> time = find_column(wide_->time_column);
  if (!time) {
    return time.error();
  }
  columns_.push_back(*time);
  for (const MappedColumn& mapped : wide_->columns) {
    const Result<std::size_t> column = find_column(mapped.column);
    if (!column) {
      return column.error();
    }
    columns_.push_back(*column);
  }
  return Unit{};
}

void CsvRows::reject(const CsvRecord& record, std::string_view column, Refusal refusal,
                     std::string reason) {
  sink_.rejected({.line = record.line,
                  .column = column,
                  .fault = {.refusal = refusal, .field = Field::row, .reason = std::move(reason)}});
}

Status CsvRows::read_row(const CsvRecord& record) {
  ++rows_;
  if (!record.problem.empty()) {
    const std::size_t cell = record.problem_cell;
    const bool named = cell > 0 && cell <= header_.size();
    reject(record, named ? std::string_view(header_[cell - 1]) : std::string_view(),
           Refusal::malformed, std::string(record.problem));
    return Unit{};
  }
  if (record.cells.size() != header_.size()) {
    reject(record, {}, Refusal::malformed,
           "the row has " + std::to_string(record.cells.size()) + " cells, the header has " +
               std::to_string(header_.size()));
    return Unit{};
  }
  return wide_ ? read_wide_row(record) : read_long_row(record);
}

Status CsvRows::read_long_row(const CsvRecord& record) {
  const auto cell = [&](std::size_t field) {
    return columns_[field] == kAbsent ? std::string_view() : record.cells[columns_[field]];
  };
  return sink_.reading({.raw = {.cems = cell(0),
                                .point = cell(1),
                                .parameter = cell(2),
                                .time = cell(3),
                                .value = cell(4),
                                .quality = cell(5)},
                        .line = record.line,
                        .time_column = name_of(Field::time, names_),
                        .value_column = name_of(Field::value, names_)});
}

Status CsvRows::read_wide_row(const CsvRecord& record) {
  const std::string_view time = record.cells[columns_[0]];
  if (trim(time).empty()) {
    reject(record, header_[columns_[0]], Refusal::missing, "the time is empty");
    return Unit{};
  }
  for (std::size_t i = 0; i < wide_->columns.size(); ++i) {
    const std::string_view value = record.cells[columns_[i + 1]];
    if (trim(value).empty()) {
      ++skipped_;
      continue;
    }
    const MappedColumn& mapped = wide_->columns[i];
    const Status status = sink_.reading({.raw = {.cems = wide_->cems,
                                                 .point = mapped.point,
                                                 .parameter = mapped.parameter,
                                                 .time = time,
                                                 .value = value,
                                                 .quality = {}},
                                         .line = record.line,
                                         .time_column = header_[columns_[0]],
                                         .value_column = mapped.column});
    if (!status) {
      return status;
    }
  }
  return Unit{};
}

}  // namespace cems::ingest
