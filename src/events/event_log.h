/// The file `dr/events.log`: checksummed lines, appended one by one, each durable when its append
/// returns (docs/internals/format/dr-log.md). Knows nothing of what the lines say.
///
/// One thread at a time. One process uses a data folder at a time (its lock, base/file.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/result.h"

namespace cems::events {

class EventLog {
 public:
  /// Asked for each line in order; `json` lives for the call. An error ends the opening.
  using Reader = std::function<Status(std::string_view json)>;

  /// Opens or makes the file, whose folder exists, and reads it. A last line that is torn is cut
  /// off, with a warning in the log.
  /// Errors: corrupt, naming file and line, where any other line is faulty or `reader` refuses it;
  /// what base/file.h says of the disk.
  [[nodiscard]] static Result<EventLog> open(const std::string& path, const Reader& reader);

  /// Puts a log of these lines in the place of what is at `path`; after a crash it is one or the
  /// other, whole. Nobody has it open. Errors: as of base/file.h.
  static Status rewrite(const std::string& path, std::span<const std::string> lines);

  /// Bytes of the file.
  [[nodiscard]] std::uint64_t size() const { return file_.size(); }

  /// On the disk when this returns without an error. REQUIRES: `json` has no line end.
  /// Errors: too_large beyond limits::kDrLogLineBytesMax, no_space where the disk or the file
  /// (limits::kDrLogBytesMax) is full; unavailable after an append that failed on the disk, until
  /// the file is opened again; internal.
  Status append(std::string_view json);

 private:
  EventLog(std::string path, AppendFile file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  AppendFile file_;
  bool broken_ = false;  // What the last append left behind is not known.
};

}  // namespace cems::events
