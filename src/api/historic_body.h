/// The body of a historic answer, made row by row as the peer takes it (architecture decision 5).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/operation.h"
#include "http/message.h"
#include "json/writer.h"
#include "query/history.h"

namespace cems::api {

/// Points → parameters → readings of one page, then counts and page (6.6 HistoricData from `points`
/// on). Holds the catalog's snapshot; the wire and the store outlive every answer.
class HistoricBody : public http::BodySource {
 public:
  HistoricBody(const Call& call, query::History history, query::HistoryRequest request);

  [[nodiscard]] Result<bool> read(std::string& out) override;

 private:
  [[nodiscard]] Result<bool> make(std::string& out);
  void open_series(const query::HistorySlice& slice);
  void close_series();
  [[nodiscard]] Status open_next();
  void finish();

  const spec::Wire& wire_;
  const store::Store& store_;
  std::shared_ptr<const catalog::Snapshot> snapshot_;
  const catalog::Site& site_;
  const query::History history_;
  const query::HistoryRequest request_;
  std::size_t next_ = 0;                   // Slice that comes after the open one.
  const catalog::Point* point_ = nullptr;  // The open point.
  std::optional<query::Rows> rows_;        // Of the open slice.
  std::string text_;
  json::Writer writer_{text_};
};

}  // namespace cems::api
