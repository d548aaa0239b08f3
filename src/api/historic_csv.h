/// A historic answer as CSV in the long form (X3; dictionary S "CSV out"): what `cems load` reads.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/operation.h"
#include "http/message.h"
#include "query/history.h"

namespace cems::api {

/// Header line and one line a reading, by point, parameter and time. Holds the catalog's snapshot;
/// the wire and the store outlive every answer.
class HistoricCsv : public http::BodySource {
 public:
  HistoricCsv(const Call& call, query::History history, query::HistoryRequest request);

  [[nodiscard]] Result<bool> read(std::string& out) override;

 private:
  [[nodiscard]] Result<bool> make(std::string& out);
  [[nodiscard]] Status open_next();
  void write(std::string& out, const Reading& reading) const;

  const Call call_;
  const query::History history_;
  const query::HistoryRequest request_;
  bool begun_ = false;
  std::size_t next_ = 0;             // Slice that comes after the open one.
  std::optional<query::Rows> rows_;  // Of the open slice.
  std::string series_;               // The cells before the time, of the open slice.
};

}  // namespace cems::api
