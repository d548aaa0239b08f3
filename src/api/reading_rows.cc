// Columns and readings to rows.
#include "api/reading_rows.h"

#include "api/answer_parts.h"
#include "base/assert.h"

namespace cems::api {

using model::Field;

ReadingRows::ReadingRows(const spec::Wire& wire, const Zone& zone)
    : wire_(wire),
      zone_(zone),
      writer_(wire.member(Field::reading_time_stamp), wire.member(Field::reading_value),
              wire.member(Field::reading_quality), zone) {}

void ReadingRows::take(const block::Columns& columns) {
  CEMS_ASSERT(done());
  columns_ = &columns;
  count_ = columns.size();
  next_ = 0;
  run_ = 0;
  run_end_ = columns.empty() ? 0 : columns.qualities[0].count;
}

void ReadingRows::take(std::span<const Reading> readings) {
  CEMS_ASSERT(done());
  if (own_.assign(readings) == block::Shape::columns) {
    take(own_);
    return;
  }
  columns_ = nullptr;
  readings_ = readings;
  count_ = readings.size();
  next_ = 0;
}

void ReadingRows::write(json::Writer& writer, std::size_t bytes_end) {
  while (!done() && writer.out().size() < bytes_end) {
    if (columns_ != nullptr) {
      write_run(writer, bytes_end);
    } else {
      write_reading(writer, wire_, zone_, readings_[next_++]);
    }
  }
}

/// Of the rows of one quality. REQUIRES: not done().
void ReadingRows::write_run(json::Writer& writer, std::size_t bytes_end) {
  if (next_ == run_end_) {
    run_end_ += columns_->qualities[++run_].count;
  }
  const std::size_t count = run_end_ - next_;
  next_ += writer_.append(writer.values_here(),
                          {std::span(columns_->times_ms).subspan(next_, count),
                           std::span(columns_->mantissas).subspan(next_, count), columns_->scale,
                           columns_->qualities[run_].quality},
                          bytes_end);
}

}  // namespace cems::api
