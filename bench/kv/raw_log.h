/// The floor: what a log of readings costs that does nothing else.
///
/// A batch is one write into a file allocated beforehand and one fdatasync. Readings are deltas to
/// the one before of their point; a point's day of them is kept in memory and then written to a
/// second file, with one more fdatasync for all days that end in a batch. No checksum, no look
/// whether a reading is there already, no late readings: a store cannot do less.
///
/// One thread. Functions end the program on a failure of the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bench/kv/registers.h"

namespace cems::bench {

class RawLog {
 public:
  /// Makes an empty one. `points`: 0 to points - 1 may be written.
  RawLog(const std::filesystem::path& folder, int points);
  RawLog(const RawLog&) = delete;
  RawLog& operator=(const RawLog&) = delete;
  ~RawLog();

  /// Durable on return. REQUIRES: times that never fall; of each point 1,440 readings a day, a
  /// minute apart.
  void append(std::span<const RegisterReading> batch);

  /// Reads the log back from its first batch.
  [[nodiscard]] Totals read_log() const;

  /// Reads the days that were written to the second file.
  [[nodiscard]] Totals read_days() const;

  /// What both files hold.
  [[nodiscard]] std::int64_t bytes() const { return log_end_ + days_end_; }

 private:
  struct Point {
    std::int64_t last = 0;
    TimeMs day_begin;
    std::vector<std::int64_t> day;
  };

  void add_to_day(const RegisterReading& reading, Point& point);
  void write(int file, const std::string& bytes, std::int64_t& end);

  int log_ = -1;
  int days_ = -1;
  std::int64_t log_end_ = 0;
  std::int64_t days_end_ = 0;
  TimeMs last_at_{0};
  std::vector<Point> points_;
  std::string batch_;
  std::string finished_days_;
};

}  // namespace cems::bench
