/// Rows of a readings file on their way to a server: written in the long form into bodies of a
/// bounded size, and what the server says about their lines told in the file's own terms.
///
/// The wide form becomes the long one here, because that is what the server takes; times without an
/// offset get one when a zone is given, else the server applies the site's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/load_report.h"
#include "base/result.h"
#include "base/zone.h"
#include "client/client.h"
#include "ingest/csv_rows.h"

namespace cems::app {

class RowsOut final : public ingest::RowSink {
 public:
  /// The client and the talk outlive this.
  RowsOut(client::Client& client, std::optional<Zone> zone, LoadTalk& talk);

  /// Errors: those of client::post_readings, as soon as a body is full.
  [[nodiscard]] Status reading(const ingest::RowReading& row) override;

  void rejected(const ingest::RejectedCell& cell) override;

  /// Sends what is left. Errors: those of reading.
  [[nodiscard]] Status flush();

  /// Everything but `rows` and `skipped`, which the reader knows.
  [[nodiscard]] const ingest::LoadReport& report() const { return report_; }

 private:
  // Where a line of the body comes from. Cells may hold line ends, so lines are not simply counted.
  struct Origin {
    std::uint64_t body_line;
    std::uint64_t file_line;
    std::string time_column;
    std::string value_column;
  };

  void reject(std::uint64_t line, std::string_view column, std::string_view reason);
  void start_body();

  client::Client& client_;
  std::optional<Zone> zone_;
  LoadTalk& talk_;
  std::string body_;
  std::uint64_t body_lines_ = 0;
  std::vector<Origin> origins_;
  std::uint64_t bad_time_line_ = 0;  // Line whose time has been rejected: once is enough.
  ingest::LoadReport report_;
};

}  // namespace cems::app
