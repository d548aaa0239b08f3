// Historic rows as lines.
#include "api/historic_csv.h"

#include "api/csv_text.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {
HistoricCsv::HistoricCsv(const Call& call, query::History history, query::HistoryRequest request)
    : call_(call), history_(std::move(history)), request_(std::move(request)) {}

Status HistoricCsv::open_next() {
  const query::HistorySlice& slice = history_.slices[next_++];
  Result<query::Rows> rows = query::Rows::open(call_.store, slice, request_);
  if (!rows) {
    return rows.error();
  }
  rows_ = std::move(*rows);
  series_.clear();
  for (const std::string_view cell :
       {call_.site.id.view(), slice.series.point->id.view(), slice.series.parameter->id.view()}) {
    append_cell(series_, cell);
    series_ += ',';
  }
  return Unit{};
}

void HistoricCsv::write(std::string& out, const Reading& reading) const {
  out += series_;
  append_time(out, reading.at, call_.site.zone);
  out += ',';
  reading.value.append_to(out);
  out += ',';
  out += std::to_string(static_cast<unsigned>(reading.quality));
  out += '\n';
}

Result<bool> HistoricCsv::make(std::string& out) {
  const std::size_t full = out.size() + limits::kBodyChunkBytes;
  if (!begun_) {
    begun_ = true;
    append_header(out, call_.wire.csv_columns());
  }
  while (out.size() < full) {
    if (!rows_) {
      if (next_ == history_.slices.size()) {
        return false;
      }
      if (const Status opened = open_next(); !opened) {
        return opened.error();
      }
    }
    const Result<std::span<const Reading>> piece = rows_->next();
    if (!piece) {
      return piece.error();
    }
    for (const Reading& reading : *piece) {
      write(out, reading);
    }
    if (piece->empty()) {
      rows_.reset();
    }
  }
  return true;
}

Result<bool> HistoricCsv::read(std::string& out) {
  Result<bool> more = make(out);
  if (!more) {
    spdlog::error("a historic answer of {} was cut: {}", quote(call_.site.id.view()),
                  more.error().message);
  }
  return more;
}

}  // namespace cems::api
