// Lines are made where answers are, and written where waiting hurts nobody.
#include "api/access_log.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/zone.h"
#include "json/writer.h"
#include "spec/code.h"

namespace cems::api {
namespace {

constexpr std::string_view kStdout = "-";
// A pipe that says it can be written takes so much without blocking (POSIX PIPE_BUF), so a reader
// that has stopped cannot hold up the end of the program.
constexpr std::size_t kWriteBytes = 4096;
constexpr int kPollMs = 100;
// Lines that come in meanwhile share a write.
constexpr std::chrono::milliseconds kGather{50};

Result<int> open_file(const std::string& path) {
  if (path == kStdout) {
    return STDOUT_FILENO;
  }
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) {
    return Error{Errc::invalid_argument,
                 fmt::format("the access log {} cannot be written: {}", path,
                             std::error_code(errno, std::generic_category()).message())};
  }
  return file;
}

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

AccessLog::Sampler::Sampler(std::int64_t lines_per_second)
    : answers(lines_per_second, lines_per_second, real_now()),
      refusals(lines_per_second, lines_per_second, real_now()) {}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path,
                                                   const AccessLogOptions& options) {
  const Result<int> file = open_file(path);
  if (!file) {
    return file.error();
  }
  return std::unique_ptr<AccessLog>(new AccessLog(path, *file, options));
}

AccessLog::AccessLog(std::string path, int file, const AccessLogOptions& options)
    : path_(std::move(path)),
      options_(options),
      samplers_([this] { return std::make_unique<Sampler>(options_.lines_per_second); }),
      file_(file),
      writer_([this] { run(); }) {}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  given_.notify_one();
  writer_.join();
  if (path_ != kStdout) {
    ::close(file_);
  }
}

void AccessLog::put(const AccessRecord& record, TimeMs now) {
  constexpr int kFirstRefusal = 400;
  Sampler& sampler = samplers_.mine();
  http::TokenBucket& bucket = record.status < kFirstRefusal ? sampler.answers : sampler.refusals;
  if (!bucket.take(now)) {
    ++sampler.gap;
    sampler.left_out.add();
    return;
  }
  std::string line;
  append(line, record, now, sampler.gap);
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > options_.waiting_bytes_max) {
      sampler.dropped.add();
      ++sampler.gap;
      return;
    }
    waiting_ += line;
  }
  sampler.gap = 0;
  given_.notify_one();
}

void AccessLog::append(std::string& line, const AccessRecord& record, TimeMs now,
                       std::uint64_t gap) const {
  constexpr std::int64_t kNsPerUs = 1000;
  json::Writer writer(line);
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  writer.begin_object();
  writer.key("time").value(format_time(now, Zone()));
  writer.key("requestId").value(record.request_id);
  writer.key("client").value(record.client);
  writer.key("protocol").value(record.protocol);
  if (!record.token.empty()) {
    writer.key("token").value(record.token);
  }
  writer.key("method").value(record.method);
  writer.key("interface").value(record.subject.name());
  if (!record.cems.empty()) {
    writer.key("cemsId").value(record.cems);
  }
  if (record.status != 0) {
    writer.key("status").value(std::int64_t{record.status});
    writer.key("code").value(
        std::int64_t{spec::info(static_cast<spec::Code>(record.verdict)).number});
  }
  writer.key("bytes").value(number(record.bytes));
  writer.key("microseconds").value(number(record.nanoseconds) / kNsPerUs);
  if (record.cut) {
    writer.key("cut").boolean(true);
  }
  if (gap > 0) {
    writer.key("leftOut").value(number(gap));
  }
  writer.end_object();
  line += '\n';
}

AccessLogSums AccessLog::sums() const {
  AccessLogSums sums{written_.get(), 0, failed_.get()};
  samplers_.for_each([&sums](const Sampler& sampler) {
    sums.left_out += sampler.left_out.get();
    sums.dropped += sampler.dropped.get();
  });
  return sums;
}

// --- The writer's thread

void AccessLog::run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (!over_ || !waiting_.empty()) {
    given_.wait(lock, [this] { return over_ || !waiting_.empty(); });
    given_.wait_for(lock, kGather, [this] { return over_; });
    lines.clear();
    lines.swap(waiting_);
    const bool over = over_;
    lock.unlock();
    if (reopen_.exchange(false)) {
      open_again();
    }
    write(lines, over);
    lock.lock();
  }
}

void AccessLog::open_again() {
  if (path_ == kStdout) {
    return;
  }
  const Result<int> file = open_file(path_);
  if (!file) {
    spdlog::error("{}; the old file goes on", file.error().message);
    return;
  }
  ::close(file_);
  file_ = *file;
  is_torn_ = false;
}

void AccessLog::write(std::string_view lines, bool last_words) {
  if (is_torn_ && !lines.empty()) {
    is_torn_ = ::write(file_, "\n", 1) != 1;
  }
  bool in_line = false;
  while (!lines.empty()) {
    pollfd ready{file_, POLLOUT, 0};
    const bool can_write = ::poll(&ready, 1, kPollMs) > 0;
    if (!can_write && !last_words) {
      continue;
    }
    const ssize_t n =
        can_write ? ::write(file_, lines.data(), std::min(lines.size(), kWriteBytes)) : -1;
    if (n < 0 && can_write && (errno == EINTR || errno == EAGAIN)) {
      continue;
    }
    if (n < 0) {
      complain(can_write ? std::error_code(errno, std::generic_category()).message()
                         : "its reader takes nothing");
      failed_.add(lines_in(lines));
      is_torn_ = in_line;
      return;
    }
    const std::string_view done = lines.substr(0, static_cast<std::size_t>(n));
    written_.add(lines_in(done));
    in_line = !done.ends_with('\n');
    lines.remove_prefix(done.size());
  }
  complained_ = false;
}

void AccessLog::complain(const std::string& why) {
  if (!complained_) {
    complained_ = true;
    spdlog::error("the access log {} loses lines: {}", path_, why);
  }
}

}  // namespace cems::api
