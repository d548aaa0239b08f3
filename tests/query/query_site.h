/// A small site for the tests of queries, read from an archive as every site is, and readings.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/time.h"
#include "catalog/archive_reader.h"
#include "json/value.h"
#include "store/memory/memory_store.h"

namespace cems::query {

/// Points R (class 05) > A (02) > B (0201), and C (05) beside the root; A has P every minute and
/// EPI deltas every 15 minutes, B has T without a period, R and C have nothing.
inline std::shared_ptr<const catalog::Site> make_site(std::string_view zone = "+08:00") {
  const std::string text = std::string(R"({"cems":{"cemsId":"S","name":"S","rootPointId":"R",
    "timeZone":")") + std::string(zone) +
                           R"("},
    "categories":[{"categoryCode":"02","name":"c02"},{"categoryCode":"0201","name":"c0201"},
                  {"categoryCode":"05","name":"c05"}],
    "points":[
      {"pointId":"R","name":"R","categoryCode":"05","energyType":"01","parameters":[]},
      {"pointId":"A","name":"A","categoryCode":"02","energyType":"01","parentPointId":"R",
       "parameters":[
        {"parameterId":"P","name":"P","unit":"kW","interval":"PT1M",
         "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"},
        {"parameterId":"E15","name":"E","unit":"kWh","interval":"PT15M",
         "readingTypeId":"0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]},
      {"pointId":"B","name":"B","categoryCode":"0201","energyType":"01","parentPointId":"A",
       "parameters":[{"parameterId":"T","name":"T","unit":"°C",
        "readingTypeId":"0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0"}]},
      {"pointId":"C","name":"C","categoryCode":"05","energyType":"01","parameters":[]}]})";
  const Result<json::Value> archive = json::parse(text);
  EXPECT_TRUE(archive) << archive.error().message;
  const catalog::ArchiveReading reading = catalog::read_archive(*archive, spec::Wire::standard());
  for (const model::Problem& problem : reading.problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return reading.site;
}

inline TimeMs at(std::string_view text) {
  const Result<TimeMs> time = parse_time(text, Zone::fixed(480));
  EXPECT_TRUE(time) << text;
  return *time;
}

inline std::string ids(const std::vector<const catalog::Point*>& points) {
  std::string out;
  for (const catalog::Point* point : points) {
    out += point->id.str();
  }
  return out;
}

/// Commits readings of one series of site S; makes the series where there is none.
inline SeriesId keep(store::Store& store, std::string_view point, std::string_view parameter,
                     const std::vector<Reading>& readings) {
  const SeriesId id = *store.intern({CemsId("S"), PointId(point), ParameterId(parameter)});
  std::vector<store::SeriesReading> batch;
  for (const Reading& reading : readings) {
    batch.push_back({id, reading});
  }
  EXPECT_TRUE(store.commit(batch, at("2024-08-01")));
  return id;
}

}  // namespace cems::query
