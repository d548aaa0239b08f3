// The whole way of a message, against a broker spelled by hand: committed, then acknowledged, then
// reported; and what happens when the store takes nothing (reliability, finding 4).
#include "ingest/mqtt_intake.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "mqtt/packet.h"
#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A store whose disk can be full or damaged; otherwise the one behind it.
class FullableStore final : public store::Store {
 public:
  Result<SeriesId> intern(const SeriesKey& key) override { return behind->intern(key); }

  std::optional<SeriesId> find(const SeriesKey& key) const override { return behind->find(key); }

  Result<store::CommitReport> commit(std::span<const store::SeriesReading> batch,
                                     TimeMs now) override {
    ++commits;
    if (full) {
      return Error{Errc::no_space, "the disk is full"};
    }
    return behind->commit(batch, now);
  }

  std::vector<Result<store::CommitReport>> commit_each(
      std::span<const std::span<const store::SeriesReading>> batches, TimeMs now) override {
    ++commits;
    std::vector<Result<store::CommitReport>> results;
    for (const auto& batch : batches) {
      const bool meets = std::any_of(batch.begin(), batch.end(), [this](const auto& r) {
        return damaged && r.reading.at == *damaged;
      });
      if (full) {
        results.push_back(Error{Errc::no_space, "the disk is full"});
      } else if (meets) {
        results.push_back(Error{Errc::corrupt, "block: the checksum is wrong"});
      } else {
        results.push_back(behind->commit(batch, now));
      }
    }
    return results;
  }

  Result<std::uint64_t> drop_before(std::span<const SeriesId> series, TimeMs limit) override {
    return behind->drop_before(series, limit);
  }

  Result<std::uint64_t> count(SeriesId series, TimeRange range) const override {
    return behind->count(series, range);
  }

  Result<std::unique_ptr<store::Scan>> scan(SeriesId series, TimeRange range,
                                            store::Order order) const override {
    return behind->scan(series, range, order);
  }

  Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const override {
    return behind->last_at(series, t);
  }

  Status last_at(std::span<const SeriesId> series, TimeMs t,
                 std::span<std::optional<Reading>> out) const override {
    return behind->last_at(series, t, out);
  }

  Result<std::vector<store::Correction>> corrections(SeriesId series,
                                                     TimeRange range) const override {
    return behind->corrections(series, range);
  }

  std::uint64_t version() const override { return behind->version(); }

  std::uint64_t epoch(SeriesId series) const override { return behind->epoch(series); }

  std::optional<std::string> summary(const store::SummaryKey& key) const override {
    return behind->summary(key);
  }

  Status keep_summary(const store::SummaryKey& key, std::uint64_t epoch,
                      std::string_view bytes) override {
    return behind->keep_summary(key, epoch, bytes);
  }

  bool writable() const override { return !full; }

  Status seal() override { return behind->seal(); }

  store::Store* behind = nullptr;
  bool full = false;
  std::optional<TimeMs> damaged;  ///< What belongs there cannot be stored.
  int commits = 0;
};

class MqttIntakeTest : public testing::Test {
 protected:
  MqttIntakeTest() {
    store.behind = loading.store.get();
    catalog.set(loading.sites);
    mqtt::SessionOptions options;
    options.version = mqtt::Version::v311;
    options.client_id = "c";
    options.filters = {"cems/+/gateway/+/readings"};
    intake = std::make_unique<MqttIntake>(
        options, MqttIntakeParts{catalog, store, clock, mappings,
                                 [](Refusal refusal) { return 100 + static_cast<int>(refusal); }});
    open();
  }

  void open() {
    intake->open(now);
    take();
    intake->feed(std::string("\x20\x02\x00\x00\x90\x03\xFF\xFF\x01", 9), now);
    take();
    acknowledged.clear();
    reports.clear();
  }

  void send(std::uint16_t id, std::string_view payload,
            std::string_view topic = "cems/SITE-1/gateway/g/readings") {
    std::string packet;
    mqtt::put_publish(packet, mqtt::Version::v311, id, topic, payload);
    intake->feed(packet, now);
  }

  /// Reads what goes out: PUBACKs, and reports as `topic report`.
  void take() {
    std::string out;
    intake->drain(out, now);
    std::string_view rest = out;
    while (!rest.empty()) {
      const auto type = static_cast<unsigned char>(rest[0]) >> 4U;
      std::string_view after = rest.substr(1);
      const std::size_t size = *get_varint(after);
      const std::string_view body = after.substr(0, size);
      if (type == 4) {
        acknowledged.push_back(static_cast<unsigned char>(body[0]) * 256 +
                               static_cast<unsigned char>(body[1]));
      } else if (type == 3) {
        const std::size_t topic = static_cast<unsigned char>(body[1]);
        reports.push_back(std::string(body.substr(2, topic)) + ' ' +
                          std::string(body.substr(2 + topic + 2)));
      }
      rest = after.substr(size);
    }
  }

  static std::string reading(std::string_view time, std::string_view value) {
    return R"({"pointId":"T1","parameterId":"P","timeStamp":"2024-01-01T)" + std::string(time) +
           R"(:00Z","value":)" + std::string(value) + "}";
  }

  Loading loading;
  FullableStore store;
  catalog::Catalog catalog;
  ManualClock clock{kNow};
  std::vector<MqttMapping> mappings{standard_mapping()};
  std::unique_ptr<MqttIntake> intake;
  TimeMs now{1'000'000};
  std::vector<int> acknowledged;
  std::vector<std::string> reports;
};

TEST_F(MqttIntakeTest, CommitsWhatCameTogetherOnceAndAcknowledgesInOrder) {
  send(1, reading("00:00", "1.50"));
  send(2, reading("00:01", "2"));
  send(3, "[" + reading("00:02", "3") + "," + reading("00:03", "4") + "]");
  EXPECT_EQ(store.commits, 0);
  take();
  EXPECT_EQ(store.commits, 1);
  EXPECT_THAT(acknowledged, ElementsAre(1, 2, 3));
  EXPECT_THAT(
      reports,
      ElementsAre("cems/SITE-1/gateway/g/ack "
                  R"({"accepted":1,"corrected":0,"duplicate":0,"rejectedCount":0,"rejected":[]})"
                  "\n"
                  R"({"accepted":1,"corrected":0,"duplicate":0,"rejectedCount":0,"rejected":[]})"
                  "\n"
                  R"({"accepted":2,"corrected":0,"duplicate":0,"rejectedCount":0,"rejected":[]})"));
  EXPECT_EQ(loading.readings(series("P")).size(), 4U);
}

TEST_F(MqttIntakeTest, EachGatewayHasItsOwnReports) {
  send(1, reading("00:00", "1"));
  send(2, R"({"messageId":9,"pointId":"T1","timeStamp":"2024-01-01","values":{"P":1}})",
       "cems/SITE-2/gateway/h/readings");
  take();
  EXPECT_THAT(reports, testing::UnorderedElementsAre(
                           HasSubstr("SITE-1/gateway/g/ack {\"accepted\":1"),
                           HasSubstr("SITE-2/gateway/h/ack {\"messageId\":9,\"accepted\":1")));
}

TEST_F(MqttIntakeTest, DuplicatesAndCorrectionsAreCountedForTheirMessage) {
  send(1, reading("00:00", "1"));
  take();
  reports.clear();
  send(2, reading("00:01", "2"));
  send(3, reading("00:00", "1"));                                            // Again.
  send(4, "[" + reading("00:00", "7") + "," + reading("00:02", "3") + "]");  // Another value.
  send(5, reading("00:03", "4"));
  take();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(acknowledged, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(reports[0], HasSubstr("ack {\"accepted\":1,\"corrected\":0,\"duplicate\":0"));
  EXPECT_THAT(reports[0], HasSubstr("\n{\"accepted\":0,\"corrected\":0,\"duplicate\":1"));
  EXPECT_THAT(reports[0], HasSubstr("\n{\"accepted\":1,\"corrected\":1,\"duplicate\":0"));
  EXPECT_EQ(intake->counts().accepted, 4U);
}

TEST_F(MqttIntakeTest, WhatComesAgainAfterACrashIsNotCommittedOneByOne) {
  const auto minute = [](int i) {
    return reading(
        "0" + std::to_string(i / 60) + (i % 60 < 10 ? ":0" : ":") + std::to_string(i % 60), "1");
  };
  for (int i = 0; i < 100; ++i) {
    send(static_cast<std::uint16_t>(i + 1), minute(i));
  }
  take();
  EXPECT_EQ(store.commits, 1);
  open();
  for (int i = 0; i < 120; ++i) {
    send(static_cast<std::uint16_t>(i + 1), minute(i));
  }
  take();
  EXPECT_EQ(store.commits, 2) << "with one sync, and yet each with its own counts";
  EXPECT_EQ(acknowledged.size(), 120U);
  EXPECT_EQ(intake->counts().duplicate, 100U);
  EXPECT_EQ(intake->counts().accepted, 120U);
  const std::string all = reports.at(0);
  std::size_t duplicates = 0;
  for (std::size_t at = 0; (at = all.find("\"duplicate\":1", at)) != std::string::npos; ++at) {
    ++duplicates;
  }
  EXPECT_EQ(duplicates, 100U);
}

// The store is damaged where one of them belongs: that one is refused, the others go on.
TEST_F(MqttIntakeTest, DamageHoldsNobodyElseUp) {
  store.damaged = parse_time("2024-01-01T00:01:00Z", Zone()).value();
  send(1, reading("00:00", "1"));
  send(2, "[" + reading("00:01", "2") + "," + reading("00:02", "3") + "]");
  send(3, reading("00:03", "4"));
  take();
  EXPECT_THAT(acknowledged, ElementsAre(1, 2, 3));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports[0], HasSubstr("ack {\"accepted\":1"));
  EXPECT_THAT(reports[0], HasSubstr("\n{\"accepted\":0,\"corrected\":0,\"duplicate\":0,"
                                    "\"rejectedCount\":2,"));
  EXPECT_THAT(reports[0], HasSubstr("damaged part of the store"));
  EXPECT_EQ(intake->counts().accepted, 2U);
  EXPECT_EQ(intake->counts().rejected, 2U);
  EXPECT_EQ(loading.readings(series("P")).size(), 2U);
}

TEST_F(MqttIntakeTest, WhatWasThereBeforeTheIntakeIsADuplicateToo) {
  ASSERT_TRUE(
      loading.load("cemsId,pointId,parameterId,timeStamp,value\n"
                   "SITE-1,T1,P,2024-01-01T00:05:00Z,5\n"));
  send(1, reading("00:05", "5.0"));
  send(2, reading("00:06", "6"));
  take();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports[0], HasSubstr("\"accepted\":0,\"corrected\":0,\"duplicate\":1"));
}

TEST_F(MqttIntakeTest, WhatCanNeverBeStoredIsAcknowledgedAndReported) {
  send(1, "no json");
  send(2, "[" + reading("00:00", "1") + R"(,{"pointId":"X","parameterId":"P"}])");
  send(3, reading("00:00", "1"), "elsewhere");
  take();
  EXPECT_THAT(acknowledged, ElementsAre(1, 2, 3));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports[0], HasSubstr(R"("rejectedCount":1,"rejected":[{"code":100,"reason":"JSON)"));
  EXPECT_THAT(reports[0],
              HasSubstr(R"({"index":1,"field":"timeStamp","code":101,"reason":"timeStamp is mis)"));
  EXPECT_EQ(intake->counts().rejected, 3U);
  EXPECT_EQ(loading.readings(series("P")).size(), 1U);
}

TEST_F(MqttIntakeTest, AFullDiskHoldsTheAcknowledgementBackAndLosesNothing) {
  store.full = true;
  send(1, reading("00:00", "1"));
  take();
  send(2, reading("00:01", "2"));
  take();
  EXPECT_THAT(acknowledged, IsEmpty());
  EXPECT_EQ(store.commits, 1) << "not tried again before its time";
  const TimeMs retry = intake->deadline();
  EXPECT_LE(retry - now, limits::kMqttRetryMinMs);
  for (int i = 0; i < 20; ++i) {
    now = intake->deadline();
    intake->expire(now);
    take();
  }
  EXPECT_GE(store.commits, 10);
  EXPECT_THAT(acknowledged, IsEmpty());
  store.full = false;
  now = now + limits::kMqttRetryMaxMs;
  intake->expire(now);
  take();
  EXPECT_THAT(acknowledged, ElementsAre(1, 2));
  EXPECT_EQ(reports.size(), 1U);
  EXPECT_EQ(loading.readings(series("P")).size(), 2U);
}

TEST_F(MqttIntakeTest, ALostConnectionForgetsWhatWasNotAcknowledged) {
  store.full = true;
  send(1, reading("00:00", "1"));
  take();
  open();
  store.full = false;
  now = now + limits::kMqttRetryMaxMs;
  intake->expire(now);
  take();
  EXPECT_THAT(acknowledged, IsEmpty()) << "its identifier may be another message's by now";
  send(7, reading("00:00", "1"));  // The broker sends it again.
  take();
  EXPECT_THAT(acknowledged, ElementsAre(7));
  EXPECT_EQ(loading.readings(series("P")).size(), 1U);
}

TEST_F(MqttIntakeTest, StopsReadingWhenEnoughWaits) {
  store.full = true;
  std::string many = "{\"pointId\":\"T1\",\"parameterId\":\"P\",\"readings\":[";
  for (int i = 0; i < 10'000; ++i) {
    many += (i == 0 ? "" : ",") + std::string(R"({"timeStamp":)") + std::to_string(i % 100) +
            R"(,"value":1})";
  }
  many += "]}";
  std::uint16_t sent = 0;
  for (; intake->wants_input(); ++sent) {
    ASSERT_LT(sent, 100);
    send(static_cast<std::uint16_t>(sent + 1), many);
    take();
  }
  EXPECT_EQ(sent, limits::kMqttWaitingReadings / 10'000);
  store.full = false;
  now = now + limits::kMqttRetryMaxMs;
  intake->expire(now);
  take();
  EXPECT_TRUE(intake->wants_input());
  EXPECT_EQ(acknowledged.size(), sent);
}

TEST_F(MqttIntakeTest, AnArchiveThatIsReplacedCountsFromTheNextMessageOn) {
  const std::string to_new =
      R"({"pointId":"T1","parameterId":"Q","timeStamp":"2024-01-01","value":1})";
  send(1, to_new);
  take();
  catalog.set(catalog.get()->with(make_site("SITE-1", "+08:00", {"OT", "P", "Q"})));
  send(2, to_new);
  take();
  EXPECT_EQ(intake->counts().accepted, 1U);
  EXPECT_EQ(intake->counts().rejected, 1U);
}

TEST_F(MqttIntakeTest, ShutDownCommitsFirst) {
  send(1, reading("00:00", "1"));
  intake->shut_down(now);
  take();
  EXPECT_THAT(acknowledged, ElementsAre(1));
  EXPECT_TRUE(intake->finished());
  EXPECT_EQ(loading.readings(series("P")).size(), 1U);
}

}  // namespace
}  // namespace cems::ingest
