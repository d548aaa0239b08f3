/// A site in New York that takes part in demand response: 100 kW from 13 to 15 by its own clock, 50
/// kW at other hours, from 2024-01-15 on, in samples of a quarter of an hour.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "events/event_book.h"
#include "service_fixture.h"

namespace cems::api {

inline constexpr std::string_view kDrArchive = R"({
  "cems":{"cemsId":"D1","name":"园区","rootPointId":"R","timeZone":"America/New_York"},
  "categories":[{"categoryCode":"05","name":"供配电"}],
  "points":[{"pointId":"R","name":"总","categoryCode":"05","energyType":"01","parameters":[
     {"parameterId":"P","name":"功率","unit":"kW","interval":"PT15M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]}],
  "drResource":{"responseTypes":[1,2],"responseModes":[3],"baselineMethod":"AVG5","price":1.5,
    "contractedDecrease":80}})";

class DrTest : public ServiceTest {
 protected:
  DrTest() {
    put_site(kDrArchive);
    catalog_.set(*archives_->load());
    platform_ = add_token("platform", "D1", "dr,demand,ingest");
    const TimeMs first = at("2024-01-15T00:00");
    const TimeMs end = at("2024-03-20T00:00");
    std::vector<store::SeriesReading> batch;
    const SeriesId id = power();
    for (TimeMs t = first; t < end; t = t + 15 * kMsPerMinute) {
      const std::int64_t hour = zone_.to_local(t).ms % kMsPerDay / kMsPerHour;
      batch.push_back({id, {t, Decimal::from_integer(hour == 13 || hour == 14 ? 100 : 50)}});
    }
    EXPECT_TRUE(store_->commit(batch, first));
  }

  [[nodiscard]] TimeMs at(std::string_view local) const { return *parse_time(local, zone_); }

  void now_is(std::string_view local) { clock_.set(at(local)); }

  [[nodiscard]] SeriesId power() {
    return *store_->intern({CemsId("D1"), PointId("R"), ParameterId("P")});
  }

  /// Every sample of [from, to) is `kilowatts`.
  void measured(std::string_view from, std::string_view to, std::int64_t kilowatts) {
    std::vector<store::SeriesReading> batch;
    for (TimeMs t = at(from); t < at(to); t = t + 15 * kMsPerMinute) {
      batch.push_back({power(), {t, Decimal::from_integer(kilowatts)}});
    }
    ASSERT_TRUE(store_->commit(batch, clock_.now()));
  }

  /// A server that starts again on what is on the disk.
  void restart() {
    service_.reset();
    events_.reset();
    auto opened = events::EventBook::open(folder_);
    ASSERT_TRUE(opened) << opened.error().message;
    events_ = std::move(*opened);
    make_service();
  }

  Answer order(std::string_view body) {
    return post("/ingest/v1/dr-events", platform_, "application/json", body);
  }

  Answer reply(std::string_view body) {
    return post("/ingest/v1/dr-replies", platform_, "application/json", body);
  }

  /// A member of the event as GetCemsDrDynamicData shows it; empty where it has none.
  std::string shown(std::string_view id, std::string_view member) {
    const Answer answer =
        get(fmt::format("/cems/v1/GetCemsDrDynamicData?cemsId=D1&eventId={}", id), platform_);
    const json::Value* data = answer.json.find("data");
    const json::Value* events = data == nullptr ? nullptr : data->find("events");
    return events == nullptr || events->items.empty() ? answer.code()
                                                      : text_of(events->items[0].find(member));
  }

  /// A member of the event's record.
  std::string recorded(std::string_view id, std::string_view member) {
    const Answer answer = get(fmt::format("/cems/v1/GetCemsDrHistoricData?cemsId=D1&eventId={}"
                                          "&startTime=2024-01-01&endTime=2025-01-01",
                                          id),
                              platform_);
    const json::Value* data = answer.json.find("data");
    const json::Value* records = data == nullptr ? nullptr : data->find("records");
    return records == nullptr || records->items.empty() ? answer.code()
                                                        : text_of(records->items[0].find(member));
  }

  static std::string text_of(const json::Value* value) {
    std::string text;
    if (value != nullptr) {
      json::write(text, *value);
      std::erase(text, '"');
    }
    return text;
  }

  Zone zone_ = *Zone::parse("America/New_York");
  std::string platform_;  // Site D1: dr, demand, ingest.
};

}  // namespace cems::api
