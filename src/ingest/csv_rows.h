/// From records of cells to readings as text: the long and the wide form of a readings file.
///
/// Long form: header `cemsId,pointId,parameterId,timeStamp,value[,quality]` (or the names that a
/// wire profile gives them) in any order, a row a reading. Wide form: a row an instant, the columns
/// named by a WideForm; other columns are ignored and empty cells skipped. What a reading means is
/// judged elsewhere (reading_check.h); the sink may as well send it on.
///
/// Thread-safety: one CsvRows, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/column_map.h"
#include "ingest/csv_reader.h"
#include "ingest/reading_check.h"

namespace cems::ingest {

/// Something of a file that was not taken: a row, or one cell of a wide row.
struct RejectedCell {
  std::uint64_t line = 0;   ///< Physical line its row starts on, from 1.
  std::string_view column;  ///< Name in the header; empty when it is the whole row.
  Fault fault;
};

/// A reading of a file and where it stands. Views live until the sink returns.
struct RowReading {
  RawReading raw;
  std::uint64_t line = 0;
  std::string_view time_column;   ///< Name of the time's column in the header.
  std::string_view value_column;  ///< The same of the value.
};

/// Takes what a file says, in its order.
class RowSink {
 public:
  virtual ~RowSink() = default;

  /// An error ends the reading of the file.
  [[nodiscard]] virtual Status reading(const RowReading& reading) = 0;

  virtual void rejected(const RejectedCell& cell) = 0;
};

class CsvRows {
 public:
  /// Long form without `wide`, its header by `columns`. The sink must outlive this.
  CsvRows(std::optional<WideForm> wide, RowSink& sink,
          const ColumnNames& columns = standard_columns());

  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;

  /// Takes the next bytes of the file and hands on every row that is complete.
  /// Errors: invalid_argument when the header is not that of the form (nothing has been handed on
  /// then); and the sink's. After an error the file is over.
  [[nodiscard]] Status feed(std::string_view bytes);

  /// The end of the file. Errors: those of feed.
  [[nodiscard]] Status finish();

  /// True once the header has been read.
  [[nodiscard]] bool has_header() const { return !header_.empty(); }

  /// True once the header is that of the long form with its columns in their order.
  [[nodiscard]] bool is_usual() const { return usual_; }

  /// Whether the long form has the column of the quality.
  [[nodiscard]] bool has_quality() const { return columns_.back() != kAbsent; }

  /// True where no bytes are held back: the next one begins a line that is not part of a row.
  [[nodiscard]] bool is_between_rows() const { return reader_.is_between_records(); }

  /// So many rows of a line each have been read by somebody else. REQUIRES: is_between_rows().
  void pass_rows(std::uint64_t rows) {
    rows_ += rows;
    reader_.pass_lines(rows);
  }

  /// Rows under the header so far, bad ones included, empty lines not.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

  /// Empty cells of mapped columns so far (wide form).
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  static constexpr std::size_t kAbsent = SIZE_MAX;

  [[nodiscard]] Status drain();
  [[nodiscard]] Status read_header(const CsvRecord& record);
  [[nodiscard]] Status read_long_header();
  [[nodiscard]] Status read_wide_header();
  [[nodiscard]] Status read_row(const CsvRecord& record);
  [[nodiscard]] Status read_long_row(const CsvRecord& record);
  [[nodiscard]] Status read_wide_row(const CsvRecord& record);
  [[nodiscard]] Result<std::size_t> find_column(std::string_view name) const;
  void reject(const CsvRecord& record, std::string_view column, Refusal refusal,
              std::string reason);

  CsvReader reader_;
  std::optional<WideForm> wide_;
  RowSink& sink_;
  ColumnNames names_;
  std::vector<std::string> header_;  // Empty before the header has been read.
  std::vector<std::size_t>
      columns_;  // Long: by Field, kAbsent where there is none. Wide: the time,
                 // then the mapped columns in their order.
  bool usual_ = false;
  std::uint64_t rows_ = 0;
  std::uint64_t skipped_ = 0;
};

}  // namespace cems::ingest
