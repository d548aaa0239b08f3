// Statistics over a year: minutes of power and quarter hours of a register, by day and by class,
// and what the same readings cost to walk. Every run checks its answer.
//
// The memory store: no decoding, so that what is measured is the engine alone.
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "catalog/archive_reader.h"
#include "json/value.h"
#include "query/bucket.h"
#include "query/statistic_engine.h"
#include "store/memory/memory_store.h"

namespace {

using namespace cems;  // NOLINT(google-build-using-namespace): a program of its own.
using query::Aggregate;
using query::TouClass;

constexpr std::int64_t kMinutes = 365 * 24 * 60;
constexpr std::int64_t kQuarters = 365 * 24 * 4;
const TimeMs kBegin{1'672'502'400'000};  // 2023-01-01T00:00+08:00

/// Valley by night, peak by day, four edges a day.
class Day : public model::ClassCalendar {
 public:
  void append_spans(TimeRange range, std::vector<model::ClassSpan>& out) const override {
    constexpr std::int64_t kStep = 6 * kMsPerHour;
    for (TimeMs t = range.begin; t < range.end; t = t + kStep) {
      const auto n = (t - range.begin) / kStep;
      out.push_back({{t, t + kStep}, n % 2 == 0 ? TouClass::valley : TouClass::peak});
    }
  }
};

struct Fixture {
  std::shared_ptr<const catalog::Site> site;
  std::unique_ptr<store::Store> store = store::make_memory_store();

  Fixture() {
    const auto archive = json::parse(R"({"cems":{"cemsId":"S","name":"S","rootPointId":"A",
      "timeZone":"+08:00"},"categories":[{"categoryCode":"05","name":"c"}],
      "points":[{"pointId":"A","name":"A","categoryCode":"05","energyType":"01","parameters":[
        {"parameterId":"P","name":"P","unit":"kW","interval":"PT1M",
         "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"},
        {"parameterId":"EPI","name":"E","unit":"kWh","interval":"PT15M",
         "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}]})");
    site = catalog::read_archive(*archive, spec::Wire::standard()).site;
    fill("P", kMinutes, kMsPerMinute, [](std::int64_t i) { return 200'000 + i * 7919 % 4001; });
    fill("EPI", kQuarters, 15 * kMsPerMinute, [](std::int64_t i) { return 1'000'000 + i * 137; });
  }

  template <class F>
  void fill(const char* id, std::int64_t n, std::int64_t step_ms, F value) {
    const SeriesId series = *store->intern({CemsId("S"), PointId("A"), ParameterId(id)});
    std::vector<store::SeriesReading> batch;
    for (std::int64_t i = 0; i <= n; ++i) {
      batch.push_back({series, {kBegin + i * step_ms, Decimal::from(value(i), 2)}});
    }
    (void)store->commit(batch, kBegin);
  }
};

const Fixture& fixture() {
  static const Fixture made;
  return made;
}

void run(benchmark::State& state, const char* id, query::Measure measure, Aggregate aggregate,
         std::vector<TouClass> classes, query::Period period, std::int64_t readings) {
  const Fixture& f = fixture();
  const query::Series series{f.site->root, f.site->root->parameter(ParameterId(id))};
  const query::StatisticSeries asked{series, series, measure, aggregate, std::move(classes)};
  const auto cut =
      *query::buckets({kBegin, kBegin + 365 * kMsPerDay}, period, f.site->zone, 100'000);
  const Day day;
  for (auto _ : state) {
    const auto rows = query::statistic_with(*f.store, *f.site, asked, {cut, kTimeMax, false}, &day);
    if (!rows || rows->front().coverage.present != static_cast<std::uint64_t>(readings)) {
      state.SkipWithError("a wrong answer");
    }
  }
  state.SetItemsProcessed(state.iterations() * readings);
}

const std::vector<TouClass> kAll = {TouClass::none};
const std::vector<TouClass> kSix = {TouClass::none, TouClass::sharp,  TouClass::peak,
                                    TouClass::flat, TouClass::valley, TouClass::deep_valley};

void mean_by_day(benchmark::State& state) {
  run(state, "P", query::Measure::sample, Aggregate::average, kAll, query::Period::day, kMinutes);
}

void mean_by_hour_and_class(benchmark::State& state) {
  run(state, "P", query::Measure::sample, Aggregate::average, kSix, query::Period::hour, kMinutes);
}

void register_by_month_and_class(benchmark::State& state) {
  run(state, "EPI", query::Measure::reg, Aggregate::sum, kSix, query::Period::month, kQuarters);
}

void register_by_quarter_hour(benchmark::State& state) {
  run(state, "EPI", query::Measure::reg, Aggregate::sum, kAll, query::Period::quarter_hour,
      kQuarters);
}

void energy_from_power(benchmark::State& state) {
  run(state, "P", query::Measure::power_energy, Aggregate::sum, kSix, query::Period::day, kMinutes);
}

BENCHMARK(mean_by_day)->Unit(benchmark::kMillisecond);
BENCHMARK(mean_by_hour_and_class)->Unit(benchmark::kMillisecond);
BENCHMARK(register_by_month_and_class)->Unit(benchmark::kMillisecond);
BENCHMARK(register_by_quarter_hour)->Unit(benchmark::kMillisecond);
BENCHMARK(energy_from_power)->Unit(benchmark::kMillisecond);

}  // namespace
