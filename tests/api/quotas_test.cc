// What requests cost, who is told to wait, and heavy questions beside the loop (OWASP API4,
// reliability bar 27).
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "api/admission.h"
#include "api/question_cost.h"
#include "base/clock.h"
#include "base/limits_serving.h"
#include "base/turn_workers.h"
#include "base/workers.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

using testing::HasSubstr;

constexpr std::string_view kNewest =
    "/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A&parameterId=P";
/// Minutes of half a year of two parameters: over 1,800 units.
constexpr std::string_view kHeavy =
    "/cems/v1/GetPointFullHistoricData?cemsId=S1&pointId=A&startTime=2024-01-01&"
    "endTime=2024-07-01&interval=PT1M";

class QuotasTest : public ServiceTest {
 protected:
  ~QuotasTest() override {
    workers_.stop();
    turns_.stop();
  }

  /// The server under these rules. Buckets are full: it has run for an hour.
  void serve(const QuotaRules& rules) {
    admission_ = std::make_unique<Admission>(rules);
    parts_.emplace(Parts{.wire = wire_under_test(),
                         .catalog = catalog_,
                         .archives = *archives_,
                         .store = *store_,
                         .events = *events_,
                         .tokens = *tokens_,
                         .clock = clock_,
                         .is_writable = [] { return true; },
                         .workers = &workers_,
                         .admission = admission_.get()});
    service_ = std::make_unique<Service>(*parts_);
  }

  /// The same with workers for heavy questions.
  void serve_beside(const QuotaRules& rules, std::int64_t timeout_ms = 10'000) {
    serve(rules);
    parts_->turns = &turns_;
    parts_->request_timeout_ms = timeout_ms;
    service_ = std::make_unique<Service>(*parts_);
  }

  http::Request heavy(std::string_view method = "GET") const {
    http::Request request;
    request.method = method;
    request.target = kHeavy;
    request.fields = {{"authorization", "Bearer " + reader_}, {"accept-language", "en"}};
    return request;
  }

  /// Waits for an answer that is made elsewhere and reads it as a session does.
  static std::optional<http::Response> await(http::Response response) {
    if (response.later == nullptr) {
      ADD_FAILURE() << "answered at once: " << response.body.substr(0, 300);
      return std::nullopt;
    }
    response.later->wake_with({});
    std::optional<http::Response> answer;
    patiently([&] {
      answer = response.later->answer();
      return answer.has_value();
    });
    if (answer && answer->rest != nullptr) {
      answer->rest->wake_with({});
      for (bool more = true; more;) {
        patiently([&] { return answer->rest->ready(); });
        const Result<bool> read = answer->rest->read(answer->body);
        EXPECT_TRUE(read);
        more = read && *read;
      }
    }
    return answer;
  }

  template <class Done>
  static void patiently(const Done& done) {
    for (int i = 0; i < 10'000; ++i) {
      if (done()) {
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << "nothing has come in ten seconds";
  }

  Workers workers_{1};
  TurnWorkers turns_{2};
  std::unique_ptr<Admission> admission_;
  std::optional<Parts> parts_;
};

/// A second brings one unit; what a server that has just begun gives at first is one second's.
constexpr Quota kOneASecond{1, 3};

TEST_F(QuotasTest, WhoAsksTooOftenIsToldWhenToComeAgainAndOthersAreNot) {
  serve({});
  TokenGrant grant{"busy", *parse_sites("S1"), *parse_scopes("dynamic"), std::nullopt};
  grant.quota = kOneASecond;
  const std::string busy(TokenFile(folder_ + "/tokens").add(grant, TimeMs{0})->text.reveal());
  tokens_->refresh();
  EXPECT_EQ(get(kNewest, busy).status, 200);
  for (const std::string_view target :  // One that is kept, one that is not, one that is wrong.
       {kNewest, std::string_view("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A"),
        std::string_view("/cems/v1/GetPointDynamicData?cemsId=S1")}) {
    const Answer refused = get(target, busy, {{"accept-language", "en"}});
    EXPECT_EQ(refused.status, 429) << target;
    EXPECT_EQ(refused.code(), "42901");
    EXPECT_THAT(refused.message(), HasSubstr("1 units a second and 3 at once"));
    EXPECT_EQ(refused.field("retry-after"), "1");
    EXPECT_EQ(refused.field("cache-control"), "no-store");
  }
  EXPECT_EQ(get(kNewest, reader_).status, 200);
  EXPECT_EQ(admission_->refusals().by_token, 3U);
}

TEST_F(QuotasTest, AQuestionThatIsWrongCostsAUnitToo) {
  serve({.token = kOneASecond});
  EXPECT_EQ(get("/cems/v1/GetPointDynamicData?cemsId=S1", reader_).status, 400);
  EXPECT_EQ(get(kNewest, reader_).status, 429);
}

TEST_F(QuotasTest, WritesCostWhatTheirBodyIs) {
  serve({.token = Quota{10, 20}});
  const std::string body(200 * 1024, '\n');  // 13 units, where 10 are there.
  EXPECT_EQ(post("/ingest/v1/readings", all_, "application/x-ndjson", body).status, 429);
  EXPECT_EQ(post("/ingest/v1/readings", all_, "application/x-ndjson", "").status, 200);
}

TEST_F(QuotasTest, ABodyThatComesInPiecesIsPaidForWhenItIsOver) {
  serve({.token = Quota{10, 20}});
  http::Request head;
  head.method = "POST";
  head.target = "/ingest/v1/readings";
  head.fields = {{"authorization", "Bearer " + all_}, {"content-type", "application/x-ndjson"}};
  auto intake = service_->open_intake(to_profile(head), [] {});
  ASSERT_NE(intake, nullptr);
  intake->add(std::string(200 * 1024, '\n'));
  intake->end();
  std::optional<http::Response> answer;
  patiently([&] {
    answer = intake->answer();
    return answer.has_value();
  });
  EXPECT_EQ(answer->status, 200);
  intake.reset();
  intake = service_->open_intake(to_profile(head), [] {});
  ASSERT_NE(intake, nullptr);
  answer = intake->answer();
  ASSERT_TRUE(answer) << "refused before anything of it has come";
  EXPECT_EQ(answer->status, 429);
}

TEST_F(QuotasTest, WhoAsksOnAllTheSameIsToldLaterAndOthersAtOnce) {
  serve({.token = kOneASecond});
  DelayedAnswers delayed;
  const std::jthread runs([&](const std::stop_token& over) { delayed.run(over); });
  Calls calls;
  parts_->delayed = &delayed;
  parts_->calls = &calls;
  service_ = std::make_unique<Service>(*parts_);
  http::Request request;
  request.method = "GET";
  request.target = kNewest;
  request.fields = {{"authorization", "Bearer " + reader_}};
  http::Response response = service_->handle(to_profile(request));
  EXPECT_EQ(response.status, 200);
  std::uint64_t asked = 1;
  std::int64_t begun = 0;
  while (response.later == nullptr && asked <= 10 * limits::kRefusalsMin) {
    begun = steady_ns();
    response = service_->handle(to_profile(request));
    ++asked;
  }
  EXPECT_GT(asked, limits::kRefusalsMin) << "so many are told at once";
  const std::optional<http::Response> answer = await(std::move(response));
  ASSERT_TRUE(answer);
  EXPECT_GE(steady_ns() - begun, 1'000'000) << "a part of what a second has for each of them";
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(from_profile(*json::parse(answer->body), request).find("code")->text, "42901");
  EXPECT_EQ(get(kNewest, all_).status, 200) << "who has asked for less";
  EXPECT_EQ(admission_->refusals().delayed, 1U);
  std::uint64_t noted = 0;
  for (const CallSums::OfSubject& subject : calls.sums().subjects) {
    noted += std::accumulate(subject.answers.begin(), subject.answers.end(), std::uint64_t{0});
    EXPECT_EQ(subject.cut, 0U);
  }
  EXPECT_EQ(noted, asked + 1) << "each is counted once";
}

TEST_F(QuotasTest, AnAddressPaysForWhoeverAsksFromIt) {
  serve({.address = kOneASecond});
  EXPECT_EQ(get(kNewest, "").status, 401);
  EXPECT_EQ(get(kNewest, reader_).status, 429);
  EXPECT_EQ(get("/healthz", "").status, 200);
  EXPECT_EQ(get("/readyz", "").status, 200);
  EXPECT_EQ(admission_->refusals().by_address, 1U);
}

TEST_F(QuotasTest, WhatIsKeptCostsAsMuchEachTime) {
  serve({.token = Quota{5'000, 5'000}});
  EXPECT_EQ(get(kHeavy, reader_).status, 200);
  EXPECT_EQ(get(kHeavy, reader_).status, 200);
  EXPECT_EQ(get(kHeavy, reader_).status, 429);
  EXPECT_EQ(get(kNewest, reader_).status, 200) << "a small one may still be had";
}

TEST_F(QuotasTest, HeavyAnswersAreMadeElsewhereAndTheSame) {
  keep_power({{10, "5"}, {11, "6"}});
  serve({});
  http::Response here = service_->handle(to_profile(heavy()));
  ASSERT_EQ(here.later, nullptr);
  const Answer whole = send(heavy());
  serve_beside({});
  for (int i = 0; i < 2; ++i) {  // Not kept, and kept.
    std::optional<http::Response> answer = await(service_->handle(to_profile(heavy())));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(from_profile(*json::parse(answer->body), heavy()).find("data")->items.size(),
              whole.json.find("data")->items.size());
    std::string data;
    json::write(data, *from_profile(*json::parse(answer->body), heavy()).find("data"));
    EXPECT_EQ(data, whole.data());
  }
  EXPECT_EQ(service_->handle(to_profile(heavy("HEAD"))).later != nullptr, true);
  EXPECT_EQ(get(kNewest, reader_).status, 200) << "small ones at once";
  EXPECT_EQ(admission_->under_way().heavy, 0) << "seats are given back";
}

TEST_F(QuotasTest, HeavyQuestionsUnderWayAreBounded) {
  serve_beside({.heavy_per_token = 2, .heavy = 3});
  std::vector<http::Response> waiting;
  for (int i = 0; i < 2; ++i) {
    waiting.push_back(service_->handle(to_profile(heavy())));
    EXPECT_NE(waiting.back().later, nullptr);
  }
  const Answer refused = send(heavy());
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_THAT(refused.message(), HasSubstr("under way"));
  EXPECT_EQ(admission_->refusals().by_heavy, 1U);
  waiting.clear();
  EXPECT_EQ(admission_->under_way().heavy, 0);
  EXPECT_TRUE(await(service_->handle(to_profile(heavy()))));
}

TEST_F(QuotasTest, LongAnswersThatWaitToBeReadAreBounded) {
  std::vector<store::SeriesReading> batch;
  const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
  const TimeMs begin = *parse_time("2024-07-01T00:00:00+08:00", Zone());
  for (int i = 0; i < 5'000; ++i) {
    batch.push_back({id, {begin + i * kMsPerMinute, *Decimal::parse("1.5")}});
  }
  ASSERT_TRUE(store_->commit(batch, clock_.now()));
  http::Request page = heavy();
  page.target =
      "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-01&"
      "endTime=2024-07-11&pageSize=1000";
  serve({.held_per_token = 2 * 64 * 1024, .held = 1 << 20});
  http::Response one = service_->handle(to_profile(page));
  http::Response two = service_->handle(to_profile(page));
  ASSERT_NE(one.rest, nullptr);
  EXPECT_EQ(admission_->under_way().bytes, 2 * 64 * 1024);
  const Answer refused = send(page);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_THAT(refused.message(), HasSubstr("waits to be read"));
  EXPECT_EQ(get(kNewest, reader_).status, 200) << "small ones are not counted";
  one = http::Response();
  EXPECT_EQ(send(page).status, 200);
}

TEST_F(QuotasTest, AHeavyQuestionWaitsNoLongerThanItsTime) {
  serve_beside({}, 1);
  http::Response later = service_->handle(to_profile(heavy()));
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::optional<http::Response> answer = await(std::move(later));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 504);
  EXPECT_EQ(from_profile(*json::parse(answer->body), heavy()).find("code")->text, "50401");
  EXPECT_EQ(admission_->under_way().heavy, 0);
}

TEST_F(QuotasTest, WhoLeavesBeforeItsAnswerIsMadeIsCountedAsThat) {
  Calls calls;
  serve_beside({});
  parts_->calls = &calls;
  service_ = std::make_unique<Service>(*parts_);
  service_->handle(to_profile(heavy())).later.reset();
  std::uint64_t cut = 0;
  const CallSums sums = calls.sums();
  for (const CallSums::OfSubject& subject : sums.subjects) {
    cut += subject.cut;
  }
  EXPECT_EQ(cut, 1U);
}

/// What questions cost, of the fixture's site: S1 has the points R, A (two parameters) and B.
class QuestionCostTest : public ServiceTest {
 protected:
  std::int64_t cost(spec::InterfaceId id, const Arguments& arguments,
                    Representation representation = Representation::json) {
    const std::shared_ptr<const catalog::Snapshot> snapshot = catalog_.get();
    const Call call{spec::info(id), wire_under_test(),
                    *store_,        *events_,
                    snapshot,       *snapshot->site(CemsId("S1")),
                    clock_.now(),   false,
                    nullptr,        arguments,
                    representation};
    return question_cost(call).units;
  }

  static TimeRange days_before(TimeMs end, std::int64_t days) {
    return {end - days * kMsPerDay, end};
  }

  Arguments point_a() const {
    Arguments arguments;
    arguments.cems = CemsId("S1");
    arguments.point = PointId("A");
    arguments.page.size = 1'000;
    return arguments;
  }
};

TEST_F(QuestionCostTest, SmallQuestionsCostAUnit) {
  using Id = spec::InterfaceId;
  for (const Id id : {Id::get_cems_static_data, Id::get_cems_full_static_data,
                      Id::get_point_dynamic_data, Id::get_cems_full_dynamic_data}) {
    EXPECT_EQ(cost(id, point_a()), 1);
  }
}

TEST_F(QuestionCostTest, LongerRangesAndFinerStepsCostMore) {
  using Id = spec::InterfaceId;
  constexpr std::int64_t kMonths = 13;         // 360 days have begun so many of thirty.
  constexpr std::int64_t kReadings = 518'400;  // Minutes of the range, of each of two series.
  Arguments arguments = point_a();
  arguments.range = days_before(clock_.now(), 360);
  const std::int64_t counting = 1 + 2 * kMonths / 4;
  EXPECT_EQ(cost(Id::get_point_full_historic_data, arguments), counting + 10) << "a page as stored";
  EXPECT_EQ(cost(Id::get_point_full_historic_data, arguments, Representation::csv),
            counting + 2 * kReadings / 100);
  arguments.interval = Duration{0, kMsPerHour};
  EXPECT_EQ(cost(Id::get_point_full_historic_data, arguments),
            counting + 2 * kReadings / 4'000 + 2 * 8'641 / 300);
  arguments.interval.reset();
  arguments.period = query::Period::month;
  EXPECT_EQ(cost(Id::get_cems_full_statistic_data, arguments), 1 + 2 * kMonths / 20);
  arguments.period = query::Period::quarter_hour;
  EXPECT_EQ(cost(Id::get_cems_full_statistic_data, arguments),
            1 + 2 * 34'561 / 20 + 2 * kReadings / 10'000);
  arguments.tou = {model::TouClass::sharp, model::TouClass::peak, model::TouClass::flat,
                   model::TouClass::valley};
  EXPECT_EQ(cost(Id::get_cems_full_statistic_data, arguments),
            1 + 8 * 34'561 / 20 + 2 * kReadings / 10'000);
  arguments.page.number = 2;
  arguments.page.size = 1;
  EXPECT_EQ(cost(Id::get_cems_full_statistic_data, arguments),
            1 + 34'561 / 20 + 2 * kReadings / 10'000);
}

TEST_F(QuestionCostTest, WhatCannotBeAnsweredCostsAUnit) {
  using Id = spec::InterfaceId;
  Arguments arguments = point_a();
  arguments.point = PointId("nowhere");
  arguments.range = days_before(clock_.now(), 360);
  EXPECT_EQ(cost(Id::get_point_statistic_data, arguments), 1);
  arguments = point_a();
  arguments.range = {clock_.now(), clock_.now() - 1};  // The wrong way round.
  arguments.interval = Duration{0, 1};
  EXPECT_EQ(cost(Id::get_point_full_historic_data, arguments), 1);
  arguments.range = {clock_.now(), clock_.now() + 360 * kMsPerDay};  // Nothing is there yet.
  EXPECT_EQ(cost(Id::get_point_full_historic_data, arguments), 1);
  arguments.range = {TimeMs{0}, kTimeMax};  // As far as can be written.
  arguments.range.end = clock_.now();
  EXPECT_GT(cost(Id::get_point_full_historic_data, arguments), 1'000'000);
}

TEST_F(QuestionCostTest, TheAnnexesCostByTheirMonths) {
  using Id = spec::InterfaceId;
  Arguments arguments = point_a();
  EXPECT_EQ(cost(Id::get_cems_demand_dynamic_data, arguments), 1);
  arguments.range = days_before(clock_.now(), 89);
  EXPECT_EQ(cost(Id::get_cems_dr_historic_data, arguments), 1 + 3 * 10);
  EXPECT_EQ(cost(Id::compare_dr_baselines, arguments), 1 + 3 * 500);
  EXPECT_EQ(cost(Id::get_cems_demand_historic_data, arguments), 1 + 3 * 500);
}

}  // namespace
}  // namespace cems::api
