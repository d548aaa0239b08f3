// Lines with a checksum before them: read piece by piece, appended as one write.
#include "events/event_log.h"

#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "base/log.h"

namespace cems::events {
namespace {

/// The events are the business of the server's own user.
constexpr mode_t kLogFileMode = 0600;

constexpr std::size_t kChecksumDigits = 8;
constexpr std::size_t kReadBytes = 256 * 1024;

std::string checksum_of(std::string_view json) {
  return fmt::format("{:08x}", crc32c(json));
}

std::string line_of(std::string_view json) {
  CEMS_ASSERT(json.find('\n') == std::string_view::npos);
  return fmt::format("{} {}\n", checksum_of(json), json);
}

/// What stands behind the checksum; nothing where the two do not belong together.
std::optional<std::string_view> checked(std::string_view line) {
  if (line.size() <= kChecksumDigits || line[kChecksumDigits] != ' ') {
    return std::nullopt;
  }
  const std::string_view json = line.substr(kChecksumDigits + 1);
  return line.starts_with(checksum_of(json)) ? std::optional(json) : std::nullopt;
}

/// Reads a file once, from its begin; holds one piece of it at a time.
class LogReading {
 public:
  LogReading(const std::string& path, AppendFile& file, const EventLog::Reader& reader)
      : path_(path), file_(file), reader_(reader) {}

  Status run();

 private:
  [[nodiscard]] Status fetch();
  [[nodiscard]] Status take_lines();
  [[nodiscard]] Status cut();

  [[nodiscard]] Error damaged(std::string_view why) const {
    return {Errc::corrupt, fmt::format("{}:{}: {}", path_, line_, why)};
  }

  const std::string& path_;
  AppendFile& file_;
  const EventLog::Reader& reader_;
  std::string piece_;        // What was read and not yet taken.
  std::uint64_t begin_ = 0;  // Where in the file the piece begins.
  std::uint64_t line_ = 1;   // Number of the line that begins there.
};

Status LogReading::run() {
  while (begin_ + piece_.size() < file_.size()) {
    if (Status fetched = fetch(); !fetched) {
      return fetched;
    }
    if (Status taken = take_lines(); !taken) {
      return taken;
    }
    if (piece_.size() > limits::kDrLogLineBytesMax) {
      return damaged("the line is longer than any that was written");
    }
  }
  return piece_.empty() ? Unit{} : cut();
}

Status LogReading::fetch() {
  const std::size_t before = piece_.size();
  piece_.resize(before + kReadBytes);
  const Result<std::size_t> read =
      file_.read(begin_ + before, std::span<char>(piece_).subspan(before));
  if (!read) {
    return read.error();
  }
  piece_.resize(before + *read);
  if (*read == 0) {
    return Error{Errc::internal, path_ + " became shorter while it was read"};
  }
  return Unit{};
}

Status LogReading::take_lines() {
  std::size_t at = 0;
  for (std::size_t end = piece_.find('\n'); end != std::string::npos; end = piece_.find('\n', at)) {
    const auto json = checked(std::string_view(piece_).substr(at, end - at));
    if (!json && begin_ + (end + 1 - at) == file_.size()) {
      break;  // The last one: the rest of the piece is torn.
    }
    if (!json) {
      return damaged("the checksum does not fit the line");
    }
    if (const Status taken = reader_(*json); !taken) {
      return damaged(taken.error().message);
    }
    ++line_;
    begin_ += end + 1 - at;
    at = end + 1;
  }
  piece_.erase(0, at);
  return Unit{};
}

Status LogReading::cut() {
  spdlog::warn("{}:{}: cut off {} bytes of a change that was not finished and not acknowledged",
               path_, line_, piece_.size());
  return file_.cut(begin_);
}

}  // namespace

Result<EventLog> EventLog::open(const std::string& path, const Reader& reader) {
  Result<AppendFile> file = AppendFile::open(path, kLogFileMode);
  if (!file) {
    return file.error();
  }
  if (Status read = LogReading(path, *file, reader).run(); !read) {
    return read.error();
  }
  return EventLog(path, *std::move(file));
}

Status EventLog::rewrite(const std::string& path, std::span<const std::string> lines) {
  std::string all;
  for (const std::string& json : lines) {
    all += line_of(json);
  }
  return write_file_atomically(path, all, kLogFileMode);
}

Status EventLog::append(std::string_view json) {
  const std::string line = line_of(json);
  if (broken_) {
    return Error{Errc::unavailable, path_ + ": closed for writing after a failed write"};
  }
  if (line.size() > limits::kDrLogLineBytesMax) {
    return Error{Errc::too_large, fmt::format("a line of {} has at most {} bytes, this one {}",
                                              path_, limits::kDrLogLineBytesMax, line.size())};
  }
  if (file_.size() + line.size() > limits::kDrLogBytesMax) {
    return Error{Errc::no_space, fmt::format("{} has its {} bytes", path_, limits::kDrLogBytesMax)};
  }
  Status written = file_.append(line);
  if (!written) {
    broken_ = true;
    spdlog::error("{}; no changes of events are taken until a restart", written.error().message);
  }
  return written;
}

}  // namespace cems::events
