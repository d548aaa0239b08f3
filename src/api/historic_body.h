/// The body of a historic answer, made row by row as the peer takes it (architecture decision 5).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/asked.h"
#include "api/point_places.h"
#include "api/reading_rows.h"
#include "http/message.h"
#include "json/writer.h"
#include "query/history.h"

namespace cems::api {

/// Points → parameters → readings of one page, then counts and page (6.6 HistoricData). Holds the
/// catalog's snapshot; the wire and the store outlive every answer.
class HistoricBody : public http::BodySource {
 public:
  HistoricBody(const Call& call, const Asked& asked, query::History history,
               query::HistoryRequest request);

  [[nodiscard]] Result<bool> read(std::string& out) override;

 private:
  void write_head();
  [[nodiscard]] Result<bool> make();
  [[nodiscard]] Status open_series(const query::HistorySlice& slice);
  [[nodiscard]] Status next_rows();
  void close_series();
  void close_point();
  [[nodiscard]] Status open_next();
  [[nodiscard]] Status finish();

  const Call call_;
  const Layout layout_;
  query::History history_;
  const query::HistoryRequest request_;
  bool begun_ = false;
  query::Place last_;                      // The page's last row, once it has been written.
  std::size_t next_ = 0;                   // Slice that comes after the open one.
  const catalog::Point* point_ = nullptr;  // The open point.
  std::optional<query::Rows> rows_;        // Of the open slice.
  ReadingRows text_rows_;                  // The piece of them that is being written.
  std::string text_;                       // What read() appends to, while it runs.
  json::Writer writer_{text_};
  PointPlaces places_;
};

}  // namespace cems::api
