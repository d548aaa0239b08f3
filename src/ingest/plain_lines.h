/// Good lines of NDJSON as one program writes them, read in one pass: what stands before the time
/// is compared with what stood there before, and the marks between time, value and quality with
/// those of the line last learnt.
///
/// As PlainRows is for CSV: takes only lines that NdjsonLoad would take otherwise, and reads them
/// alike. Thread-safety: one object, one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ingest/ndjson_line.h"
#include "ingest/quick_time.h"
#include "ingest/reading_check.h"
#include "ingest/series_memo.h"

namespace cems::ingest {

class PlainLines {
 public:
  /// The check outlives this.
  explicit PlainLines(ReadingCheck& check) : check_(check), memo_(check.series().ndjson_lines()) {}

  /// Reads a line, without its end. False where it is not plain or not good.
  [[nodiscard]] bool read(std::string_view line, CheckedReading& out);

  /// Takes a line that was read otherwise as the example for those to come. REQUIRES: `parts` are
  /// the line's, and `series` is theirs.
  void learn(std::string_view line, const NdjsonLine& parts, KnownSeries& series);

 private:
  /// The series and the length of what stands before the time; null where it is not known.
  [[nodiscard]] KnownSeries* read_head(std::string_view line, std::size_t& length);

  ReadingCheck& check_;
  SeriesMemo& memo_;
  QuickTime time_;
  // Of the example; all are empty before the first.
  std::string time_mark_;     // From the last id to the time.
  std::string value_mark_;    // From the time's closing quote to the value.
  std::string quality_mark_;  // From the value to the quality; empty where it had none.
  std::string end_mark_;      // What follows the last of them.
};

}  // namespace cems::ingest
