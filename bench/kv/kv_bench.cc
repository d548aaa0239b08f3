// Durable ingest in process: a store of ours, or the raw log that is the floor. Prints one line of
// JSON; fails when what is read back is not what was written.
//
//   kv_bench raw|store DIR BATCH [POINTS DAYS]   makes DIR anew and ingests into it
//   kv_bench csv DIR [POINTS DAYS]               archive.json and readings.csv for `cems load`
//   kv_bench check DIR [POINTS DAYS]             the same readings are in the store at DIR
//
// Timed is the time between giving a batch and its being durable; making the batch is not.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <fmt/format.h>

#include "bench/kv/load_files.h"
#include "bench/kv/raw_log.h"
#include "bench/kv/registers.h"
#include "store/rocks/rocks_store.h"

namespace {

using namespace cems;         // NOLINT(google-build-using-namespace): a program of its own.
using namespace cems::bench;  // NOLINT(google-build-using-namespace): the same.
namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& message) {
  fmt::print(stderr, "kv_bench: {}\n", message);
  std::_Exit(1);
}

template <class Value>
Value need(Result<Value> result) {
  if (!result) fail(result.error().message);
  return std::move(*result);
}

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::int64_t folder_bytes(const fs::path& folder) {
  std::int64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  return bytes;
}

/// The commits of one run.
class Commits {
 public:
  template <class Commit>
  void time(const Commit& commit) {
    const double cpu = cpu_seconds();
    const auto begun = std::chrono::steady_clock::now();
    commit();
    seconds_.push_back(seconds_since(begun));
    cpu_ += cpu_seconds() - cpu;
  }

  void print(const char* mode, std::int64_t readings, std::int64_t bytes, double rest) const {
    std::vector<double> sorted = seconds_;
    std::sort(sorted.begin(), sorted.end());
    double total = 0;
    for (const double one : sorted)
      total += one;
    fmt::print(
        "{{\"mode\":\"{}\",\"readings\":{},\"readings_s\":{:.0f},\"p50_ms\":{:.4f},"
        "\"p99_ms\":{:.4f},\"max_ms\":{:.3f},\"cpu_s\":{:.3f},\"seal_s\":{:.3f},"
        "\"bytes_a_reading\":{:.3f}}}\n",
        mode, readings, static_cast<double>(readings) / total, sorted[sorted.size() / 2] * 1e3,
        sorted[sorted.size() * 99 / 100] * 1e3, sorted.back() * 1e3, cpu_, rest,
        static_cast<double>(bytes) / static_cast<double>(readings));
  }

 private:
  std::vector<double> seconds_;
  double cpu_ = 0;
};

void expect_same(const Totals& found, const Totals& written, const char* where) {
  if (found == written) return;
  fail(fmt::format("{} has {} readings of sum {} and times {}; written were {}, {}, {}", where,
                   found.count, found.hundredths, found.minutes, written.count, written.hundredths,
                   written.minutes));
}

void run_raw(const fs::path& folder, std::int64_t batch_readings, const Shape& shape) {
  RawLog log(folder, shape.points);
  Registers registers(shape);
  Commits commits;
  std::vector<RegisterReading> batch;
  for (;;) {
    registers.next(batch_readings, batch);
    if (batch.empty()) break;
    commits.time([&] { log.append(batch); });
  }
  expect_same(log.read_log(), registers.totals(), "the raw log");
  expect_same(log.read_days(), registers.totals(), "the raw log's days");
  commits.print("raw", registers.totals().count, log.bytes(), 0);
}

SeriesKey key_of(int point) {
  return {CemsId(kSite), PointId(point_id(point)), ParameterId(kParameter)};
}

std::int64_t hundredths(const Decimal& value) {
  auto mantissa = static_cast<std::int64_t>(value.mantissa());
  for (int scale = value.scale(); scale < 2; ++scale)
    mantissa *= 10;
  return mantissa;
}

/// Every reading, by a scan of each series; the counts by count().
Totals read_store(const store::Store& store, const Shape& shape) {
  constexpr TimeRange kAll{kTimeMin, kTimeMax};
  Totals totals;
  for (int point = 0; point < shape.points; ++point) {
    const auto id = store.find(key_of(point));
    if (!id) fail(fmt::format("no series of point {}", point));
    const auto scan = need(store.scan(*id, kAll, store::Order::ascending));
    std::uint64_t count = 0;
    for (auto part = need(scan->next()); !part.empty(); part = need(scan->next())) {
      count += part.size();
      for (const Reading& r : part)
        totals.add({point, r.at, hundredths(r.value)});
    }
    if (need(store.count(*id, kAll)) != count) fail(fmt::format("count of point {}", point));
  }
  return totals;
}

void run_store(const fs::path& folder, std::int64_t batch_readings, const Shape& shape) {
  auto store = need(store::open_rocks_store(folder));
  std::vector<SeriesId> ids;
  ids.reserve(static_cast<std::size_t>(shape.points));
  for (int point = 0; point < shape.points; ++point)
    ids.push_back(need(store->intern(key_of(point))));
  Registers registers(shape);
  Commits commits;
  std::vector<RegisterReading> made;
  std::vector<store::SeriesReading> batch;
  for (;;) {
    registers.next(batch_readings, made);
    if (made.empty()) break;
    batch.clear();
    for (const RegisterReading& r : made) {
      batch.push_back({ids[static_cast<std::size_t>(r.point)],
                       {r.at, Decimal::from(r.hundredths, 2), Quality::valid}});
    }
    commits.time([&] {
      const auto report = need(store->commit(batch, batch.back().reading.at));
      if (report.accepted != batch.size()) fail("a reading was taken for a repeated one");
    });
  }
  const auto begun = std::chrono::steady_clock::now();
  need(store->seal());
  store.reset();
  const double seal_seconds = seconds_since(begun);
  store = need(store::open_rocks_store(folder));  // Durable is what another open finds.
  expect_same(read_store(*store, shape), registers.totals(), "the store");
  store.reset();
  commits.print("store", registers.totals().count, folder_bytes(folder), seal_seconds);
}

void check_store(const fs::path& folder, const Shape& shape) {
  Registers registers(shape);
  std::vector<RegisterReading> all;
  registers.next(shape.readings(), all);
  const auto store = need(store::open_rocks_store(folder));
  expect_same(read_store(*store, shape), registers.totals(), "the store");
}

std::int64_t number(const std::string& text) {
  std::int64_t out = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end || out <= 0) fail("not a number: " + text);
  return out;
}

Shape shape_of(std::span<const std::string> arguments) {
  Shape shape;
  if (arguments.size() == 2) {
    shape.points = static_cast<int>(number(arguments[0]));
    shape.days = static_cast<int>(number(arguments[1]));
  }
  return shape;
}

int run(std::span<const std::string> arguments) {
  if (arguments.size() < 2) return 2;
  const std::string& mode = arguments[0];
  const fs::path folder = arguments[1];
  const auto rest = arguments.subspan(2);
  if (mode == "csv" || mode == "check") {
    const Shape shape = shape_of(rest);
    if (mode == "check") {
      check_store(folder, shape);
    } else if (!write_load_files(folder, shape)) {
      fail("cannot write to " + folder.string());
    }
    return 0;
  }
  if ((mode != "raw" && mode != "store") || rest.empty()) return 2;
  const std::int64_t batch = number(rest[0]);
  fs::remove_all(folder);
  const Shape shape = shape_of(rest.subspan(1));
  mode == "raw" ? run_raw(folder, batch, shape) : run_store(folder, batch, shape);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const int status = run(arguments);
  if (status == 2) {
    fmt::print(stderr,
               "usage: kv_bench raw|store DIR BATCH [POINTS DAYS] | csv|check DIR [POINTS DAYS]\n");
  }
  return status;
}
