/// Readings as rows of a JSON answer (6.6 Reading), in pieces of any size.
///
/// What the store gives as columns is written without a Decimal or a text in between
/// (json/row_writer.h); what it gives as readings is made into columns first where one scale serves
/// it, and written one by one where not. The bytes are those of write_reading() in any case. Used
/// by one thread.
#pragma once

#include <cstddef>
#include <span>

#include "base/reading.h"
#include "json/row_writer.h"
#include "json/writer.h"
#include "query/history.h"  // And block::Columns with it, as the store gives them.
#include "spec/wire.h"

namespace cems::api {

class ReadingRows {
 public:
  /// Both outlive the rows.
  ReadingRows(const spec::Wire& wire, const Zone& zone);

  /// These are written next; they have to live until done(). REQUIRES: done().
  void take(const block::Columns& columns);
  void take(std::span<const Reading> readings);

  /// Everything taken has been written.
  [[nodiscard]] bool done() const { return next_ == count_; }

  /// Writes rows until all are there or the text of `writer` has `bytes_end` bytes or a few more.
  void write(json::Writer& writer, std::size_t bytes_end);

 private:
  void write_run(json::Writer& writer, std::size_t bytes_end);

  const spec::Wire& wire_;
  const Zone& zone_;
  json::RowWriter writer_;
  block::Columns own_;                       // Of readings that one scale serves.
  const block::Columns* columns_ = nullptr;  // What is written; null for readings one by one.
  std::span<const Reading> readings_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;     // Row that comes next.
  std::size_t run_ = 0;      // The run of qualities that it is in,
  std::size_t run_end_ = 0;  // and the row behind that.
};

}  // namespace cems::api
