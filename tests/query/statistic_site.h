/// A site with one parameter for each way of reading a series, schedules made for the test, and the
/// rows of a statistic as text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "catalog/archive_reader.h"
#include "json/value.h"
#include "query/bucket.h"
#include "query/statistic_engine.h"
#include "query_site.h"
#include "store/memory/memory_store.h"

namespace cems::query {

/// Point A: registers EPI (every 15 min), RAW (no period), KNOWN (rolls over at 1000, one decimal),
/// TWO (rolls over at 50); deltas E15, DAY (by its macro period), MONTH, COUNT (no period); samples
/// P (kW, each minute), PM (MW, no period), T, MD (demand); VALLEY, a register of class 4.
inline std::shared_ptr<const catalog::Site> make_statistic_site(std::string_view zone = "+08:00") {
  const std::string text =
      std::string(R"({"cems":{"cemsId":"S","name":"S","rootPointId":"A","timeZone":")") +
      std::string(zone) + R"("},"categories":[{"categoryCode":"05","name":"c05"}],
    "points":[{"pointId":"A","name":"A","categoryCode":"05","energyType":"01","parameters":[
      {"parameterId":"EPI","name":"E","unit":"kWh","interval":"PT15M",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"RAW","name":"E","unit":"kWh",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"KNOWN","name":"E","unit":"kWh","interval":"PT15M","decimals":1,
       "extension":{"rollover":1000},"readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"TWO","name":"E","unit":"kWh","interval":"PT15M",
       "extension":{"rollover":50},"readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"VALLEY","name":"E","unit":"kWh","interval":"PT15M",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.4.0.0.0.3.72.0"},
      {"parameterId":"E15","name":"E","unit":"kWh","interval":"PT15M",
       "readingTypeId":"0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"DAY","name":"E","unit":"kWh",
       "readingTypeId":"11.26.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"MONTH","name":"E","unit":"kWh",
       "readingTypeId":"13.26.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"COUNT","name":"E","unit":"kWh",
       "readingTypeId":"0.0.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"P","name":"P","unit":"kW","interval":"PT1M",
       "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"},
      {"parameterId":"PM","name":"P","unit":"MW",
       "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.6.38.0"},
      {"parameterId":"MD","name":"MD","unit":"kW",
       "readingTypeId":"0.0.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0"},
      {"parameterId":"T","name":"T","unit":"°C","interval":"PT1H",
       "readingTypeId":"0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0"}]}]})";
  const Result<json::Value> archive = json::parse(text);
  EXPECT_TRUE(archive) << archive.error().message;
  const catalog::ArchiveReading reading = catalog::read_archive(*archive, spec::Wire::standard());
  for (const model::Problem& problem : reading.problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return reading.site;
}

/// Classes by the hour of each day in +08:00; hours that no span names have none.
class HourCalendar : public model::ClassCalendar {
 public:
  struct Hours {
    int from;
    int to;
    TouClass tou;
  };

  /// `until`: nothing is painted from that day on.
  explicit HourCalendar(std::vector<Hours> hours, TimeMs until = kTimeMax)
      : hours_(std::move(hours)), until_(until) {}

  void append_spans(TimeRange range, std::vector<model::ClassSpan>& out) const override {
    constexpr std::int64_t kOffset = 8 * kMsPerHour;
    TimeMs at = range.begin;
    const std::size_t before = out.size();
    while (at < range.end) {
      const std::int64_t hour = (at.ms + kOffset) / kMsPerHour;
      const TimeMs next = std::min(TimeMs{(hour + 1) * kMsPerHour - kOffset}, range.end);
      const TouClass tou = at < until_ ? class_of(static_cast<int>(hour % 24)) : TouClass::none;
      if (out.size() > before && out.back().tou == tou) {
        out.back().range.end = next;
      } else {
        out.push_back({{at, next}, tou});
      }
      at = next;
    }
  }

 private:
  [[nodiscard]] TouClass class_of(int hour) const {
    TouClass tou = TouClass::none;
    for (const Hours& h : hours_) {
      tou = h.from <= hour && hour < h.to ? h.tou : tou;
    }
    return tou;
  }

  std::vector<Hours> hours_;
  TimeMs until_;
};

/// Valley 0-8, peak 8-22 with a sharp hour 12-13 carved out of it, valley 22-24.
inline HourCalendar usual_day(TimeMs until = kTimeMax) {
  return HourCalendar(
      {{0, 24, TouClass::valley}, {8, 22, TouClass::peak}, {12, 13, TouClass::sharp}}, until);
}

inline const std::vector<TouClass> kAllTime = {TouClass::none};
inline const std::vector<TouClass> kEveryClass = {TouClass::none,   TouClass::sharp,
                                                  TouClass::peak,   TouClass::flat,
                                                  TouClass::valley, TouClass::deep_valley};

inline std::string text(const Cell& cell) {
  const std::optional<Decimal> value = cell.printed();
  return (value ? value->to_string() : "null") + "/" +
         std::to_string(static_cast<int>(cell.quality));
}

/// "value/quality" of each cell.
inline std::string text(const StatisticRow& row) {
  std::string out;
  for (const Cell& cell : row.cells) {
    out += (out.empty() ? "" : " ") + text(cell);
  }
  return out;
}

inline Reading reading(TimeMs t, std::string_view value, Quality quality = Quality::valid) {
  return {t, *Decimal::parse(value), quality};
}

inline Reading reading(std::string_view time, std::string_view value,
                       Quality quality = Quality::valid) {
  return reading(at(time), value, quality);
}

class StatisticTest : public testing::Test {
 protected:
  void put(std::string_view parameter, const std::vector<Reading>& readings) {
    keep(*store_, "A", parameter, readings);
  }

  /// Readings every `step_ms` from `begin` on.
  void put(std::string_view parameter, std::string_view begin, std::int64_t step_ms,
           const std::vector<std::string>& values) {
    std::vector<Reading> readings;
    TimeMs t = at(begin);
    for (const std::string& value : values) {
      if (!value.empty()) {
        readings.push_back(reading(t, value));
      }
      t = t + step_ms;
    }
    put(parameter, readings);
  }

  [[nodiscard]] StatisticSeries series(std::string_view id,
                                       std::vector<TouClass> classes = kAllTime) const {
    const catalog::Point* point = site_->root;
    const catalog::Parameter* parameter = point->parameter(ParameterId(id));
    return {{point, parameter},
            {point, parameter},
            measure_of(*parameter),
            default_aggregate(*parameter),
            std::move(classes)};
  }

  std::vector<StatisticRow> rows(const StatisticSeries& asked, TimeRange range, Period period,
                                 const model::ClassCalendar* calendar = nullptr,
                                 bool explain = false) {
    const auto cut = buckets(range, period, site_->zone, 1'000'000);
    const auto made = statistic_with(*store_, *site_, asked, {*cut, now_, explain}, calendar);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : std::vector<StatisticRow>();
  }

  std::vector<StatisticRow> rows(const StatisticSeries& asked, std::string_view begin,
                                 std::string_view end, Period period,
                                 const model::ClassCalendar* calendar = nullptr,
                                 bool explain = false) {
    return rows(asked, {at(begin), at(end)}, period, calendar, explain);
  }

  /// The cells of the one row of all time.
  std::string cells(std::string_view id, std::string_view begin, std::string_view end,
                    Period period) {
    return text(rows(series(id), begin, end, period).front());
  }

  void in_zone(std::string_view zone) { site_ = make_statistic_site(zone); }

  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  std::shared_ptr<const catalog::Site> site_ = make_statistic_site();
  TimeMs now_ = at("2024-07-18T14:30");
};

}  // namespace cems::query
