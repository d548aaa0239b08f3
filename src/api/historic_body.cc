// Writing historic rows in pieces.
#include "api/historic_body.h"

#include <algorithm>

#include "api/answer_parts.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {

using model::Field;

HistoricBody::HistoricBody(const Call& call, const Asked& asked, query::History history,
                           query::HistoryRequest request)
    : call_(call),
      layout_(asked.layout),
      history_(std::move(history)),
      request_(std::move(request)),
      text_rows_(call_.wire, call_.site.zone, call_.row_texts),
      places_(writer_, call_.wire, call_.site, asked.layout, asked.category,
              {Field::historic_data_points, Field::historic_data_categories,
               Field::simple_category_points}) {
  if (!history_.slices.empty()) {
    const query::Series& last = history_.slices.back().series;
    last_ = {last.point->id, last.parameter->id, 0, {}};
  }
  for (const query::HistorySlice& slice : history_.slices) {
    places_.show(*slice.series.point);
  }
  std::stable_sort(history_.slices.begin(), history_.slices.end(),
                   [&](const auto& a, const auto& b) {
                     return places_.rank(*a.series.point) < places_.rank(*b.series.point);
                   });
}

void HistoricBody::write_head() {
  const spec::Wire& wire = call_.wire;
  writer_.begin_object();
  writer_.key(wire.member(Field::historic_data_cems));
  write_cems_reference(writer_, wire, call_.site);
  writer_.key(wire.member(Field::historic_data_start_time))
      .value(format_time(request_.range.begin, call_.site.zone));
  writer_.key(wire.member(Field::historic_data_end_time))
      .value(format_time(request_.range.end, call_.site.zone));
  if (request_.interval) {
    writer_.key(wire.member(Field::historic_data_interval)).value(call_.arguments.interval_text);
  }
}

Status HistoricBody::open_series(const query::HistorySlice& slice) {
  if (point_ != slice.series.point) {
    close_point();
    if (const Status moved = places_.move_to(*slice.series.point); !moved) {
      return moved;
    }
    point_ = slice.series.point;
    open_simple_point(writer_, call_.wire, *point_);
    writer_.key(call_.wire.member(Field::simple_point_parameters)).begin_array();
  }
  open_parameter(writer_, call_.wire, *slice.series.parameter);
  writer_.key(call_.wire.member(Field::parameter_readings)).begin_array();
  return Unit{};
}

void HistoricBody::close_series() {
  rows_.reset();
  writer_.end_array().end_object();
}

void HistoricBody::close_point() {
  if (point_ != nullptr) {
    writer_.end_array().end_object();
  }
}

Status HistoricBody::open_next() {
  if (next_ == 0) {
    if (const Status begun = places_.begin({}); !begun) {
      return begun;
    }
  }
  const query::HistorySlice& slice = history_.slices[next_++];
  Result<query::Rows> rows = query::Rows::open(call_.store, slice, request_);
  if (!rows) {
    return rows.error();
  }
  rows_ = std::move(*rows);
  return open_series(slice);
}

Status HistoricBody::finish() {
  if (next_ == 0) {
    if (const Status begun = places_.begin({}); !begun) {
      return begun;
    }
  }
  close_point();
  if (const Status ended = places_.end(); !ended) {
    return ended;
  }
  const spec::Wire& wire = call_.wire;
  const std::uint64_t total = history_.page.total;
  Counts counts{total, {}, history_.point_count, history_.parameter_count, total};
  if (layout_ != Layout::points) {
    counts.categories = layout_ == Layout::one_class ? 1 : history_.category_count;
  }
  writer_.key(wire.member(Field::historic_data_data_count));
  write_counts(writer_, wire, counts);
  writer_.key(wire.member(Field::historic_data_page));
  write_page(writer_, wire, request_.page, history_.page,
             next_cursor(call_, history_.page, std::move(last_)));
  writer_.end_object();
  return Unit{};
}

Result<bool> HistoricBody::read(std::string& out) {
  text_.swap(out);  // Appended to where it is: a piece is not copied behind what is there.
  Result<bool> more = make();
  text_.swap(out);
  if (!more) {
    // The answer has begun: its stream is reset, and only the log can say why.
    spdlog::error("a historic answer of {} was cut: {}", quote(call_.site.id.view()),
                  more.error().message);
  }
  return more;
}

Result<bool> HistoricBody::make() {
  const std::size_t end = text_.size() + limits::kBodyChunkBytes;
  if (!begun_) {
    begun_ = true;
    write_head();
  }
  bool more = true;
  while (more && text_.size() < end) {
    if (!rows_) {
      more = next_ < history_.slices.size();
      if (const Status moved = more ? open_next() : finish(); !moved) {
        return moved.error();
      }
      continue;
    }
    if (!text_rows_.done()) {
      text_rows_.write(writer_, end);
    } else if (const Status taken = next_rows(); !taken) {
      return taken.error();
    }
  }
  return more;
}

/// Takes the next piece of the open slice, or closes it.
Status HistoricBody::next_rows() {
  const query::Series& series = history_.slices[next_ - 1].series;
  const bool is_last = series.point->id == last_.point && series.parameter->id == last_.parameter;
  const Result<const block::Columns*> columns = rows_->next_columns();
  if (!columns) {
    return columns.error();
  }
  if (*columns != nullptr) {
    std::optional<ReadingRows::Origin> origin;
    if (const std::optional<std::uint64_t> epoch = rows_->epoch()) {
      origin = {history_.slices[next_ - 1].id, *epoch};
    }
    text_rows_.take(**columns, origin);
    last_.at = is_last ? TimeMs{(*columns)->times_ms.back()} : last_.at;
    return Unit{};
  }
  const Result<std::span<const Reading>> piece = rows_->next();
  if (!piece) {
    return piece.error();
  }
  if (piece->empty()) {
    close_series();
    return Unit{};
  }
  text_rows_.take(*piece);
  last_.at = is_last ? piece->back().at : last_.at;
  return Unit{};
}

}  // namespace cems::api
