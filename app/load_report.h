/// What `cems load` tells about one file, all on stderr: bad rows, an archive's faults, the bar,
/// the last line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/progress.h"
#include "ingest/csv_load.h"

namespace cems::app {

class LoadTalk {
 public:
  /// Bad rows that are listed: a column that no site has makes one of every row.
  static constexpr std::uint64_t kListedMax = 100;

  explicit LoadTalk(std::string file);

  /// `FILE:LINE: column NAME: reason`; the first kListedMax, the others are counted at the end.
  void rejected(std::uint64_t line, std::string_view column, std::string_view reason);

  /// `FILE: POINTER: reason`, a fault of an archive.
  void problem(std::string_view pointer, std::string_view reason);

  /// `FILE: warning: text`
  void warning(std::string_view text);

  /// `FILE: text`, what ended the work on this file.
  void failed(std::string_view text);

  [[nodiscard]] Progress& progress() { return progress_; }

  /// `FILE: 17,420 rows, 121,940 readings: 121,940 new, 0 corrected, 0 unchanged; 0 rejected
  /// (1.2 s, 101,000 readings/s)`
  void readings_done(const ingest::LoadReport& report, bool strict);

  /// `FILE: text (0.1 s)`
  void archive_done(std::string_view text);

  /// True when anything of the file was not taken.
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  void say(std::string_view text);
  [[nodiscard]] std::int64_t elapsed_ms() const;

  std::string file_;
  Progress progress_;
  std::int64_t started_ms_;
  std::uint64_t rejected_ = 0;
  bool has_failed_ = false;
};

}  // namespace cems::app
