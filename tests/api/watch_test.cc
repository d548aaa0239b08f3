// Live streams (X2): where they begin, what they say, how they end.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <thread>

#include "tests/base/seed.h"
#include "watch_fixture.h"

namespace cems::api {
namespace {

TEST_F(WatchServiceTest, BeginsWithTheNewestAsADynamicAnswerHasThem) {
  keep_power({{28, "12"}, {29, "12.5"}});
  Stream stream = watch();
  EXPECT_EQ(stream.field("content-type"), "text/event-stream; charset=utf-8");
  const Said said = stream.read();
  ASSERT_EQ(said.text(), "data(P@29=12.5)");
  if (!is_renamed()) {
    EXPECT_EQ(said.events[0].data,
              R"({"cems":{"cemsId":"S1","name":"厂"},"dataTime":"2024-07-18T14:30:00+08:00",)"
              R"("points":[{"pointId":"A","name":"空调","parentPointId":"R","parameters":[)"
              R"({"parameterId":"P","name":"功率",)"
              R"("readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",)"
              R"("readings":[{"timeStamp":"2024-07-18T14:29:00+08:00","value":12.5}]}]}],)"
              R"("dataCount":{"total":1,"readingCount":1}})");
  }
  EXPECT_EQ(stream.read().text(), "");
}

TEST_F(WatchServiceTest, WhatIsOldIsMarkedAtTheBeginning) {  // R3 "stale"
  keep_power({{1, "12"}});
  const std::string data = watch().read().events[0].data;
  EXPECT_TRUE(is_renamed() || data.find(R"("value":12,"quality":10)") != std::string::npos) << data;
}

TEST_F(WatchServiceTest, NewReadingsComeWithTheNextPassAndCallOnce) {
  Stream stream = watch();
  EXPECT_EQ(stream.read().text(), "data()") << "nothing yet, and that is said";
  keep_power({{26, "1"}});
  keep_power({{27, "2"}});
  EXPECT_EQ(stream.read().text(), "");
  look();
  EXPECT_EQ(stream.woken(), 1);
  keep_power({{28, "3"}});
  look();
  EXPECT_EQ(stream.woken(), 1) << "it has been called and has not come yet";
  EXPECT_EQ(stream.read().text(), "data(P@26=1 P@27=2) data(P@28=3)");
  look();
  EXPECT_EQ(stream.read().text(), "");
}

TEST_F(WatchServiceTest, FiltersChooseTheParameters) {
  const SeriesId other = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("T")});
  Stream stream = watch("&parameterId=P");
  stream.read();
  keep_power({{28, "3"}});
  ASSERT_TRUE(store_->commit(
      std::vector{store::SeriesReading{other, {clock_.now(), *Decimal::parse("21")}}},
      clock_.now()));
  look();
  EXPECT_EQ(stream.read().text(), "data(P@28=3)");
}

TEST_F(WatchServiceTest, TheSitesOwnStreamIsThatOfItsRoot) {
  const auto response = ask("/cems/v1/WatchCemsDynamicData?cemsId=S1", reader_);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(ask("/cems/v1/WatchCemsDynamicData?cemsId=S2", reader_).status, 403);
}

TEST_F(WatchServiceTest, SinceRepeatsFromThatMomentOnAndGoesOnLive) {
  for (int minute = 0; minute < 25; ++minute) {
    keep_power({{minute, "1"}});
  }
  Stream stream = watch("&since=2024-07-18T14:22:00%2B08:00");
  EXPECT_EQ(stream.read().text(), "data(P@22=1 P@23=1 P@24=1)");
  keep_power({{25, "2"}});
  look();
  EXPECT_EQ(stream.read().text(), "data(P@25=2)");
  EXPECT_EQ(watch("&since=2024-07-18T14:30:00%2B08:00").read().text(), "") << "nothing since";
}

TEST_F(WatchServiceTest, AnIdGoesOnBehindItsEventAlsoAfterARestart) {
  keep_power({{20, "1"}});
  Stream first = watch();
  first.read();
  keep_power({{21, "2"}});
  look();
  first.read();
  const std::string id = first.last_id();
  keep_power({{22, "3"}});
  look();
  EXPECT_EQ(watch("", id).read().text(), "data(P@22=3)");
  EXPECT_EQ(watch("&since=2024-07-18T14:00:00%2B08:00", id).read().text(), "data(P@22=3)")
      << "a client comes again with the address it had";
  WatchHub other(wire_under_test(), *store_, catalog_, clock_);
  Parts parts{wire_under_test(), catalog_, *archives_, *store_,
              *events_,          *tokens_, clock_,     [] { return true; }};
  parts.watches = &other;
  service_ = std::make_unique<Service>(std::move(parts));
  EXPECT_EQ(watch("", id).read().text(), "data(P@22=3)");
}

TEST_F(WatchServiceTest, AnIdOfAnotherQuestionIsSaidToBeOfNoUse) {
  keep_power({{20, "1"}});
  Stream all = watch();
  all.read();
  EXPECT_EQ(watch("&parameterId=P", all.last_id()).read().text(), "skipped data(P@20=1)");
  EXPECT_EQ(watch("", "bm9uc2Vuc2U").read().text(), "skipped data(P@20=1)");
  EXPECT_EQ(watch("", "?").read().text(), "skipped data(P@20=1)");
}

TEST_F(WatchServiceTest, ACorrectionOfTheNewestIsSentAndALateReadingAnnounced) {
  keep_power({{20, "1"}});
  Stream stream = watch();
  stream.read();
  keep_power({{20, "2"}});
  look();
  EXPECT_EQ(stream.read().text(), "revised data(P@20=2)");
  keep_power({{10, "9"}});
  look();
  EXPECT_EQ(stream.read().text(), "revised data(P@20=2)");
}

TEST_F(WatchServiceTest, ASlowReaderGetsTheNewestAndIsToldWhatItHasMissed) {
  keep_power({{-1000, "0"}});
  Stream slow = watch();
  Stream quick = watch();
  slow.read();
  quick.read();
  const int events = static_cast<int>(limits::kWatchEventsKept) + 40;
  for (int i = 0; i < events; ++i) {
    keep_power({{i - 999, "1"}});
    look();
    EXPECT_EQ(quick.read().events.size(), 1U);
  }
  const Said said = slow.read();
  ASSERT_EQ(said.text(), fmt::format("skipped data(P@{}=1)", events - 1 - 999));
  if (!is_renamed()) {
    const json::Value notice = *json::parse(said.events[0].data);
    EXPECT_EQ(notice.find("dataCount")->find("readingCount")->text, std::to_string(events - 1))
        << "all but the one that is given";
    const TimeMs begin = *parse_time("2024-07-18T14:00:00+08:00", Zone()) - 999 * kMsPerMinute;
    EXPECT_EQ(*parse_time(notice.find("startTime")->text, Zone()), begin);
    EXPECT_EQ(*parse_time(notice.find("endTime")->text, Zone()),
              begin + (events - 1) * kMsPerMinute + 1);
  }
  keep_power({{events - 999, "2"}});
  look();
  EXPECT_EQ(slow.read().text(), fmt::format("data(P@{}=2)", events - 999)) << "and goes on live";
  EXPECT_EQ(watch("", slow.last_id()).read().text(), "") << "its id is of what it has";
}

TEST_F(WatchServiceTest, AFloodOfReadingsIsCutToItsNewest) {
  Stream stream = watch();
  stream.read();
  const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
  const std::size_t many = limits::kWatchBehindMax + 10'000;
  const TimeMs begin = clock_.now() - static_cast<std::int64_t>(many) * kMsPerSecond;
  std::vector<store::SeriesReading> batch;
  for (std::size_t i = 0; i < many; ++i) {
    batch.push_back(
        {id, {begin + static_cast<std::int64_t>(i) * kMsPerSecond, *Decimal::parse("1")}});
  }
  ASSERT_TRUE(store_->commit(batch, clock_.now()));
  look();
  std::int64_t given = 0;
  std::int64_t skipped = 0;
  for (const Event& event : stream.read().events) {
    const json::Value data = *json::parse(event.data);
    if (is_renamed()) {
      return;
    }
    const std::string& text = data.find("dataCount")->find("readingCount")->text;
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    (event.name == "data" ? given : skipped) += count;
  }
  EXPECT_EQ(given + skipped, static_cast<std::int64_t>(many));
  EXPECT_GT(skipped, 0);
  look();
  EXPECT_EQ(stream.read().text(), "");
}

TEST_F(WatchServiceTest, SilenceIsBrokenByASignOfLife) {
  Stream stream = watch();
  stream.read();
  look();
  EXPECT_EQ(stream.read().heartbeats, 1);
}

TEST_F(WatchServiceTest, ARevokedTokenEndsTheStream) {
  Stream stream = watch();
  Stream of_another(ask("/cems/v1/WatchCemsDynamicData?cemsId=S1", all_));
  stream.read();
  of_another.read();
  ASSERT_TRUE(TokenFile(folder_ + "/tokens").revoke("reader"));
  tokens_->refresh();
  look();
  look();
  look();
  const Said said = stream.read();
  ASSERT_EQ(said.text(), "end");
  EXPECT_TRUE(said.over);
  EXPECT_EQ(code_of(said.events[0]), "40102");
  EXPECT_FALSE(of_another.read().over);
  EXPECT_EQ(hub_.open_streams(), 1U);
}

TEST_F(WatchServiceTest, AStopEndsThemAllAndThoseThatComeLater) {
  Stream stream = watch();
  stream.read();
  hub_.stop();
  const Said said = stream.read();
  ASSERT_EQ(said.text(), "end");
  EXPECT_EQ(code_of(said.events[0]), "50301");
  EXPECT_TRUE(watch("&parameterId=P").read().over);
}

TEST_F(WatchServiceTest, ANewArchiveEndsTheStreamsOfTheOldOne) {
  Stream stream = watch();
  stream.read();
  put_site(R"({"cems":{"cemsId":"S1","name":"新厂","rootPointId":"R"},
    "categories":[{"categoryCode":"05","name":"供配电"}],
    "points":[{"pointId":"R","name":"总","categoryCode":"05","energyType":"01"},
     {"pointId":"A","name":"空调","categoryCode":"05","energyType":"01","parentPointId":"R",
      "parameters":[{"parameterId":"P","name":"功率","unit":"kW",
       "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]}]})");
  catalog_.set(*archives_->load());
  steady_ += limits::kStandingMs;
  look();
  EXPECT_EQ(stream.read().text(), "end");
  EXPECT_EQ(watch().read().text(), "data()");
}

TEST_F(WatchServiceTest, RefusalsAreEnvelopes) {
  const auto status = [&](std::string_view more, std::vector<http::Field> fields = {}) {
    return ask(fmt::format("/cems/v1/WatchPointDynamicData?cemsId=S1{}", more), reader_,
               std::move(fields))
        .status;
  };
  EXPECT_EQ(status("&pointId=A", {{"accept", "text/event-stream"}}), 200);
  EXPECT_EQ(status("&pointId=A", {{"accept", "text/*"}}), 200);
  EXPECT_EQ(status("&pointId=A", {{"accept", "application/json"}}), 406);
  EXPECT_EQ(status("&pointId=A&since=2024-07-18T14:31:00%2B08:00"), 400) << "in the future";
  EXPECT_EQ(status("&pointId=A&since=noon"), 400);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("&pointId=Z"), 404);
  EXPECT_EQ(status("&pointId=A&parameterId=Z"), 404);
  EXPECT_EQ(
      ask("/cems/v1/WatchCemsDynamicData?cemsId=S1", add_token("static", "S1", "static")).status,
      403);
  EXPECT_EQ(hub_.open_streams(), 0U) << "what is gone is not counted";
}

/// Readers that come and go while readings come in: each of them has every reading once.
TEST_F(WatchServiceTest, ResumingLosesNothingAndRepeatsNothingWhileReadingsComeIn) {
  std::mt19937_64 engine = seeds::seeded_engine();
  constexpr int kReadings = 2'000;
  const TimeMs begin = *parse_time("2024-07-16T00:00:00+08:00", Zone());
  const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
  const auto moment = [&](int i) { return begin + i * kMsPerMinute; };
  Stream stream = watch("&parameterId=P&since=2024-07-16T00:00:00%2B08:00");
  const std::jthread gateway([&] {
    for (int i = 0; i < kReadings; ++i) {
      EXPECT_TRUE(store_->commit(
          std::vector{store::SeriesReading{id, {moment(i), *Decimal::parse(std::to_string(i))}}},
          clock_.now()));
    }
  });
  std::atomic<int> unread = 0;  // Passes since the reader came: a quick one is never far behind.
  const std::jthread looking([&](const std::stop_token& over) {
    while (!over.stop_requested()) {
      if (unread < static_cast<int>(limits::kWatchEventsKept) / 8) {
        ++unread;
        look();
      }
      std::this_thread::yield();
    }
  });
  int next = 0;
  std::string last_id;
  while (next < kReadings) {
    const Said said = stream.read();
    unread = 0;
    for (const Event& event : said.events) {
      ASSERT_EQ(event.name, "data") << "the reader is quick enough";
      std::string wanted;
      const std::string got = event.readings();
      const auto count = static_cast<int>(std::count(got.begin(), got.end(), '@'));
      for (int i = 0; i < count; ++i, ++next) {
        const std::int64_t minute =
            (moment(next) - *parse_time("2024-07-18T14:00:00+08:00", Zone())) / kMsPerMinute;
        wanted += fmt::format("{}P@{}={}", wanted.empty() ? "" : " ", minute, next);
      }
      ASSERT_EQ(got, wanted);
    }
    if (seeds::pick(engine, 0, 2) == 0 && !stream.last_id().empty()) {
      last_id = stream.last_id();
      stream = watch("&parameterId=P", last_id);
    }
  }
  EXPECT_EQ(next, kReadings);
}

}  // namespace
}  // namespace cems::api
