/// Readings from the future (dictionary S "Readings of any age"): not stored, because a gateway
/// whose clock is wrong would make them the newest for years, but kept in a list for whoever has to
/// put the clock right.
///
/// | file | what |
/// |---|---|
/// | `readings.csv` | what came in, oldest first: `receivedAt` and the columns of the long form |
/// | `readings.1.csv` | the file before it; the next one takes its place |
///
/// Each is at most limits::kQuarantineBytesMax and a line long, so the list is bounded whatever
/// comes in. Thread-safety: every member may be called from any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "ingest/reading_check.h"

namespace cems::ingest {

class Quarantine {
 public:
  /// Lists in files of `folder`, which is made with the first reading.
  explicit Quarantine(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Adds a reading that came in at `now`. It is on the disk after the next flush(). A text longer
  /// than a line should be is cut.
  void add(const RawReading& raw, TimeMs now) CEMS_EXCLUDES(mutex_);

  /// Writes what has been added since the last time, on the disk on return; cheap where there is
  /// nothing. A failure is logged and what could not be written is dropped: the list is for people,
  /// and a full disk must not keep good readings out.
  void flush() CEMS_EXCLUDES(mutex_);

 private:
  [[nodiscard]] Status write() CEMS_REQUIRES(mutex_);
  [[nodiscard]] Status open() CEMS_REQUIRES(mutex_);

  const std::filesystem::path folder_;
  Mutex mutex_;
  std::optional<AppendFile> file_ CEMS_GUARDED_BY(mutex_);
  std::string waiting_ CEMS_GUARDED_BY(mutex_);
  std::size_t count_ CEMS_GUARDED_BY(mutex_) = 0;  // Of the readings in waiting_.
};

/// One reading of the list, as it came.
struct QuarantinedReading {
  std::string received_at;
  std::string cems;
  std::string point;
  std::string parameter;
  std::string time;
  std::string value;
  std::string quality;
};

/// The list, oldest first; a line that was being written is left out. A server may be writing.
/// Errors: those of read_file, but not not_found.
[[nodiscard]] Result<std::vector<QuarantinedReading>> read_quarantine(
    const std::filesystem::path& folder);

}  // namespace cems::ingest
