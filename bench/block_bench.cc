/// Encoding and decoding of blocks over named families of readings; every run checks its answer.
/// bench/codec has the comparison with a peer.
///
/// Reports readings/s and bytes a reading. Fixed seed; 5 readings (what a batch has of a series),
/// 1,440 (a day by the minute) and the most a block holds.
#include <array>
#include <charconv>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/limits.h"
#include "block/codec.h"

namespace {

using cems::Decimal;
using cems::Reading;

constexpr std::uint64_t kSeed = 1;

enum class Family : std::uint8_t {
  constant,
  counter,
  two_decimals,
  float_text,
  float32_text,
  mixed_scales,
  wide
};

Decimal next_value(Family family, std::mt19937_64& random, std::int64_t& state) {
  const auto below = [&](std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random);
  };
  switch (family) {
    case Family::constant:
      return Decimal::from(2301, 1);
    case Family::counter:
      return Decimal::from(state += below(100), 2);
    case Family::two_decimals:
      state += below(201) - 100;
      return Decimal::from(400'000 + state, 2);
    case Family::float_text:
      return Decimal::from(10'000'000'000'000'000 + below(90'000'000'000'000'000),
                           static_cast<int>(14 + below(4)));
    case Family::float32_text: {  // A binary32 printed as a binary64, e.g. 30.530999660491943.
      state += below(1001) - 500;
      std::array<char, 32> text;
      const auto value = static_cast<double>(static_cast<float>(30'000 + state) / 1000);
      const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
      return Decimal::parse({text.data(), static_cast<std::size_t>(end - text.data())}).value();
    }
    case Family::mixed_scales:
      return Decimal::from(below(2000) - 1000, static_cast<int>(below(12)) - 4);
    case Family::wide:
      return Decimal::from(static_cast<cems::Int128>(INT64_MAX) * (1 + below(1000)) * 1'000'003 + 1,
                           20);
  }
  return {};
}

std::vector<Reading> make_readings(Family family, std::size_t n) {
  std::mt19937_64 random(kSeed);
  std::int64_t state = 0;
  std::vector<Reading> out;
  for (std::size_t i = 0; i < n; ++i) {
    const cems::TimeMs at{1'711'929'600'000 + static_cast<std::int64_t>(i) * cems::kMsPerMinute};
    out.push_back({at, next_value(family, random, state), cems::Quality::valid});
  }
  return out;
}

void count_work(benchmark::State& state, std::size_t readings, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(readings));
  state.counters["bytes_a_reading"] = static_cast<double>(bytes) / static_cast<double>(readings);
}

void encode(benchmark::State& state, Family family) {
  const auto readings = make_readings(family, static_cast<std::size_t>(state.range(0)));
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    cems::block::encode(readings, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  std::vector<Reading> back;
  if (!cems::block::decode(bytes, back) || back != readings) {
    state.SkipWithError("the round trip changed the readings");
  }
  count_work(state, readings.size(), bytes.size());
}

void decode(benchmark::State& state, Family family) {
  const auto readings = make_readings(family, static_cast<std::size_t>(state.range(0)));
  std::string bytes;
  cems::block::encode(readings, bytes);
  std::vector<Reading> back;
  for (auto _ : state) {
    back.clear();
    if (!cems::block::decode(bytes, back)) state.SkipWithError("does not decode");
    benchmark::DoNotOptimize(back.data());
  }
  if (back != readings) state.SkipWithError("the round trip changed the readings");
  count_work(state, readings.size(), bytes.size());
}

/// The families that are not mixed.
void decode_columns(benchmark::State& state, Family family) {
  const auto readings = make_readings(family, static_cast<std::size_t>(state.range(0)));
  std::string bytes;
  cems::block::encode(readings, bytes);
  cems::block::Columns columns;
  for (auto _ : state) {
    const auto shape = cems::block::decode(bytes, columns);
    if (!shape || *shape != cems::block::Shape::columns) state.SkipWithError("not columns");
    benchmark::DoNotOptimize(columns.mantissas.data());
  }
  std::vector<Reading> back;
  columns.append_to(back);
  if (back != readings) state.SkipWithError("the round trip changed the readings");
  count_work(state, readings.size(), bytes.size());
}

void peek(benchmark::State& state) {
  std::string bytes;
  cems::block::encode(make_readings(Family::counter, cems::limits::kBlockReadingsMax), bytes);
  for (auto _ : state) {
    const auto header = cems::block::peek(bytes);
    if (!header || header->count != cems::limits::kBlockReadingsMax) {
      state.SkipWithError("the header is wrong");
    }
  }
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Arg(5)->Arg(1440)->Arg(cems::limits::kBlockReadingsMax);
}

BENCHMARK_CAPTURE(encode, constant, Family::constant)->Apply(sizes);
BENCHMARK_CAPTURE(encode, counter, Family::counter)->Apply(sizes);
BENCHMARK_CAPTURE(encode, two_decimals, Family::two_decimals)->Apply(sizes);
BENCHMARK_CAPTURE(encode, float_text, Family::float_text)->Apply(sizes);
BENCHMARK_CAPTURE(encode, float32_text, Family::float32_text)->Apply(sizes);
BENCHMARK_CAPTURE(encode, mixed_scales, Family::mixed_scales)->Apply(sizes);
BENCHMARK_CAPTURE(encode, wide, Family::wide)->Apply(sizes);
BENCHMARK_CAPTURE(decode, constant, Family::constant)->Apply(sizes);
BENCHMARK_CAPTURE(decode, counter, Family::counter)->Apply(sizes);
BENCHMARK_CAPTURE(decode, two_decimals, Family::two_decimals)->Apply(sizes);
BENCHMARK_CAPTURE(decode, float_text, Family::float_text)->Apply(sizes);
BENCHMARK_CAPTURE(decode, float32_text, Family::float32_text)->Apply(sizes);
BENCHMARK_CAPTURE(decode, mixed_scales, Family::mixed_scales)->Apply(sizes);
BENCHMARK_CAPTURE(decode, wide, Family::wide)->Apply(sizes);
BENCHMARK_CAPTURE(decode_columns, constant, Family::constant)->Apply(sizes);
BENCHMARK_CAPTURE(decode_columns, counter, Family::counter)->Apply(sizes);
BENCHMARK_CAPTURE(decode_columns, two_decimals, Family::two_decimals)->Apply(sizes);
BENCHMARK(peek);

}  // namespace
