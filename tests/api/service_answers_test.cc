// Right requests: envelope, static, dynamic and historic answers, and the ways in.
#include <random>

#include "base/limits.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

constexpr std::string_view kCsv = "text/csv";
constexpr std::string_view kHeader = "cemsId,pointId,parameterId,timeStamp,value,quality\n";

class Answers : public ServiceTest {};

TEST_F(Answers, TheEnvelopeEchoesTheRequestIdAndHasTheSitesTime) {
  const Answer answer =
      get("/cems/v1/GetCemsStaticData?cemsId=S1", reader_, {{"x-request-id", "r-1"}});
  EXPECT_TRUE(answer.body.starts_with(
      R"({"code":200,"message":"success","requestId":"r-1","timestamp":"2024-07-18T14:30:00+08:00","data":{)"))
      << answer.body;
  EXPECT_EQ(answer.field("x-request-id"), "r-1");
  EXPECT_EQ(answer.field("content-type"), "application/json; charset=utf-8");
}

TEST_F(Answers, ReadinessFollowsTheStoreAndHealthTheProcess) {
  EXPECT_EQ(get("/readyz", "").status, 200);
  writable_ = false;
  EXPECT_EQ(get("/readyz", "").status, 503);
  EXPECT_EQ(get("/healthz", "").status, 200);
}

TEST_F(Answers, AnUnprintableOrLongRequestIdIsReplaced) {
  for (const std::string& id :
       {std::string("a\tb"), std::string(65, 'x'), std::string("\xe4\xb8\xad")}) {
    EXPECT_NE(get("/healthz", "", {{"x-request-id", id}}).field("x-request-id"), id);
  }
}

TEST_F(Answers, StaticOfTheSiteMasksContactsAndCountsClasses) {  // 7.1
  EXPECT_EQ(
      get("/cems/v1/GetCemsStaticData?cemsId=S1", reader_).data(),
      R"({"cems":{"cemsId":"S1","name":"厂","contact":"张*","phone":"138****5678","timeZone":"+08:00",)"
      R"("rootPointId":"R"},"categories":[{"categoryCode":"02","name":"空调与通风","pointCount":2,)"
      R"("categories":[{"categoryCode":"0201","name":"冷热站","parentCode":"02","pointCount":1}]},)"
      R"({"categoryCode":"05","name":"供配电","pointCount":1}],)"
      R"("dataCount":{"total":1,"categoryCount":3,"pointCount":3}})");
  EXPECT_NE(get("/cems/v1/GetCemsStaticData?cemsId=S1", all_).data().find("13812345678"),
            std::string::npos);
}

TEST_F(Answers, FullStaticPagesByPointIdAndRepeatsParents) {  // 7.2, S "Nesting"
  const std::string page2 =
      get("/cems/v1/GetCemsFullStaticData?cemsId=S1&pageSize=1&pageNo=2", reader_).data();
  EXPECT_NE(page2.find(R"("categories":[{"categoryCode":"02","name":"空调与通风","pointCount":2,)"
                       R"("categories":[{"categoryCode":"0201",)"),
            std::string::npos)
      << page2;
  EXPECT_NE(page2.find(R"("pointId":"B")"), std::string::npos);
  EXPECT_EQ(page2.find(R"("pointId":"A")"), std::string::npos);
  EXPECT_NE(page2.find(R"("page":{"pageNo":2,"pageSize":1,"totalPages":3,"hasNext":true,"next":")"),
            std::string::npos);
  const std::string beyond =
      get("/cems/v1/GetCemsFullStaticData?cemsId=S1&pageNo=9", reader_).data();
  EXPECT_NE(beyond.find(R"("categories":[])"), std::string::npos) << beyond;
}

TEST_F(Answers, AClassWithAndWithoutSubclasses) {  // 7.3
  const auto count = [&](std::string_view more) {
    const Answer answer = get(fmt::format("/cems/v1/GetCemsSpecCategoryStaticData?cemsId=S1&"
                                          "categoryCode=02{}",
                                          more),
                              reader_);
    return answer.json.find("data")->find("dataCount")->find("total")->text;
  };
  EXPECT_EQ(count(""), "2");
  EXPECT_EQ(count("&includeSub=false"), "1");
}

TEST_F(Answers, FullPointNestsChildrenAndPagesDepthFirst) {  // 7.5
  const std::string all =
      get("/cems/v1/GetPointFullStaticData?cemsId=S1&pointId=R", reader_).data();
  EXPECT_LT(all.find(R"("pointId":"R")"), all.find(R"("pointId":"A")"));
  EXPECT_LT(all.find(R"("pointId":"A")"), all.find(R"("pointId":"B")"));
  EXPECT_NE(all.find(R"("totalPages":1)"), std::string::npos);
  const std::string last =
      get("/cems/v1/GetPointFullStaticData?cemsId=S1&pointId=R&pageSize=2&pageNo=2", reader_)
          .data();
  EXPECT_NE(last.find(R"("pointId":"R")"), std::string::npos) << "parents are repeated";
  EXPECT_NE(last.find(R"("pointId":"B")"), std::string::npos);
  EXPECT_EQ(last.find(R"("parameterId":"P")"), std::string::npos) << "but not what is theirs";
}

TEST_F(Answers, PointsOfAClassBelowAPointAreFlat) {  // 7.6
  const Answer answer =
      get("/cems/v1/GetPointSpecCategoryStaticData?cemsId=S1&pointId=R&categoryCode=02", reader_);
  ASSERT_EQ(answer.json.find("data")->find("points")->items.size(), 2U);
  EXPECT_EQ(answer.data().find(R"("points":[{"pointId":"B")"), std::string::npos);
}

TEST_F(Answers, DynamicGivesTheNewestValueOfEachParameter) {  // 8.4
  keep_power({{20, "1.50"}, {29, "632.4"}, {31, "9"}});
  EXPECT_EQ(
      get("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A", reader_).data(),
      R"({"cems":{"cemsId":"S1","name":"厂"},"dataTime":"2024-07-18T14:30:00+08:00","points":[)"
      R"({"pointId":"A","name":"空调","parentPointId":"R","parameters":[)"
      R"({"parameterId":"P","name":"功率","readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0",)"
      R"("unit":"kW","readings":[{"timeStamp":"2024-07-18T14:29:00+08:00","value":632.4}]},)"
      R"({"parameterId":"T","name":"温度","readingTypeId":"0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0",)"
      R"("unit":"°C","readings":[]}]}],"dataCount":{"total":1,"pointCount":1,"parameterCount":2},)"
      R"("page":{"pageNo":1,"pageSize":100,"totalPages":1,"hasNext":false}})");
}

// What an answer has besides readings is kept from one question to the next.
TEST_F(Answers, DynamicAsksAnewWhatReadingsAndTheArchiveSay) {
  const std::string target = "/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A&parameterId=P";
  const auto has = [&](std::string_view text) {
    return get(target, reader_).data().find(text) != std::string::npos;
  };
  EXPECT_TRUE(has(R"("readings":[])")) << "nothing has been read yet";
  keep_power({{0, "12.5"}});
  EXPECT_TRUE(has(R"("value":12.5)"));
  EXPECT_TRUE(has(R"("pageSize":)"));
  keep_power({{1, "13"}});
  EXPECT_TRUE(has(R"("value":13)"));
  std::string renamed(kArchive);
  renamed.replace(renamed.find("功率"), std::string_view("功率").size(), "有功功率");
  put_site(renamed);
  catalog_.set(*archives_->load());
  EXPECT_TRUE(has("有功功率"));
  EXPECT_TRUE(has(R"("value":13)"));
}

// A value with a line of its own in it is not the question that it looks like.
TEST_F(Answers, DynamicKeepsQuestionsApart) {
  keep_power({{0, "12.5"}});
  EXPECT_EQ(get("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A&parameterId=P", reader_).status,
            200);
  EXPECT_NE(get("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A%0AparameterId=P", reader_).status,
            200);
  EXPECT_NE(
      get("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A%0AparameterId=1:P", reader_).status,
      200);
}

TEST_F(Answers, HistoricIsHalfOpenAndListsOnlyWhatHasRows) {  // 9.4
  keep_power({{0, "1.50"}, {1, "-2"}, {2, "3"}});
  const std::string range =
      "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-18T14:00:00+08:00&"
      "endTime=20240718T140200%2B0800";
  EXPECT_EQ(get(range, reader_).data(),
            R"({"cems":{"cemsId":"S1","name":"厂"},"startTime":"2024-07-18T14:00:00+08:00",)"
            R"("endTime":"2024-07-18T14:02:00+08:00","points":[{"pointId":"A","name":"空调",)"
            R"("parentPointId":"R","parameters":[{"parameterId":"P","name":"功率",)"
            R"("readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW","readings":[)"
            R"({"timeStamp":"2024-07-18T14:00:00+08:00","value":1.5},)"
            R"({"timeStamp":"2024-07-18T14:01:00+08:00","value":-2}]}]}],)"
            R"("dataCount":{"total":2,"pointCount":1,"parameterCount":1,"readingCount":2},)"
            R"("page":{"pageNo":1,"pageSize":1000,"totalPages":1,"hasNext":false}})");
  EXPECT_NE(get(range + "&order=desc&pageSize=1", reader_).data().find(R"("value":-2)"),
            std::string::npos);
  EXPECT_NE(get(range + "&parameterId=T", reader_).data().find(R"("points":[])"),
            std::string::npos);
}

TEST_F(Answers, PostAsksTheSameAsGet) {
  keep_power({{0, "1"}, {1, "2"}});
  const std::string get_data =
      get("/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-18&"
          "endTime=2024-07-19&parameterId=P,T&pageSize=1&pageNo=2",
          reader_)
          .data();
  EXPECT_EQ(post("/cems/v1/GetPointHistoricData", reader_, "application/json; charset=UTF-8",
                 R"({"cemsId":"S1","pointId":"A","startTime":"2024-07-18","endTime":"2024-07-19",
                     "parameterId":["P","T"],"pageSize":1,"pageNo":"2","interval":null})")
                .data(),
            get_data);
}

TEST_F(Answers, UnknownNamesAreIgnoredUnlessStrict) {  // 5.6
  constexpr std::string_view kAt = "/cems/v1/GetCemsStaticData";
  EXPECT_EQ(get(fmt::format("{}?cemsId=S1&colour=red&colour=blue", kAt), reader_).code(), "200");
  EXPECT_EQ(post(kAt, reader_, "application/json", R"({"cemsId":"S1","x":{"a":[1,[2]]}})").code(),
            "200");
  EXPECT_EQ(
      post(kAt, reader_, "application/json", R"({"cemsId":"S1","x":{},"strict":true})").code(),
      "40002");
}

TEST_F(Answers, ListsOverSeveralFieldsAreOneList) {  // RFC 9110 5.3
  EXPECT_EQ(get("/cems/v1/GetCemsStaticData?cemsId=S1", reader_,
                {{"accept", "text/xml"}, {"accept", "application/json"}})
                .code(),
            "200");
  EXPECT_NE(get("/cems/v1/GetCemsStaticData", reader_,
                {{"accept-language", "fr"}, {"accept-language", "en"}})
                .message()
                .find("missing"),
            std::string::npos);
}

TEST_F(Answers, LongHistoriesComeInPiecesAndAreWhole) {
  const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
  std::vector<store::SeriesReading> batch;
  batch.reserve(5000);
  for (int i = 0; i < 5000; ++i) {
    batch.push_back({id, {TimeMs{i * 1000}, Decimal::from_integer(i)}});
  }
  ASSERT_TRUE(store_->commit(batch, clock_.now()));
  http::Request request;
  request.method = "GET";
  request.target =
      "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=1970-01-01&endTime=1970-01-03&"
      "pageSize=10000";
  request.fields = {{"authorization", "Bearer " + reader_}};
  http::Response response = service_->handle(to_profile(request));
  ASSERT_NE(response.rest, nullptr) << response.body;
  EXPECT_LT(response.body.size(), 600'000U) << "one block's readings, not the whole answer";
  const Answer whole = send(request);
  const json::Value* readings = whole.json.find("data")
                                    ->find("points")
                                    ->items[0]
                                    .find("parameters")
                                    ->items[0]
                                    .find("readings");
  ASSERT_EQ(readings->items.size(), 5000U);
  EXPECT_EQ(readings->items[4999].find("value")->text, "4999");
}

TEST_F(Answers, CsvReadingsAreKeptAndBadRowsListed) {  // X6
  const Answer answer = post("/ingest/v1/readings", all_, kCsv,
                             std::string(kHeader) +
                                 "S1,A,P,2024-07-18T14:00:00+08:00,1.5,\n"
                                 "S1,A,P,2024-07-18T14:00:00+08:00,1.5,\n"
                                 "S1,A,X,2024-07-18T14:00:00+08:00,1,\n"
                                 "S1,A,P,2024-07-18T14:01:00+08:00,NaN,\n"
                                 "S1,A,P,2024-07-18T14:36:00+08:00,1,\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json.find("accepted")->text, "1");
  EXPECT_EQ(answer.json.find("duplicate")->text, "1");
  const auto& rejected = answer.json.find("rejected")->items;
  ASSERT_EQ(rejected.size(), 3U) << answer.body;
  EXPECT_EQ(rejected[0].find("line")->text, "4");
  EXPECT_EQ(rejected[0].find("code")->text, "42201");
  EXPECT_EQ(rejected[1].find("code")->text, "40002");
  EXPECT_EQ(rejected[2].find("code")->text, "42201") << "more than five minutes ahead";
}

TEST_F(Answers, ManyBadRowsAreCountedAndTheFirstOnesListed) {
  std::string body(kHeader);
  for (int i = 0; i < 5000; ++i) {
    body += "x\n";
  }
  const Answer answer = post("/ingest/v1/readings", all_, kCsv, body);
  EXPECT_EQ(answer.json.find("rejectedCount")->text, "5000");
  EXPECT_EQ(answer.json.find("rejected")->items.size(), limits::kRejectedListedMax);
}

TEST_F(Answers, ReadingsOfAForeignSiteAreReadingsOfAnUnknownSeries) {
  const std::string token = add_token("gateway", "S2", "ingest");
  const Answer answer = post("/ingest/v1/readings", token, kCsv,
                             std::string(kHeader) + "S1,A,P,2024-07-18T14:00:00+08:00,1.5,\n");
  EXPECT_EQ(answer.json.find("accepted")->text, "0");
  EXPECT_EQ(answer.json.find("rejected")->items.size(), 1U);
  EXPECT_EQ(post("/ingest/v1/readings", reader_, kCsv, kHeader).code(), "40302");
  EXPECT_EQ(post("/ingest/v1/readings", all_, "text/plain", kHeader).code(), "41501");
  EXPECT_EQ(post("/ingest/v1/readings", all_, kCsv, "a,b\n").code(), "40002");
}

TEST_F(Answers, AnArchiveIsReplacedWholeOrNotAtAll) {  // X6
  std::string archive(kArchive);
  archive.replace(archive.find("厂"), std::string("厂").size(), "新厂");
  EXPECT_EQ(post("/admin/v1/cems/S1", reader_, "application/json", archive, "PUT").code(), "40302");
  EXPECT_EQ(post("/admin/v1/cems/S2", all_, "application/json", archive, "PUT").code(), "40901");
  std::string broken = archive;
  broken.replace(broken.find("\"rootPointId\":\"R\""), 17, "\"rootPointId\":\"Q\"");
  const Answer refused = post("/admin/v1/cems/S1", all_, "application/json", broken, "PUT");
  EXPECT_EQ(refused.code(), "40002");
  EXPECT_EQ(refused.json.find("errors")->items[0].find("field")->text, "/cems/rootPointId");
  EXPECT_EQ(catalog_.get()->site(CemsId("S1"))->name, "厂");
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").code(), "200");
  EXPECT_EQ(catalog_.get()->site(CemsId("S1"))->name, "新厂");
}

}  // namespace
}  // namespace cems::api
