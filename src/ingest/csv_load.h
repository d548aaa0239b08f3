/// Readings of a CSV file into a store: rows, judged, in durable batches.
///
/// Batches of limits::kLoadBatchRows are committed in the file's order, each whole and durable
/// before the next, so what a killed load leaves is a beginning of the file, and the same load
/// again ends where a clean one ends: a reading that is there already changes nothing. Of repeated
/// keys the last counts (dictionary S "CSV in").
///
/// Thread-safety: one load, one thread; the store may be in use by others.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/snapshot.h"
#include "ingest/column_map.h"
#include "ingest/csv_rows.h"
#include "ingest/reading_check.h"
#include "store/store.h"

namespace cems::ingest {

struct LoadReport {
  std::uint64_t rows = 0;       ///< Under the header, bad ones included.
  std::uint64_t accepted = 0;   ///< New readings, durable.
  std::uint64_t corrected = 0;  ///< Readings with another value or quality than before, durable.
  std::uint64_t duplicate = 0;  ///< Readings that changed nothing.
  std::uint64_t skipped = 0;    ///< Empty cells (wide form).
  std::uint64_t rejected = 0;   ///< Rows, or cells of a wide row, reported as rejected.

  friend bool operator==(const LoadReport&, const LoadReport&) = default;
};

struct CsvLoadOptions {
  std::optional<WideForm> wide;  ///< Long form without.
  std::optional<Zone> zone;      ///< For times without an offset; else the site's.
  TimeMs now;                    ///< The future is measured from it, corrections bear it.
  ColumnNames columns = standard_columns();  ///< Of the long form.
};

/// Called for everything that is not taken, in the file's order.
using OnRejected = std::function<void(const RejectedCell&)>;

class CsvLoad : private RowSink {
 public:
  /// Without a store nothing is written: the readings are judged, and `accepted` counts those that
  /// would be taken. The store must outlive this.
  CsvLoad(CsvLoadOptions options, std::shared_ptr<const catalog::Snapshot> sites,
          store::Store* store, OnRejected on_rejected);

  /// Takes the next bytes of the file; commits batches as they fill.
  /// Errors: invalid_argument for a header that is not the form's and for a mapping to a series
  /// that no archive has, before anything is written; and the store's. After an error the load is
  /// over; what report() counts is durable.
  [[nodiscard]] Status feed(std::string_view bytes);

  /// The end of the file: commits the rest. Errors: those of feed.
  [[nodiscard]] Status finish();

  /// Readings of a batch that is not committed yet are not counted.
  [[nodiscard]] LoadReport report() const;

 private:
  [[nodiscard]] Status reading(const RowReading& reading) override;
  void rejected(const RejectedCell& cell) override;

  [[nodiscard]] Status check_mapping();
  [[nodiscard]] Status commit();

  TimeMs now_;
  ColumnNames columns_;
  std::optional<WideForm> unchecked_mapping_;  // Until the first bytes.
  ReadingCheck check_;
  CsvRows rows_;
  store::Store* store_;
  OnRejected on_rejected_;
  std::vector<store::SeriesReading> batch_;
  std::uint64_t bad_time_line_ = 0;  // Line whose time has been rejected: once is enough.
  LoadReport report_;
};

}  // namespace cems::ingest
