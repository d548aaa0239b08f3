// See quarantine.h.
#include "ingest/quarantine.h"

#include <array>
#include <span>
#include <system_error>

#include "base/limits.h"
#include "base/log.h"
#include "base/zone.h"
#include "ingest/csv_reader.h"

namespace cems::ingest {

namespace {

constexpr std::string_view kCurrent = "readings.csv";
constexpr std::string_view kOlder = "readings.1.csv";
constexpr std::size_t kTextBytesMax = 256;  // Of a value or quality; ids are of known series.
constexpr std::size_t kWaitingBytesMax = 64 * 1024;
constexpr std::size_t kQuarantineColumns = 7;

std::string header_line() {
  std::string line = "receivedAt";
  for (const std::string_view name : standard_columns()) {
    line.append(",").append(name);
  }
  return line + '\n';
}

// Appends the readings of one file; one that is not there has none.
Status append_file(const std::filesystem::path& path, std::vector<QuarantinedReading>& out) {
  const Result<std::string> text = read_file(path, 2 * limits::kQuarantineBytesMax);
  if (!text) {
    return text.error().code == Errc::not_found ? Status(Unit{}) : text.error();
  }
  CsvReader reader;
  // Without the last line where it is being written, or was when something broke.
  reader.feed(std::string_view(*text).substr(0, text->rfind('\n') + 1));
  reader.finish();
  while (const std::optional<CsvRecord> record = reader.next()) {
    const auto& cells = record->cells;
    if (cells.size() == kQuarantineColumns && cells[0] != "receivedAt") {
      out.push_back({std::string(cells[0]), std::string(cells[1]), std::string(cells[2]),
                     std::string(cells[3]), std::string(cells[4]), std::string(cells[5]),
                     std::string(cells[6])});
    }
  }
  return Unit{};
}

}  // namespace

void Quarantine::add(const RawReading& raw, TimeMs now) {
  std::string line = format_time(now, Zone());
  for (const std::string_view cell :
       {raw.cems, raw.point, raw.parameter, raw.time, raw.value, raw.quality}) {
    line += ',';
    append_csv_cell(line, cell.substr(0, kTextBytesMax));
  }
  line += '\n';
  const MutexLock lock(mutex_);
  if (waiting_.size() + line.size() > kWaitingBytesMax) {
    if (const Status written = write(); !written) {
      spdlog::error("quarantine: {}", written.error().message);
    }
  }
  waiting_ += line;
  ++count_;
}

void Quarantine::flush() {
  const MutexLock lock(mutex_);
  if (waiting_.empty()) {
    return;
  }
  spdlog::warn("{} readings from the future are in quarantine: the clock of who sent them is wrong",
               count_);
  if (const Status written = write(); !written) {
    spdlog::error("quarantine: {}", written.error().message);
  }
}

Status Quarantine::open() {
  if (Status made = make_directories(folder_); !made) {
    return made;
  }
  Result<AppendFile> file = AppendFile::open(folder_ / kCurrent);
  if (!file) {
    return file.error();
  }
  file_ = *std::move(file);
  std::array<char, 1> last{'\n'};
  if (file_->size() > 0) {
    const Result<std::size_t> read = file_->read(file_->size() - 1, last);
    if (!read) {
      return read.error();
    }
  } else {
    waiting_.insert(0, header_line());
  }
  if (last[0] != '\n') {
    waiting_.insert(0, "\n");  // After a line that broke off.
  }
  return Unit{};
}

Status Quarantine::write() {
  Status done = Unit{};
  if (file_ && file_->size() + waiting_.size() > limits::kQuarantineBytesMax) {
    file_.reset();
    std::error_code failed;
    std::filesystem::rename(folder_ / kCurrent, folder_ / kOlder, failed);
    if (failed) {
      done = Error{Errc::internal, "cannot rename its file: " + failed.message()};
    }
  }
  if (done && !file_) {
    done = open();
  }
  if (done) {
    done = file_->append(waiting_);
  }
  if (!done) {
    file_.reset();
  }
  waiting_.clear();
  count_ = 0;
  return done;
}

Result<std::vector<QuarantinedReading>> read_quarantine(const std::filesystem::path& folder) {
  std::vector<QuarantinedReading> out;
  for (const std::string_view name : {kOlder, kCurrent}) {
    if (Status read = append_file(folder / name, out); !read) {
      return read.error();
    }
  }
  return out;
}

}  // namespace cems::ingest
