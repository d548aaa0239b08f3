/// Good rows of the long form as programs write them, read in one pass: ids, time, value and
/// quality one after another, without quotes, blanks or fractions of a second.
///
/// Takes only rows that CsvRows and ReadingCheck would take, and reads them as they would; every
/// other row, bad ones above all, is left to those two, which know what to say. So files are read
/// at the speed of this and judged by the rules of those. Thread-safety: one object, one thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "ingest/quick_time.h"
#include "ingest/reading_check.h"
#include "ingest/series_memo.h"

namespace cems::ingest {

class PlainRows {
 public:
  /// `has_quality`: whether a sixth column follows the value. The check outlives this.
  PlainRows(ReadingCheck& check, bool has_quality)
      : check_(check), has_quality_(has_quality), memo_(check.series().csv_rows()) {}

  /// Reads the row at the front of `bytes`, which stand at the beginning of a line. Gives its
  /// length, line end included; 0 where it is not plain, not good, or not all there.
  [[nodiscard]] std::size_t read(std::string_view bytes, CheckedReading& out);

 private:
  /// The series and the length of what names it; null where it is not plain or unknown.
  [[nodiscard]] KnownSeries* read_series(std::string_view bytes, std::size_t& length);

  ReadingCheck& check_;
  const bool has_quality_;
  SeriesMemo& memo_;
  QuickTime time_;
};

}  // namespace cems::ingest
