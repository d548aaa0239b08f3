// Writing historic rows in pieces.
#include "api/historic_body.h"

#include "api/answer_parts.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {

using model::Field;

HistoricBody::HistoricBody(const Call& call, query::History history, query::HistoryRequest request)
    : wire_(call.wire),
      store_(call.store),
      snapshot_(call.snapshot),
      site_(call.site),
      history_(std::move(history)),
      request_(request) {
  writer_.begin_object();
  writer_.key(wire_.member(Field::historic_data_cems));
  write_cems_reference(writer_, wire_, site_);
  writer_.key(wire_.member(Field::historic_data_start_time))
      .value(format_time(request_.range.begin, site_.zone));
  writer_.key(wire_.member(Field::historic_data_end_time))
      .value(format_time(request_.range.end, site_.zone));
  if (request_.interval) {
    writer_.key(wire_.member(Field::historic_data_interval)).value(call.arguments.interval_text);
  }
  writer_.key(wire_.member(Field::historic_data_points)).begin_array();
}

void HistoricBody::open_series(const query::HistorySlice& slice) {
  if (point_ != slice.series.point) {
    if (point_ != nullptr) {
      writer_.end_array().end_object();
    }
    point_ = slice.series.point;
    open_simple_point(writer_, wire_, *point_);
    writer_.key(wire_.member(Field::simple_point_parameters)).begin_array();
  }
  open_parameter(writer_, wire_, *slice.series.parameter);
  writer_.key(wire_.member(Field::parameter_readings)).begin_array();
}

void HistoricBody::close_series() {
  rows_.reset();
  writer_.end_array().end_object();
}

Status HistoricBody::open_next() {
  const query::HistorySlice& slice = history_.slices[next_++];
  Result<query::Rows> rows = query::Rows::open(store_, slice, request_);
  if (!rows) {
    return rows.error();
  }
  rows_ = std::move(*rows);
  open_series(slice);
  return Unit{};
}

void HistoricBody::finish() {
  if (point_ != nullptr) {
    writer_.end_array().end_object();
  }
  writer_.end_array();
  writer_.key(wire_.member(Field::historic_data_data_count));
  write_counts(writer_, wire_,
               {history_.page.total,
                {},
                history_.point_count,
                history_.parameter_count,
                history_.page.total});
  writer_.key(wire_.member(Field::historic_data_page));
  write_page(writer_, wire_, request_.page, history_.page);
  writer_.end_object();
}

Result<bool> HistoricBody::read(std::string& out) {
  Result<bool> more = make(out);
  if (!more) {
    // The answer has begun: its stream is reset, and only the log can say why.
    spdlog::error("a historic answer of {} was cut: {}", quote(site_.id.view()),
                  more.error().message);
  }
  return more;
}

Result<bool> HistoricBody::make(std::string& out) {
  bool more = true;
  while (more && text_.size() < limits::kBodyChunkBytes) {
    if (!rows_) {
      more = next_ < history_.slices.size();
      if (!more) {
        finish();
      } else if (const Status opened = open_next(); !opened) {
        return opened.error();
      }
      continue;
    }
    const Result<std::span<const Reading>> piece = rows_->next();
    if (!piece) {
      return piece.error();
    }
    for (const Reading& reading : *piece) {
      write_reading(writer_, wire_, site_.zone, reading);
    }
    if (piece->empty()) {
      close_series();
    }
  }
  out += text_;
  text_.clear();
  return more;
}

}  // namespace cems::api
