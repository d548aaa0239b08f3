/// Readings of NDJSON into a store: one object a line, with the names of the long form of CSV,
/// `{"cemsId":…,"pointId":…,"parameterId":…,"timeStamp":…,"value":…[,"quality":…]}`.
///
/// A line is judged by itself: one that is no such object, names something else besides or is
/// longer than limits::kCsvLineBytesMax is one rejected line. Line ends are LF or CRLF; empty lines
/// do not count; a byte order mark at the start is passed over. The result does not depend on how
/// the bytes were cut. Of repeated keys the last counts.
///
/// Thread-safety: one load, one thread at a time; the store may be in use by others.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "catalog/snapshot.h"
#include "ingest/plain_lines.h"
#include "ingest/reading_batch.h"
#include "ingest/reading_check.h"
#include "ingest/readings_load.h"
#include "store/store.h"

namespace cems::ingest {

struct NdjsonLoadOptions {
  TimeMs now;  ///< The future is measured from it, corrections bear it.
  ColumnNames names = standard_columns();
  Quarantine* quarantine = nullptr;  ///< For readings from the future; outlives the load.
};

class NdjsonLoad final : public ReadingsLoad {
 public:
  /// As CsvLoad's; `column` of what is rejected is the name of the member at fault.
  NdjsonLoad(NdjsonLoadOptions options, std::shared_ptr<SeriesTable> series, store::Store* store,
             OnRejected on_rejected);

  /// Errors: the store's.
  [[nodiscard]] Status feed(std::string_view bytes) override;

  [[nodiscard]] Status finish() override;

  [[nodiscard]] LoadReport report() const override;

 private:
  [[nodiscard]] Status take_line(std::string_view line);
  [[nodiscard]] Status take_careful(std::string_view line);
  void reject(Refusal refusal, std::string reason);
  void reject(Fault fault);
  /// Keeps the beginning of a line whose end has not come.
  void hold(std::string_view bytes);

  const ColumnNames names_;
  ReadingCheck check_;
  PlainLines plain_;
  ReadingBatch batch_;
  OnRejected on_rejected_;
  std::string held_;
  bool too_long_ = false;  // The line that is coming in; what came of it is not kept.
  std::uint64_t line_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace cems::ingest
