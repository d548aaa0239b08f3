/// Reading and judging of CSV and NDJSON bodies, without a store: rows/s, by how a file is
/// ordered and written. Every run checks how many readings were taken.
///
/// Families: `by_time` has all series at each instant (a gateway), `by_series` one series after
/// another (an export), `shuffled` neither, `quoted` quotes around every id (the careful reader),
/// `local` times without an offset in a zone with rules. Fixed seed; 1,000 series.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/zone.h"
#include "catalog/site.h"
#include "catalog/snapshot.h"
#include "ingest/csv_load.h"
#include "ingest/ndjson_load.h"

namespace {

using cems::TimeMs;

constexpr std::size_t kSeries = 1000;
constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kPiece = 64U << 10U;  // What a worker is given at a time.
const TimeMs kStart{1'672'502'400'000};     // 2023-01-01T00:00+08:00.
const TimeMs kLater{1'900'000'000'000};

enum class Order : std::uint8_t { by_time, by_series, shuffled, quoted, local };

std::string point_name(std::size_t i) {
  std::string digits = std::to_string(i);
  return "P" + std::string(4 - digits.size(), '0') + digits;
}

std::shared_ptr<const cems::catalog::Snapshot> make_archive() {
  auto site = std::make_shared<cems::catalog::Site>();
  site->id = cems::CemsId("CEMS-SH-0001");
  site->zone = *cems::Zone::parse("Asia/Shanghai");
  for (std::size_t i = 0; i < kSeries; ++i) {
    auto point = std::make_unique<cems::catalog::Point>();
    point->id = cems::PointId(point_name(i));
    cems::catalog::Parameter parameter;
    parameter.id = cems::ParameterId("EPI");
    point->parameters.push_back(std::move(parameter));
    site->points.push_back(std::move(point));
  }
  site->root = site->points.front().get();
  return std::make_shared<cems::catalog::Snapshot>(
      std::vector<std::shared_ptr<const cems::catalog::Site>>{site});
}

struct Row {
  std::size_t series;
  TimeMs at;
  std::string value;
};

std::vector<Row> make_rows(Order order, std::size_t n) {
  std::mt19937_64 random(kSeed);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t instant = order == Order::by_series ? i % (n / kSeries) : i / kSeries;
    const std::size_t series = order == Order::by_series ? i / (n / kSeries) : i % kSeries;
    rows.push_back(
        {series, kStart + static_cast<std::int64_t>(instant) * 60'000,
         std::to_string(random() % 1'000'000) + "." + std::to_string(10 + random() % 90)});
  }
  if (order == Order::shuffled) {
    std::shuffle(rows.begin(), rows.end(), random);
  }
  return rows;
}

std::string make_csv(Order order, std::size_t n) {
  const cems::Zone zone = *cems::Zone::parse("+08:00");
  const std::string quote = order == Order::quoted ? "\"" : "";
  std::string text = "cemsId,pointId,parameterId,timeStamp,value\n";
  for (const Row& row : make_rows(order, n)) {
    std::string time = cems::format_time(row.at, zone);
    time.resize(order == Order::local ? time.size() - 6 : time.size());
    text += quote + "CEMS-SH-0001" + quote + "," + quote + point_name(row.series) + quote +
            ",EPI," + time + "," + row.value + "\n";
  }
  return text;
}

std::string make_ndjson(Order order, std::size_t n) {
  const cems::Zone zone = *cems::Zone::parse("+08:00");
  std::string text;
  for (const Row& row : make_rows(order, n)) {
    text += R"({"cemsId":"CEMS-SH-0001","pointId":")" + point_name(row.series) +
            R"(","parameterId":"EPI","timeStamp":")" + cems::format_time(row.at, zone) +
            R"(","value":)" + row.value + "}\n";
  }
  return text;
}

void feed_all(cems::ingest::ReadingsLoad& load, const std::string& text, std::size_t rows) {
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    if (!load.feed(std::string_view(text).substr(at, kPiece))) {
      std::abort();
    }
  }
  if (!load.finish() || load.report().accepted != rows || load.report().rejected != 0) {
    std::abort();  // The benchmark would measure something else.
  }
}

void report(benchmark::State& state, const std::string& text, std::size_t rows) {
  const auto all = static_cast<double>(state.iterations()) * static_cast<double>(rows);
  state.counters["rows/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void csv(benchmark::State& state, Order order) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const std::string text = make_csv(order, rows);
  const auto table = std::make_shared<cems::ingest::SeriesTable>(make_archive());
  for (auto _ : state) {
    cems::ingest::CsvLoad load({.wide = {}, .zone = {}, .now = kLater}, table, nullptr, {});
    feed_all(load, text, rows);
  }
  report(state, text, rows);
}

void ndjson(benchmark::State& state, Order order) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const std::string text = make_ndjson(order, rows);
  const auto table = std::make_shared<cems::ingest::SeriesTable>(make_archive());
  for (auto _ : state) {
    cems::ingest::NdjsonLoad load({.now = kLater}, table, nullptr, {});
    feed_all(load, text, rows);
  }
  report(state, text, rows);
}

}  // namespace

BENCHMARK_CAPTURE(csv, by_time, Order::by_time)->Arg(10'000)->Arg(100'000);
BENCHMARK_CAPTURE(csv, by_series, Order::by_series)->Arg(100'000);
BENCHMARK_CAPTURE(csv, shuffled, Order::shuffled)->Arg(100'000);
BENCHMARK_CAPTURE(csv, local, Order::local)->Arg(100'000);
BENCHMARK_CAPTURE(csv, quoted, Order::quoted)->Arg(100'000);
BENCHMARK_CAPTURE(ndjson, by_time, Order::by_time)->Arg(10'000)->Arg(100'000);
BENCHMARK_CAPTURE(ndjson, by_series, Order::by_series)->Arg(100'000);
BENCHMARK_CAPTURE(ndjson, shuffled, Order::shuffled)->Arg(100'000);
