// Wrong requests: each gets the code of dictionary R2, its status and a message that says what to
// do, in the standing order of checks; none changes anything.
#include <tuple>

#include "base/limits.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

constexpr std::string_view kStaticCall = "/cems/v1/GetCemsStaticData?cemsId=S1";
constexpr std::string_view kHistoricCall =
    "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-01&endTime=2024-08-01";

struct Wrong {
  std::string target;
  std::string code;
  std::string field;  // In errors[], or "".
};

class Refusals : public ServiceTest {
 protected:
  void expect_code(const Answer& answer, std::string_view code, std::string_view what) {
    EXPECT_EQ(answer.code(), code) << what << "\n" << answer.body;
    EXPECT_EQ(std::to_string(answer.status), code.substr(0, 3)) << what;
    EXPECT_EQ(answer.json.find("data"), nullptr) << what;
    EXPECT_GT(answer.message().size(), 10U) << what;
  }

  void expect_all(const std::vector<Wrong>& table, const std::string& token) {
    for (const Wrong& wrong : table) {
      const Answer answer = get(wrong.target, token, {{"accept-language", "en"}});
      expect_code(answer, wrong.code, wrong.target);
      if (!wrong.field.empty()) {
        const json::Value* errors = answer.json.find("errors");
        ASSERT_NE(errors, nullptr) << wrong.target;
        EXPECT_EQ(errors->items.front().find("field")->text, wrong.field) << wrong.target;
      }
    }
  }
};

TEST_F(Refusals, AddressesThatNameNothing) {
  expect_all({{"/", "40401", ""},
              {"/cems/v1/GetCemsStaticData/", "40401", ""},
              {"/cems/v1/getcemsstaticdata?cemsId=S1", "40401", ""},
              {"/cems/v1/Get%43emsStaticData?cemsId=S1", "40401", ""},
              {"/cems/v1/../v1/GetCemsStaticData?cemsId=S1", "40401", ""},
              {"//cems/v1/GetCemsStaticData?cemsId=S1", "40401", ""},
              {"/cems/v2/GetCemsStaticData?cemsId=S1", "40401", ""},
              {"/admin/v1/cems/", "40401", ""},
              {"/cems/v1/GetCemsStaticData?cemsId=%zz", "40002", ""},
              {"/cems/v1/GetCemsStaticData?cemsId=%00", "40002", ""},
              {"/cems/v1/GetCemsStaticData?cemsId=%ff", "40002", ""}},
             reader_);
}

TEST_F(Refusals, TheAnnexesHaveScopesOfTheirOwn) {
  expect_all({{"/cems/v1/GetCemsDemandStaticData?cemsId=S1", "40302", ""},
              {"/cems/v1/GetCemsDrHistoricData?cemsId=S1", "40302", ""},
              {"/cems/v1/CompareDrBaselines?cemsId=S1", "40302", ""}},
             reader_);
}

TEST_F(Refusals, MethodsComeBeforeTokens) {
  for (const char* method : {"DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "get"}) {
    http::Request request;
    request.method = method;
    request.target = kStaticCall;
    const Answer answer = send(request);
    expect_code(answer, "40501", method);
    EXPECT_EQ(answer.field("allow"), "GET, HEAD, POST");
  }
}

TEST_F(Refusals, TokensAreMissingWrongOrExpired) {
  const std::string old = add_token("old", "S1", "static", TimeMs{1000});
  expect_code(get(kStaticCall, ""), "40101", "none");
  EXPECT_EQ(get(kStaticCall, "").field("www-authenticate"), "Bearer");
  expect_code(get(kStaticCall, reader_.substr(0, reader_.size() - 1)), "40102", "cut");
  expect_code(get(kStaticCall, "cems_live_x"), "40102", "short");
  expect_code(get(kStaticCall, old), "40103", "expired");
  expect_code(get(std::string(kStaticCall) + "&access_token=" + reader_, ""), "40101",
              "in the query");
  expect_code(get(kStaticCall, reader_, {{"authorization", "Bearer " + all_}}), "40102", "two");
  expect_code(get(kStaticCall, "", {{"authorization", "Basic eDp5"}}), "40102", "another scheme");
}

TEST_F(Refusals, AForeignSiteAndOneThatDoesNotExistAreTheSameBytes) {  // S "Authority"
  const auto text = [&](std::string_view site) {
    Answer answer = get(fmt::format("/cems/v1/GetCemsStaticData?cemsId={}", site), reader_,
                        {{"x-request-id", "same"}});
    expect_code(answer, "40301", site);
    std::string body = answer.body;
    for (std::size_t at = body.find(site); at != std::string::npos; at = body.find(site)) {
      body.replace(at, site.size(), "?");
    }
    return body;
  };
  EXPECT_EQ(text("S2"), text("XX"));
  EXPECT_EQ(get("/cems/v1/GetCemsStaticData?cemsId=XX", all_).code(), "40402");
}

TEST_F(Refusals, TheRightForTheSiteComesBeforeSyntaxAndSyntaxBeforeExistence) {
  const std::string dynamic_only = add_token("dynamic", "S1", "dynamic");
  expect_code(get(kStaticCall, dynamic_only), "40302", "family");
  expect_all({{"/cems/v1/GetPointHistoricData?cemsId=S2&startTime=x", "40301", ""},
              {"/cems/v1/GetPointStaticData?cemsId=S1&pointId=", "40001", "pointId"},
              {"/cems/v1/GetPointHistoricData?cemsId=S1&pointId=NO&startTime=x&endTime=y", "40003",
               "startTime"},
              {"/cems/v1/GetPointHistoricData?cemsId=S1&pointId=NO&startTime=2024-07-02&"
               "endTime=2024-07-01",
               "40403", "pointId"}},
             reader_);
  expect_all({{"/cems/v1/GetPointHistoricData?cemsId=NO&pointId=A&startTime=x&endTime=y", "40003",
               "startTime"}},
             all_);
}

TEST_F(Refusals, AMalformedQueryIsSaidAfterRouteAndToken) {
  expect_code(get("/nowhere?x=%zz", reader_), "40401", "route first");
  expect_code(get("/cems/v1/GetCemsStaticData?cemsId=%zz", ""), "40101", "then the token");
  expect_code(get("/cems/v1/GetCemsStaticData?cemsId=%zz", reader_), "40002", "then the query");
}

TEST_F(Refusals, MissingAndMalformedParameters) {
  const std::string historic(kHistoricCall);
  expect_all({{"/cems/v1/GetCemsStaticData", "40001", "cemsId"},
              {"/cems/v1/GetCemsStaticData?cemsId=", "40001", "cemsId"},
              {"/cems/v1/GetPointStaticData?cemsId=S1", "40001", "pointId"},
              {"/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=x", "40001", "endTime"},
              {"/cems/v1/GetCemsSpecCategoryStaticData?cemsId=S1", "40001", "categoryCode"},
              {historic + "&pageNo=abc", "40002", "pageNo"},
              {historic + "&pageNo=1.5", "40002", "pageNo"},
              {historic + "&pageNo=", "40002", "pageNo"},
              {historic + "&pageNo=0", "40006", "pageNo"},
              {historic + "&pageNo=-1", "40006", "pageNo"},
              {historic + "&pageNo=99999999999999999999", "40006", "pageNo"},
              {historic + "&pageSize=100001", "40006", "pageSize"},
              {"/cems/v1/GetCemsFullStaticData?cemsId=S1&pageSize=1001", "40006", "pageSize"},
              {historic + "&order=up", "40002", "order"},
              {historic + "&interval=15", "40002", "interval"},
              {historic + "&interval=PT0S", "40002", "interval"},
              {historic + "&interval=PT0.001S", "40005", "interval"},
              {historic + "&readingTypeId=1.2.3", "40002", "readingTypeId"},
              {historic + "&parameterId=P,,T", "40002", "parameterId"},
              {historic + "&parameterId=P&parameterId=T", "40002", "parameterId"},
              {historic + "&cursor=abc", "40002", "cursor"},
              {historic + "&strict=maybe", "40002", "strict"},
              {historic + "&strict=true&colour=red", "40002", "colour"},
              {"/cems/v1/GetCemsSpecCategoryStaticData?cemsId=S1&categoryCode=02&includeSub=1",
               "40002", "includeSub"}},
             reader_);
}

TEST_F(Refusals, TimesThatAreNotGbt7408) {
  for (const char* time : {"yesterday", "2024-13-01", "2024-02-30", "202404", "2024-04-01T25:00",
                           "2024-04-01T08:00:60", "24-04-01", "2024-04-01T08:00%2B99:00"}) {
    expect_all({{fmt::format("/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime={}&"
                             "endTime=2025-01-01",
                             time),
                 "40003", "startTime"}},
               reader_);
  }
}

TEST_F(Refusals, ThingsThatAreNotThere) {
  expect_all({{"/cems/v1/GetPointStaticData?cemsId=S1&pointId=NO", "40403", "pointId"},
              {"/cems/v1/GetPointDynamicData?cemsId=S1&pointId=NO", "40403", "pointId"},
              {"/cems/v1/GetCemsSpecCategoryStaticData?cemsId=S1&categoryCode=10", "40404",
               "categoryCode"},
              {std::string(kHistoricCall) + "&parameterId=NO", "40405", "parameterId"}},
             reader_);
}

TEST_F(Refusals, RangesThatEndBeforeTheyBegin) {
  for (const char* end : {"2024-07-01", "2024-06-30"}) {
    expect_all({{fmt::format("/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&"
                             "startTime=2024-07-01&endTime={}",
                             end),
                 "40004", "startTime"}},
               reader_);
  }
}

// D-40: the fixture's now is of July 2024.
TEST_F(Refusals, RangesThatEndBeforeWhatIsKept) {
  std::string archive(kArchive);
  const std::size_t at = archive.find("\"cems\":{") + 8;
  archive.insert(at, R"("extension":{"retention":"P1Y"},)");
  put_site(archive);
  catalog_.set(*archives_->load());
  const auto range = [](std::string_view start, std::string_view end) {
    return fmt::format("/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime={}&endTime={}",
                       start, end);
  };
  expect_all({{range("2022-01-01", "2023-01-01"), "40004", "endTime"}}, reader_);
  EXPECT_EQ(get(range("2022-01-01", "2024-07-01"), reader_).code(), "200");
}

TEST_F(Refusals, Representations) {
  expect_code(get(kStaticCall, reader_, {{"accept", "text/html"}}), "40601", "html");
  expect_code(get(kStaticCall, reader_, {{"accept", "*/*;q=0"}}), "40601", "nothing");
  EXPECT_EQ(get(kStaticCall, reader_, {{"accept", "text/html, */*;q=0.1"}}).code(), "200");
}

TEST_F(Refusals, BodiesOfPosts) {
  constexpr std::string_view kAt = "/cems/v1/GetCemsStaticData";
  expect_code(post(kAt, reader_, "text/plain", "{}"), "41501", "type");
  expect_code(post(kAt, reader_, "application/json; charset=gbk", "{}"), "41501", "charset");
  expect_code(post(kAt, reader_, "application/json", ""), "40002", "empty");
  expect_code(post(kAt, reader_, "application/json", "[]"), "40002", "array");
  expect_code(post(kAt, reader_, "application/json", "{\"cemsId\":{}}"), "40002", "object");
  expect_code(post(kAt, reader_, "application/json", "{\"cemsId\":\"S1\",\"cemsId\":\"S2\"}"),
              "40002", "twice");
  expect_code(
      post(std::string(kAt) + "?cemsId=S1", reader_, "application/json", "{\"cemsId\":\"S2\"}"),
      "40002", "in query and body: a second cemsId could escape the check of the first");
  expect_code(
      post(std::string(kAt) + "?cemsId=S1", reader_, "application/json", "{\"cemsId\":\"S1\"}"),
      "40002", "given twice");
}

TEST_F(Refusals, RequestsTheSessionCouldNotRead) {
  const std::pair<http::Refusal, const char*> table[] = {{http::Refusal::uri_too_long, "41401"},
                                                         {http::Refusal::fields_too_large, "43101"},
                                                         {http::Refusal::malformed, "40002"}};
  for (const auto& [refusal, code] : table) {
    http::Request request;
    request.method = "GET";
    request.refusal = refusal;
    expect_code(send(request), code, code);
  }
}

TEST_F(Refusals, OnlyWhoMaySendABodyHasRoomForOne) {  // OWASP API4: bodies are buffered first.
  const std::string gateway = add_token("gateway", "S1", "ingest");
  const auto room = [&](std::string_view method, std::string_view target, std::string_view token) {
    http::Request head;
    head.method = method;
    head.target = target;
    head.fields.push_back({"content-type", "text/csv"});
    if (!token.empty()) {
      head.fields.push_back({"authorization", fmt::format("Bearer {}", token)});
    }
    return body_bytes_max(head);
  };
  EXPECT_EQ(room("POST", "/cems/v1/GetCemsStaticData", reader_), limits::kRequestBodyBytesMax);
  EXPECT_EQ(room("POST", "/ingest/v1/readings", gateway), limits::kBulkBodyBytesMax);
  EXPECT_EQ(room("PUT", "/admin/v1/cems/S1", all_), limits::kBulkBodyBytesMax);
  for (const auto& [method, target, token] : {std::tuple("POST", "/ingest/v1/readings", ""),
                                              {"POST", "/ingest/v1/readings", "cems_x"},
                                              {"POST", "/ingest/v1/readings", reader_.c_str()},
                                              {"POST", "/ingest/v1/readingsX", gateway.c_str()},
                                              {"PUT", "/admin/v1/cems/S1", gateway.c_str()},
                                              {"POST", "/healthz", all_.c_str()},
                                              {"POST", "/cems/v1/GetCemsStaticData", ""}}) {
    EXPECT_EQ(room(method, target, token), 0U) << method << " " << target;
  }
}

TEST_F(Refusals, ABodyTooLongIsSaidAfterTheTokenAndTheRight) {
  const auto send_cut = [&](std::string_view method, std::string_view target,
                            std::string_view token) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.refusal = http::Refusal::body_too_large;
    request.fields.push_back({"content-type", "text/csv"});
    if (!token.empty()) {
      request.fields.push_back({"authorization", fmt::format("Bearer {}", token)});
    }
    return send(request);
  };
  expect_code(send_cut("POST", "/cems/v1/GetCemsStaticData", reader_), "41301", "interface");
  expect_code(send_cut("POST", "/cems/v1/GetCemsStaticData", ""), "40101", "no token");
  expect_code(send_cut("POST", "/nowhere", ""), "40401", "no route");
  expect_code(send_cut("POST", "/ingest/v1/readings", all_), "41301", "ingest");
  expect_code(send_cut("POST", "/ingest/v1/readings", reader_), "40302", "no right to ingest");
  expect_code(send_cut("PUT", "/admin/v1/cems/S1", all_), "41301", "archive");
}

TEST_F(Refusals, ManyNamesAreRefusedBeforeTheyAreCompared) {
  std::string body = "{\"cemsId\":\"S1\"";
  for (int i = 0; i < 60'000; ++i) {
    body += fmt::format(",\"n{}\":1", i);
  }
  expect_code(post("/cems/v1/GetCemsStaticData", reader_, "application/json", body + "}"), "40002",
              "60,000 names");
}

TEST_F(Refusals, AMessageSpeaksTheLanguageAskedFor) {
  const std::string english =
      get(kStaticCall, "", {{"accept-language", "en-GB, zh;q=0.5"}}).message();
  const std::string chinese = get(kStaticCall, "", {{"accept-language", "fr"}}).message();
  EXPECT_NE(english.find("token"), std::string::npos);
  EXPECT_NE(chinese.find("令牌"), std::string::npos);
}

}  // namespace
}  // namespace cems::api
