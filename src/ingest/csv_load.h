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
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/snapshot.h"
#include "ingest/column_map.h"
#include "ingest/csv_rows.h"
#include "ingest/plain_rows.h"
#include "ingest/reading_batch.h"
#include "ingest/reading_check.h"
#include "ingest/readings_load.h"
#include "store/store.h"

namespace cems::ingest {

struct CsvLoadOptions {
  std::optional<WideForm> wide;  ///< Long form without.
  std::optional<Zone> zone;      ///< For times without an offset; else the site's.
  TimeMs now;                    ///< The future is measured from it, corrections bear it.
  ColumnNames columns = standard_columns();  ///< Of the long form.
  Quarantine* quarantine = nullptr;          ///< For readings from the future; outlives the load.
  /// Commit on a thread of its own while the next batch is read: for files, which come faster than
  /// the disk takes them.
  bool commits_aside = false;
};

class CsvLoad final : public ReadingsLoad, private RowSink {
 public:
  /// Without a store nothing is written: the readings are judged, and `accepted` counts those that
  /// would be taken. The store must outlive this.
  CsvLoad(CsvLoadOptions options, std::shared_ptr<const catalog::Snapshot> sites,
          store::Store* store, OnRejected on_rejected);

  /// The same with series that may be known already. REQUIRES: nobody else uses the table
  /// meanwhile.
  CsvLoad(CsvLoadOptions options, std::shared_ptr<SeriesTable> series, store::Store* store,
          OnRejected on_rejected);

  /// Errors: invalid_argument for a header that is not the form's and for a mapping to a series
  /// that no archive has, before anything is written; and the store's.
  [[nodiscard]] Status feed(std::string_view bytes) override;

  [[nodiscard]] Status finish() override;

  [[nodiscard]] LoadReport report() const override;

 private:
  [[nodiscard]] Status reading(const RowReading& reading) override;
  void rejected(const RejectedCell& cell) override;

  [[nodiscard]] Status check_mapping();
  [[nodiscard]] Status take_plain(std::string_view& bytes);

  ColumnNames columns_;
  std::optional<WideForm> unchecked_mapping_;  // Until the first bytes.
  ReadingCheck check_;
  CsvRows rows_;
  std::optional<PlainRows> plain_;  // Once the header is known to be the usual one.
  ReadingBatch batch_;
  OnRejected on_rejected_;
  std::uint64_t bad_time_line_ = 0;  // Line whose time has been rejected: once is enough.
  std::uint64_t rejected_ = 0;
};

}  // namespace cems::ingest
