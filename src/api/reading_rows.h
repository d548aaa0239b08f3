/// Readings as rows of a JSON answer (6.6 Reading), in pieces of any size.
///
/// What the store gives as columns is written without a Decimal or a text in between
/// (json/row_writer.h); what it gives as readings is made into columns first where one scale serves
/// it, and written one by one where not. Rows that were asked for lately are not written again but
/// copied (api/row_texts.h). The bytes are those of write_reading() in any case. Used by one
/// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "api/row_texts.h"
#include "base/reading.h"
#include "json/row_writer.h"
#include "json/writer.h"
#include "query/history.h"  // And block::Columns with it, as the store gives them.
#include "spec/wire.h"

namespace cems::api {

class ReadingRows {
 public:
  /// Where columns are from, for their text to be found again.
  struct Origin {
    SeriesId series{};
    std::uint64_t epoch = 0;  ///< As RowTexts::Key wants it.
  };

  /// All outlive the rows. `texts` may be null.
  ReadingRows(const spec::Wire& wire, const Zone& zone, RowTexts* texts);

  /// These are written next; they have to live until done(). REQUIRES: done(); columns with an
  /// origin are all readings that the store has between the first and the last of them.
  void take(const block::Columns& columns, std::optional<Origin> origin);
  void take(std::span<const Reading> readings);

  /// Everything taken has been written.
  [[nodiscard]] bool done() const { return next_ == count_; }

  /// Writes rows until all are there or the text of `writer` has `bytes_end` bytes, or somewhat
  /// more: a row, or limits::kRowTextRows of them.
  void write(json::Writer& writer, std::size_t bytes_end);

 private:
  void write_run(json::Writer& writer, std::size_t bytes_end);
  [[nodiscard]] bool copy_kept(json::Writer& writer, const json::Rows& rows);

  const spec::Wire& wire_;
  const Zone& zone_;
  RowTexts* const texts_;
  json::RowWriter writer_;
  block::Columns own_;                       // Of readings that one scale serves.
  const block::Columns* columns_ = nullptr;  // What is written; null for readings one by one.
  std::optional<Origin> origin_;             // Of the columns.
  std::span<const Reading> readings_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;     // Row that comes next.
  std::size_t run_ = 0;      // The run of qualities that it is in,
  std::size_t run_end_ = 0;  // and the row behind that.
};

}  // namespace cems::api
