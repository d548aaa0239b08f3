// Columns and readings to rows.
#include "api/reading_rows.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "api/answer_parts.h"
#include "base/assert.h"
#include "base/limits.h"

namespace cems::api {

using model::Field;

ReadingRows::ReadingRows(const spec::Wire& wire, const Zone& zone, RowTexts* texts)
    : wire_(wire),
      zone_(zone),
      texts_(texts),
      writer_(wire.member(Field::reading_time_stamp), wire.member(Field::reading_value),
              wire.member(Field::reading_quality), zone) {}

void ReadingRows::take(const block::Columns& columns, std::optional<Origin> origin) {
  CEMS_ASSERT(done());
  columns_ = &columns;
  origin_ = texts_ != nullptr ? origin : std::nullopt;
  count_ = columns.size();
  next_ = 0;
  run_ = 0;
  run_end_ = columns.empty() ? 0 : columns.qualities[0].count;
}

void ReadingRows::take(std::span<const Reading> readings) {
  CEMS_ASSERT(done());
  if (own_.assign(readings) == block::Shape::columns) {
    take(own_, std::nullopt);
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
  // Texts begin at multiples of their length, so that the same rows have the same texts whatever
  // piece of an answer they fall into.
  const std::size_t text_end = (next_ / limits::kRowTextRows + 1) * limits::kRowTextRows;
  const std::size_t end = origin_ ? std::min(run_end_, text_end) : run_end_;
  const json::Rows rows{std::span(columns_->times_ms).subspan(next_, end - next_),
                        std::span(columns_->mantissas).subspan(next_, end - next_), columns_->scale,
                        columns_->qualities[run_].quality};
  if (origin_ && next_ % limits::kRowTextRows == 0 && copy_kept(writer, rows)) {
    next_ = end;
    return;
  }
  next_ += writer_.append(writer.values_here(), rows, bytes_end);
}

/// Copies the text of the rows where there is one, makes and keeps it where it is worth it; else
/// false, and nothing is written.
bool ReadingRows::copy_kept(json::Writer& writer, const json::Rows& rows) {
  const TimeMs first{rows.times_ms.front()};
  const TimeMs last{rows.times_ms.back()};
  const OffsetSpan span = zone_.offset_span_at(first);
  if (last >= span.valid.end) return false;  // The clocks change on the way.
  const RowTexts::Key key{origin_->series, origin_->epoch,       first.ms,
                          last.ms,         rows.times_ms.size(), span.offset_ms};
  std::shared_ptr<const std::string> text = texts_->find(key);
  if (text == nullptr) {
    if (!texts_->is_asked_again(key)) return false;
    std::string made;
    writer_.append(made, rows, std::numeric_limits<std::size_t>::max());
    made.shrink_to_fit();
    text = std::make_shared<const std::string>(std::move(made));
    texts_->put(key, text);
  }
  writer.values_here().append(*text);
  return true;
}

}  // namespace cems::api
