// See csv_load.h.
#include "ingest/csv_load.h"

#include <utility>

#include "base/quote.h"

namespace cems::ingest {

CsvLoad::CsvLoad(CsvLoadOptions options, std::shared_ptr<const catalog::Snapshot> sites,
                 store::Store* store, OnRejected on_rejected)
    : CsvLoad(std::move(options), std::make_shared<SeriesTable>(std::move(sites)), store,
              std::move(on_rejected)) {}

CsvLoad::CsvLoad(CsvLoadOptions options, std::shared_ptr<SeriesTable> series, store::Store* store,
                 OnRejected on_rejected)
    : columns_(options.columns),
      unchecked_mapping_(options.wide),
      check_(std::move(series), options.now, std::move(options.zone), options.quarantine),
      rows_(std::move(options.wide), *this, options.columns),
      batch_(store, options.now, options.quarantine, options.commits_aside),
      on_rejected_(std::move(on_rejected)) {}

// Rows that are plain are read here, a line with anything odd in it goes to rows_ alone. Whether a
// row is plain is seen from its own bytes, so the result does not depend on how they were cut.
Status CsvLoad::feed(std::string_view bytes) {
  if (const Status known = check_mapping(); !known) {
    return known;
  }
  while (!bytes.empty()) {
    if (!rows_.is_usual()) {
      // The header first, by itself; without it there are no plain rows.
      const std::size_t size = rows_.has_header() ? bytes.size() : bytes.find('\n') + 1;
      const std::string_view piece = bytes.substr(0, size == 0 ? bytes.size() : size);
      if (const Status read = rows_.feed(piece); !read) {
        return read;
      }
      bytes.remove_prefix(piece.size());
      continue;
    }
    if (rows_.is_between_rows()) {
      if (const Status taken = take_plain(bytes); !taken) {
        return taken;
      }
    }
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    if (const Status read = rows_.feed(line); !read) {
      return read;
    }
    bytes.remove_prefix(line.size());
  }
  return Unit{};
}

Status CsvLoad::take_plain(std::string_view& bytes) {
  if (!plain_) {
    plain_.emplace(check_, rows_.has_quality());
  }
  std::uint64_t rows = 0;
  Status status = Unit{};
  CheckedReading checked;
  while (status) {
    const std::size_t length = plain_->read(bytes, checked);
    if (length == 0) {
      break;
    }
    bytes.remove_prefix(length);
    ++rows;
    status = batch_.add(checked);
  }
  rows_.pass_rows(rows);
  return status;
}

Status CsvLoad::finish() {
  if (const Status known = check_mapping(); !known) {
    return known;
  }
  if (const Status read = rows_.finish(); !read) {
    return read;
  }
  return batch_.finish();
}

// A column mapped to nothing is a slip of whoever wrote the mapping: said once, not in every row.
Status CsvLoad::check_mapping() {
  if (!unchecked_mapping_) {
    return Unit{};
  }
  const WideForm wide = *std::exchange(unchecked_mapping_, std::nullopt);
  for (const MappedColumn& mapped : wide.columns) {
    const Checked<KnownSeries*> series =
        check_.find_series(wide.cems, mapped.point, mapped.parameter);
    if (!series) {
      return Error{Errc::invalid_argument,
                   "column " + quote(mapped.column) + ": " + series.error().reason};
    }
  }
  return Unit{};
}

Status CsvLoad::reading(const RowReading& row) {
  const Checked<CheckedReading> checked = check_.check(row.raw);
  if (!checked) {
    const Fault& fault = checked.error();
    std::string_view column = name_of(fault.field, columns_);
    if (fault.field == Field::time) {
      if (bad_time_line_ == row.line) {
        return Unit{};
      }
      bad_time_line_ = row.line;
      column = row.time_column;
    } else if (fault.field == Field::value) {
      column = row.value_column;
    }
    rejected({.line = row.line, .column = column, .fault = fault});
    return Unit{};
  }
  return batch_.add(*checked);
}

void CsvLoad::rejected(const RejectedCell& cell) {
  ++rejected_;
  if (on_rejected_) {
    on_rejected_(cell);
  }
}

LoadReport CsvLoad::report() const {
  const store::CommitReport done = batch_.done();
  return {.rows = rows_.rows(),
          .accepted = done.accepted,
          .corrected = done.corrected,
          .duplicate = done.duplicate,
          .skipped = rows_.skipped(),
          .rejected = rejected_};
}

}  // namespace cems::ingest
