// Readings and archives into a server (extension X6): what is sent, and every kind of answer.
#include "client/ways_in.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flate/encoder.h"
#include "tests/client/canned_transport.h"

namespace cems::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(WaysIn, ReadingsAreSentAsTheyAreAndTheReportRead) {
  std::string sent;
  CannedTransport transport([&](const HttpCall& call) {
    sent = std::string(call.content_type) + '|' + std::string(call.body);
    return json_answer(
        200,
        R"({"accepted":5,"corrected":2,"duplicate":1,"rejected":[{"line":3,"column":"value","code":40002,"reason":"'x' is not a number"},{"line":4,"code":40002,"reason":"r"}]})");
  });
  Client client(transport);
  const auto report = post_readings(client, "a,b\n");
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(sent, "text/csv|a,b\n");
  EXPECT_THAT(transport.targets, ElementsAre("POST /ingest/v1/readings"));
  EXPECT_EQ(report->accepted, 5U);
  EXPECT_EQ(report->corrected, 2U);
  EXPECT_EQ(report->duplicate, 1U);
  EXPECT_EQ(report->rejected, (std::vector<RejectedLine>{{3, "value", 40002, "'x' is not a number"},
                                                         {4, "", 40002, "r"}}));
}

TEST(WaysIn, LongBodiesGoToOtherMachinesEncoded) {
  const std::string csv = "a,b\n" + std::string(200'000, '1');
  for (const bool local : {false, true}) {
    std::string coding;
    std::string body;
    CannedTransport transport([&](const HttpCall& call) {
      coding = call.content_encoding;
      body = call.body;
      return json_answer(200, R"({"accepted":0,"duplicate":0,"rejected":[]})");
    });
    transport.local = local;
    Client client(transport);
    ASSERT_TRUE(post_readings(client, csv));
    EXPECT_EQ(coding, local ? "" : "zstd");
    EXPECT_EQ(body, local ? csv : *flate::encode(flate::Format::zstd, csv));
  }
}

TEST(WaysIn, ARefusedBatchIsAnErrorThatExplains) {
  CannedTransport transport([](const HttpCall&) {
    return json_answer(403,
                       R"({"code":40302,"message":"no right","requestId":"r","timestamp":"t"})");
  });
  Client client(transport);
  const auto report = post_readings(client, "");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::invalid_argument);
  EXPECT_THAT(report.error().message, HasSubstr("error 40302: no right; use a token"));
}

TEST(WaysIn, OtherAnswersAreNoServerOfOurs) {
  for (const std::string body :
       {"", "{}", R"({"accepted":1})", R"({"accepted":-1,"duplicate":0,"rejected":[]})"}) {
    CannedTransport transport([&](const HttpCall&) { return json_answer(200, body); });
    Client client(transport);
    EXPECT_EQ(post_readings(client, "").error().code, Errc::unavailable) << body;
  }
}

TEST(WaysIn, ArchivesGoToTheirAddressAndBringWarningsOrProblems) {
  CannedTransport taken([](const HttpCall&) {
    return json_answer(
        200,
        R"({"code":200,"message":"success","requestId":"r","timestamp":"t","data":{"points":4,"warnings":["/points/0: odd"]}})");
  });
  Client client(taken);
  const auto report = put_archive(client, "甲/1", "{}");
  ASSERT_TRUE(report);
  EXPECT_THAT(taken.targets, ElementsAre("PUT /admin/v1/cems/%E7%94%B2%2F1"));
  EXPECT_THAT(report->warnings, ElementsAre("/points/0: odd"));
  EXPECT_EQ(report->refusal, "");

  CannedTransport refused([](const HttpCall&) {
    return json_answer(
        400,
        R"({"code":40002,"message":"m","requestId":"r","timestamp":"t","errors":[{"field":"/cems","reason":"missing"}]})");
  });
  Client other(refused);
  const auto problems = put_archive(other, "X", "{}");
  ASSERT_TRUE(problems);
  EXPECT_THAT(problems->refusal, HasSubstr("error 40002"));
  EXPECT_EQ(problems->problems, (std::vector<FieldFault>{{"/cems", "missing"}}));
}

}  // namespace
}  // namespace cems::client
