// The process as Linux sees it, under the names that Prometheus' own clients use.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/resource.h>

#include <unistd.h>

#include "app/metric_list.h"
#include "base/file.h"

namespace cems::app {
namespace {

constexpr std::size_t kProcFileBytesMax = 64 * 1024;
constexpr std::size_t kProcStatBytesMax = 4U << 20U;  // It has a line for each processor.

/// Fields of /proc/self/stat behind the name, which may hold anything (proc(5)); the first is the
/// third of the file.
class ProcessStat {
 public:
  static std::optional<ProcessStat> read() {
    Result<std::string> text = read_file("/proc/self/stat", kProcFileBytesMax);
    if (!text || text->rfind(')') == std::string::npos) {
      return std::nullopt;
    }
    return ProcessStat(text->substr(text->rfind(')') + 1));
  }

  /// By its number in proc(5); 0 where it is not there.
  [[nodiscard]] std::uint64_t field(int number) const {
    constexpr int kFirst = 3;
    std::string_view rest = text_;
    for (int at = kFirst; !rest.empty(); ++at) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
      if (at == number) {
        std::uint64_t value = 0;
        std::from_chars(rest.data(), rest.data() + rest.size(), value);
        return value;
      }
      rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    }
    return 0;
  }

 private:
  explicit ProcessStat(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

std::uint64_t open_descriptors() {
  std::error_code error;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++count;
  }
  return count;
}

/// When the system was started, seconds since 1970; nothing where it does not say.
std::optional<double> boot_time() {
  constexpr std::string_view kBoot = "\nbtime ";
  const Result<std::string> text = read_file("/proc/stat", kProcStatBytesMax);
  const std::size_t at = text ? text->find(kBoot) : std::string::npos;
  if (at == std::string::npos) {
    return std::nullopt;
  }
  std::uint64_t seconds = 0;
  const char* const digits = text->data() + at + kBoot.size();
  std::from_chars(digits, text->data() + text->size(), seconds);
  return static_cast<double>(seconds);
}

}  // namespace

void add_process_metrics(MetricList& list) {
  const std::optional<ProcessStat> stat = ProcessStat::read();
  if (!stat) {
    return;  // No /proc here.
  }
  constexpr int kUserTime = 14;
  constexpr int kSystemTime = 15;
  constexpr int kThreads = 20;
  constexpr int kStart = 22;
  constexpr int kVirtual = 23;
  constexpr int kResident = 24;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  list.counter("process_cpu_seconds_total", "Processor time, user and system.")
      .add(static_cast<double>(stat->field(kUserTime) + stat->field(kSystemTime)) / ticks);
  list.gauge("process_resident_memory_bytes", "Resident memory.")
      .add(stat->field(kResident) * page);
  list.gauge("process_virtual_memory_bytes", "Virtual memory.").add(stat->field(kVirtual));
  list.gauge("process_threads", "Threads.").add(stat->field(kThreads));
  list.gauge("process_open_fds", "Open descriptors.").add(open_descriptors());
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    list.gauge("process_max_fds", "As many as there may be.").add(std::uint64_t{limit.rlim_cur});
  }
  if (const std::optional<double> boot = boot_time()) {
    list.gauge("process_start_time_seconds", "When it started, seconds since 1970 in UTC.")
        .add(*boot + static_cast<double>(stat->field(kStart)) / ticks);
  }
}

}  // namespace cems::app
