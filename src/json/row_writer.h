/// Writes readings as JSON rows, about a hundred million a second: the text of historic answers.
///
///     {"timeStamp":"2024-04-01T00:00:00+08:00","value":123.45,"quality":8}
///
/// What all rows have in common is made once and copied; of the time only what a clock moves within
/// a day is written again; numbers are written from integers, in canonical spelling (dictionary S).
/// The bytes are those that Writer, append_time and Decimal make.
///
/// Thread-safety: one writer, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/reading.h"
#include "base/zone.h"
#include "json/writer.h"

namespace cems::json {

/// Rows to write, of one quality: row i is mantissas[i] × 10^-scale at times_ms[i].
struct Rows {
  std::span<const std::int64_t> times_ms;   ///< UTC; within [kTimeMin, kTimeMax).
  std::span<const std::int64_t> mantissas;  ///< As many.
  int scale = 0;                            ///< Within ±Decimal::kScaleMax.
  Quality quality = Quality::valid;         ///< `valid` is not written.
};

class RowWriter {
 public:
  /// `time`, `value` and `quality` are the names of the members; `zone` gives the offset of times
  /// and outlives the writer.
  RowWriter(const Name& time, const Name& value, const Name& quality, const Zone& zone);

  /// Appends rows with commas between them, none before the first or behind the last, until all are
  /// there or `out` has `bytes_end` bytes or a few more (a row's). Returns how many: at least one
  /// if there are any.
  std::size_t append(std::string& out, const Rows& rows, std::size_t bytes_end);

 private:
  /// Of UTC milliseconds, half-open.
  struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };

  /// Where the text ends, and the row that comes next.
  struct Put {
    char* end;
    std::size_t next;
  };

  /// Make the front of a row at a time, and of the others of its day and hour.
  void begin_day(std::int64_t t_ms);
  void begin_hour(std::int64_t t_ms);
  template <int Scale>
  Put put_hour(char* to, const char* stop, const Rows& rows, std::size_t from);
  template <int Scale>
  std::size_t append_scaled(std::string& out, const Rows& rows, std::size_t bytes_end);
  void set_back(Quality quality);

  const Zone& zone_;
  std::string before_time_;  // {"timeStamp":"
  std::string after_time_;   // ","value":
  std::string before_quality_;
  std::string front_;            // What stands before the number, padded.
  std::size_t front_bytes_ = 0;  // Of it, without padding.
  bool has_ms_ = false;          // Its time has milliseconds.
  std::int64_t day_begin_ = 0;   // 00:00:00 of its date.
  Range day_valid_;              // Times that its date and offset are right for.
  std::int64_t hour_begin_ = 0;
  Range hour_valid_;  // Likewise for its hour.
  std::string back_;  // What stands behind the number, with the comma, padded.
  std::size_t back_bytes_ = 0;
  std::vector<char> buffer_;
};

}  // namespace cems::json
