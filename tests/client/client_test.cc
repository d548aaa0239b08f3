// The client: what it asks for, how it goes through pages, and what it says when it is refused.
#include "client/client.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/curl_transport.h"
#include "tests/client/canned_transport.h"

namespace cems::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const spec::InterfaceInfo& historic() {
  return spec::info(spec::InterfaceId::get_point_historic_data);
}

// Page `number` of three rows, one a page.
std::string page_of_three(const std::string& number, const std::string& total = "3") {
  return R"({"code":200,"message":"success","requestId":"r-)" + number +
         R"(","timestamp":"2024-07-18T14:30:00+08:00","data":{"points":[{"pointId":"A","parameters":[{"parameterId":"P","unit":"kW","readings":[{"value":)" +
         number + R"(.0}]}]}],"dataCount":{"total":)" + total + R"(},"page":{"pageNo":)" + number +
         R"(,"pageSize":1,"totalPages":3,"hasNext":)" + (number == "3" ? "false" : "true") + "}}}";
}

TEST(Client, EncodesParametersSoThatPlusStaysPlus) {
  CannedTransport transport([](const HttpCall&) { return json_answer(200, R"({"code":200})"); });
  Client client(transport);
  ASSERT_TRUE(
      client.call(historic(), {{"cemsId", "电 1"}, {"startTime", "2024-01-01T00:00+08:00"}}));
  EXPECT_THAT(
      transport.targets,
      ElementsAre("GET /cems/v1/GetPointHistoricData?cemsId=%E7%94%B5%201&startTime=2024-01-"
                  "01T00%3A00%2B08%3A00"));
}

TEST(Client, FetchesEveryPageWithTheLargestSizeAndJoinsThem) {
  CannedTransport transport([](const HttpCall& call) {
    return json_answer(200, page_of_three(query_value(call, "pageNo")));
  });
  Client client(transport);
  const auto answer = client.fetch_all(historic(), {{"cemsId", "X"}});
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(transport.targets.size(), 3U);
  EXPECT_THAT(transport.targets[0], HasSubstr("cemsId=X&pageSize=100000&pageNo=1"));
  std::string text;
  write_envelope(text, *answer, spec::Wire::standard());
  EXPECT_EQ(
      text,
      R"({"code":200,"message":"success","requestId":"r-3","timestamp":"2024-07-18T14:30:00+08:00","data":{"points":[{"pointId":"A","parameters":[{"parameterId":"P","unit":"kW","readings":[{"value":1.0},{"value":2.0},{"value":3.0}]}]}],"dataCount":{"total":3},"page":{"pageNo":1,"pageSize":3,"totalPages":1,"hasNext":false}}})");
}

TEST(Client, AsksForOnePageWhereThePageIsNamedOrThereAreNone) {
  CannedTransport transport([](const HttpCall& call) {
    return json_answer(200, page_of_three(query_value(call, "pageNo")));
  });
  Client client(transport);
  const auto second = client.fetch_all(historic(), {{"pageNo", "2"}, {"pageSize", "1"}});
  ASSERT_TRUE(second);
  EXPECT_THAT(transport.targets, ElementsAre(HasSubstr("?pageNo=2&pageSize=1")));
  transport.targets.clear();
  static_cast<void>(client.fetch_all(spec::info(spec::InterfaceId::get_cems_static_data), {}));
  EXPECT_THAT(transport.targets, ElementsAre("GET /cems/v1/GetCemsStaticData"));
  transport.targets.clear();
  ASSERT_TRUE(client.fetch_all(historic(), {{"pageSize", "1"}}));
  EXPECT_THAT(transport.targets[0], HasSubstr("?pageSize=1&pageNo=1"));
}

TEST(Client, FollowsCursorsAndThenDoesNotMindNewRows) {  // X4
  CannedTransport transport([](const HttpCall& call) {
    const std::string cursor = query_value(call, "cursor");
    const std::string number = cursor.empty() ? "1" : cursor == "c2" ? "2" : "3";
    std::string page = page_of_three(number, cursor.empty() ? "3" : "9");
    if (number != "3") {
      const std::string next = number == "1" ? "c2" : "c3";
      page.insert(page.rfind("\"hasNext\""), "\"next\":\"" + next + "\",");
    }
    return json_answer(200, page);
  });
  Client client(transport);
  const auto answer = client.fetch_all(historic(), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(transport.targets,
              ElementsAre(HasSubstr("pageNo=1"), HasSubstr("cursor=c2"), HasSubstr("cursor=c3")));
}

TEST(Client, StartsAgainWhenRowsWereAddedBetweenPages) {
  int calls = 0;
  CannedTransport transport([&](const HttpCall& call) {
    return json_answer(200, page_of_three(query_value(call, "pageNo"), ++calls == 1 ? "2" : "3"));
  });
  Client client(transport);
  const auto answer = client.fetch_all(historic(), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(transport.targets.size(), 5U) << "1, 2 (changed), then 1, 2, 3";
}

TEST(Client, GivesUpWhenTheDataNeverHoldStill) {
  int calls = 0;
  CannedTransport transport([&](const HttpCall& call) {
    return json_answer(200, page_of_three(query_value(call, "pageNo"), std::to_string(++calls)));
  });
  Client client(transport);
  const auto answer = client.fetch_all(historic(), {});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("changed while its pages were fetched"));
  EXPECT_EQ(transport.targets.size(), 6U);
}

TEST(Client, ARefusalIsAnAnswerAndEndsTheFetching) {
  CannedTransport transport([](const HttpCall&) {
    return json_answer(
        400,
        R"({"code":40003,"message":"a time is wrong","requestId":"r","timestamp":"t","errors":[{"field":"startTime","reason":"no\nsuch day"}]})");
  });
  Client client(transport);
  const auto answer = client.fetch_all(historic(), {});
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->ok());
  EXPECT_EQ(transport.targets.size(), 1U);
  EXPECT_EQ(explain(*answer), "error 40003: a time is wrong; startTime: no such day");
  Envelope said;
  said.number = 40003;
  said.code = spec::Code::time_invalid;
  said.message = "a time is wrong: no such day";
  said.errors = {{"startTime", "no such day"}, {"", "and more"}};
  EXPECT_EQ(explain(said), "error 40003: a time is wrong: no such day; and more");
}

TEST(Client, ExplainsWhatToDoAboutTokens) {
  Envelope envelope;
  envelope.message = "m";
  for (const auto& [code, says] : std::vector<std::pair<spec::Code, std::string>>{
           {spec::Code::token_missing, "cems token add"},
           {spec::Code::token_invalid, "cems token list"},
           {spec::Code::cems_forbidden, "--cems and --scope"},
           {spec::Code::interface_unknown, "cems spec list"},
           {spec::Code::point_unknown, "GetCemsFullStaticData"}}) {
    envelope.code = code;
    envelope.number = spec::Wire::standard().code_number(code);
    EXPECT_THAT(explain(envelope), HasSubstr(says));
  }
  envelope.number = 99999;
  envelope.code.reset();
  EXPECT_EQ(explain(envelope), "error 99999: m");
}

TEST(Client, AnswersThatAreNoEnvelopeAreErrors) {
  for (const std::string body :
       {"", "<html>Bad Gateway</html>", "[]", "{}", R"({"code":"200"})", R"({"code":2e2})"}) {
    CannedTransport transport([&](const HttpCall&) { return json_answer(502, body); });
    Client client(transport);
    const auto answer = client.call(historic(), {});
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_THAT(answer.error().message,
                HasSubstr("https://example.test answered HTTP 502 without a return code"));
  }
}

TEST(Client, AMalformedPageMemberIsAnError) {
  CannedTransport transport([](const HttpCall&) {
    return json_answer(200, R"({"code":200,"data":{"page":{"pageNo":"1"}}})");
  });
  Client client(transport);
  EXPECT_FALSE(client.fetch_all(historic(), {}));
}

TEST(Client, EventsAreGivenAsTheyCome) {  // X2
  const auto& live = spec::info(spec::InterfaceId::watch_cems_dynamic_data);
  std::string accept;
  CannedTransport transport([&](const HttpCall& call) {
    accept = call.accept;
    EXPECT_TRUE(call.take("event: data\n"));
    EXPECT_FALSE(call.take("data: {}\n\n"));
    return HttpAnswer{.status = 200, .content_type = "text/event-stream", .body = ""};
  });
  Client client(transport);
  std::string events;
  const auto refusal = client.watch(live, {{"cemsId", "S"}}, [&](std::string_view piece) {
    events += piece;
    return !events.ends_with("\n\n");
  });
  ASSERT_TRUE(refusal);
  EXPECT_FALSE(refusal->has_value());
  EXPECT_EQ(events, "event: data\ndata: {}\n\n");
  EXPECT_EQ(accept, "text/event-stream");
}

TEST(Client, ARefusedStreamIsAnEnvelope) {
  CannedTransport transport([](const HttpCall&) {
    return json_answer(403, R"({"code":40301,"message":"no","requestId":"r","timestamp":"t"})");
  });
  Client client(transport);
  const auto refusal = client.watch(spec::info(spec::InterfaceId::watch_cems_dynamic_data), {},
                                    [](std::string_view) { return true; });
  ASSERT_TRUE(refusal && refusal->has_value());
  EXPECT_FALSE((*refusal)->ok());
}

TEST(CurlTransport, RefusesAddressesAndTokensItCannotUse) {
  for (const std::string url : {"", "127.0.0.1:8443", "ftp://x", "https://", "https://h/?a=b",
                                "https://user@h", "https://h x"}) {
    const auto transport = open_curl({.url = url, .token = "", .ca_file = ""});
    ASSERT_FALSE(transport) << url;
    EXPECT_THAT(transport.error().message, HasSubstr("write https://host:port"));
  }
  EXPECT_FALSE(open_curl({.url = "https://h", .token = "two words", .ca_file = ""}));
  EXPECT_FALSE(open_curl({.url = "https://h", .token = "a\r\nb: c", .ca_file = ""}));
  const auto transport = open_curl({.url = "https://h:1/base//", .token = "t", .ca_file = ""});
  ASSERT_TRUE(transport);
  EXPECT_EQ((*transport)->url(), "https://h:1/base");
}

TEST(CurlTransport, SaysWhatToDoWhenNobodyListens) {
  // Port 1 of loopback: reserved (tcpmux), nobody listens there on a sane machine.
  const auto transport = open_curl({.url = "https://127.0.0.1:1", .token = "", .ca_file = ""});
  ASSERT_TRUE(transport);
  const auto answer =
      (*transport)->send({.method = "GET", .target = "/healthz", .content_type = {}, .body = {}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("is the server running (cems serve)"));
}

}  // namespace
}  // namespace cems::client
