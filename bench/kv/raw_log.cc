// Two files: the log of batches, and the finished days.
#include "bench/kv/raw_log.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace cems::bench {
namespace {

constexpr std::int64_t kLogBytes = 256 << 20;
constexpr std::size_t kDayReadings = 1440;

void check(bool good, const char* what) {
  if (!good) {
    std::perror(what);
    std::_Exit(1);
  }
}

int open_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0644);
  check(file >= 0, path.c_str());
  return file;
}

std::string read_back(int file, std::int64_t bytes) {
  std::string out(static_cast<std::size_t>(bytes), '\0');
  std::size_t got = 0;
  while (got < out.size()) {
    const ssize_t n = ::pread(file, out.data() + got, out.size() - got, static_cast<off_t>(got));
    check(n > 0, "read");
    got += static_cast<std::size_t>(n);
  }
  return out;
}

}  // namespace

RawLog::RawLog(const std::filesystem::path& folder, int points)
    : points_(static_cast<std::size_t>(points)) {
  std::filesystem::create_directories(folder);
  log_ = open_file(folder / "log");
  days_ = open_file(folder / "days");
  check(::posix_fallocate(log_, 0, kLogBytes) == 0, "allocate");
  check(::fsync(log_) == 0, "fsync");
}

RawLog::~RawLog() {
  ::close(log_);
  ::close(days_);
}

// A batch is for each reading point + 1 and the change of its value; 0 and a change of time stand
// before the first reading of another time.
void RawLog::append(std::span<const RegisterReading> batch) {
  batch_.clear();
  finished_days_.clear();
  for (const RegisterReading& reading : batch) {
    if (reading.at != last_at_) {
      batch_.push_back('\0');
      put_signed_varint(batch_, reading.at - last_at_);
      last_at_ = reading.at;
    }
    Point& point = points_[static_cast<std::size_t>(reading.point)];
    put_varint(batch_, static_cast<std::uint64_t>(reading.point) + 1);
    put_signed_varint(batch_, reading.hundredths - point.last);
    point.last = reading.hundredths;
    add_to_day(reading, point);
  }
  CEMS_ASSERT(log_end_ + static_cast<std::int64_t>(batch_.size()) <= kLogBytes);
  write(log_, batch_, log_end_);
  if (!finished_days_.empty()) write(days_, finished_days_, days_end_);
}

void RawLog::add_to_day(const RegisterReading& reading, Point& point) {
  if (point.day.empty()) point.day_begin = reading.at;
  point.day.push_back(reading.hundredths);
  if (point.day.size() < kDayReadings) return;
  put_varint(finished_days_, static_cast<std::uint64_t>(reading.point));
  put_signed_varint(finished_days_, point.day_begin - TimeMs{0});
  std::int64_t last = 0;
  for (const std::int64_t value : point.day) {
    put_signed_varint(finished_days_, value - last);
    last = value;
  }
  point.day.clear();
}

void RawLog::write(int file, const std::string& bytes, std::int64_t& end) {
  check(::pwrite(file, bytes.data(), bytes.size(), end) == static_cast<ssize_t>(bytes.size()),
        "write");
  check(::fdatasync(file) == 0, "fdatasync");
  end += static_cast<std::int64_t>(bytes.size());
}

Totals RawLog::read_log() const {
  const std::string bytes = read_back(log_, log_end_);
  std::string_view in = bytes;
  std::vector<std::int64_t> last(points_.size());
  Totals totals;
  TimeMs at{0};
  while (!in.empty()) {
    const std::uint64_t point = get_varint(in).value();
    const std::int64_t change = get_signed_varint(in).value();
    if (point == 0) {
      at = at + change;
      continue;
    }
    last.at(point - 1) += change;
    totals.add({static_cast<int>(point - 1), at, last[point - 1]});
  }
  return totals;
}

Totals RawLog::read_days() const {
  const std::string bytes = read_back(days_, days_end_);
  std::string_view in = bytes;
  Totals totals;
  while (!in.empty()) {
    const int point = static_cast<int>(get_varint(in).value());
    TimeMs at = TimeMs{0} + get_signed_varint(in).value();
    std::int64_t value = 0;
    for (std::size_t i = 0; i < kDayReadings; ++i, at = at + kMsPerMinute) {
      value += get_signed_varint(in).value();
      totals.add({point, at, value});
    }
  }
  return totals;
}

}  // namespace cems::bench
