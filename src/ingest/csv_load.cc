// See csv_load.h.
#include "ingest/csv_load.h"

#include <utility>

#include "base/limits.h"
#include "base/quote.h"

namespace cems::ingest {

CsvLoad::CsvLoad(CsvLoadOptions options, std::shared_ptr<const catalog::Snapshot> sites,
                 store::Store* store, OnRejected on_rejected)
    : now_(options.now),
      columns_(options.columns),
      unchecked_mapping_(options.wide),
      check_(std::move(sites), options.now, std::move(options.zone)),
      rows_(std::move(options.wide), *this, options.columns),
      store_(store),
      on_rejected_(std::move(on_rejected)) {}

Status CsvLoad::feed(std::string_view bytes) {
  if (const Status known = check_mapping(); !known) {
    return known;
  }
  return rows_.feed(bytes);
}

Status CsvLoad::finish() {
  if (const Status known = check_mapping(); !known) {
    return known;
  }
  if (const Status read = rows_.finish(); !read) {
    return read;
  }
  return commit();
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
  if (store_ == nullptr) {
    ++report_.accepted;
    return Unit{};
  }
  KnownSeries& series = *checked->series;
  if (!series.id) {
    const Result<SeriesId> id = store_->intern(series.key);
    if (!id) {
      return id.error();
    }
    series.id = *id;
  }
  batch_.push_back({.series = *series.id, .reading = checked->reading});
  return batch_.size() < limits::kLoadBatchRows ? Status(Unit{}) : commit();
}

void CsvLoad::rejected(const RejectedCell& cell) {
  ++report_.rejected;
  if (on_rejected_) {
    on_rejected_(cell);
  }
}

Status CsvLoad::commit() {
  if (batch_.empty()) {
    return Unit{};
  }
  const Result<store::CommitReport> done = store_->commit(batch_, now_);
  batch_.clear();
  if (!done) {
    return done.error();
  }
  report_.accepted += done->accepted;
  report_.corrected += done->corrected;
  report_.duplicate += done->duplicate;
  return Unit{};
}

LoadReport CsvLoad::report() const {
  LoadReport report = report_;
  report.rows = rows_.rows();
  report.skipped = rows_.skipped();
  return report;
}

}  // namespace cems::ingest
