// Payloads in every form, and what is refused of them with the index of its reading.
#include "ingest/mqtt_payload.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cems::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MqttPayloadTest : public testing::Test, public PayloadSink {
 protected:
  void reading(std::size_t index, const RawReading& raw) override {
    std::string text = std::to_string(index);
    for (const std::string_view part :
         {raw.cems, raw.point, raw.parameter, raw.time, raw.value, raw.quality}) {
      text.append(" ").append(part);
    }
    told.push_back(text);
  }

  void refused(std::optional<std::size_t> index, Fault fault) override {
    told.push_back((index ? std::to_string(*index) : "-") + " refused: " + fault.reason);
    refusals.push_back(fault.refusal);
  }

  void message_id(std::string json) override { told.push_back("id " + json); }

  std::vector<std::string> read(std::string_view payload, const TopicLevels& levels = {}) {
    told.clear();
    refusals.clear();
    reader.read(payload, mapping, levels, "S", *this);
    return told;
  }

  MqttMapping mapping = standard_mapping();
  PayloadReader reader;
  std::vector<std::string> told;
  std::vector<Refusal> refusals;
};

TEST_F(MqttPayloadTest, OneReadingAnArrayAndLines) {
  const std::string a = R"({"pointId":"P1","parameterId":"P","timeStamp":"T","value":1.50})";
  const std::string b =
      R"({"quality":8,"pointId":"P1","parameterId":"Q","timeStamp":"T","value":"-2e3"})";
  EXPECT_THAT(read(a), ElementsAre("0 S P1 P T 1.50 "));
  EXPECT_THAT(read("[" + a + ", " + b + "]"), ElementsAre("0 S P1 P T 1.50 ", "1 S P1 Q T -2e3 8"));
  EXPECT_THAT(read("\n" + a + "\r\n\r\n" + b + "\n"),
              ElementsAre("0 S P1 P T 1.50 ", "1 S P1 Q T -2e3 8"));
}

// Arrays of flat objects are read without a tree. With an empty array among them, which holds no
// reading, they are not; what is told of both must be the same, whatever is odd about them.
TEST_F(MqttPayloadTest, TheQuickWayTellsWhatTheCarefulOneTells) {
  const std::string good = R"({"pointId":"P1","parameterId":"P","timeStamp":"T","value":1.50})";
  for (const std::string_view odd :
       {R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":-0.25,"quality":8})",
        R"({ "value" : 0 , "pointId":"水表","parameterId":"P","timeStamp":"T"})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":1e3})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":007})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":1.})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":1-2})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":"1.5"})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":1700000000000,"value":1})",
        R"({"pointId":"P\u0032","parameterId":"P","timeStamp":"T","value":1})",
        R"({"pointId":"P2","pointId":"P3","parameterId":"P","timeStamp":"T","value":1})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":1,"more":[]})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":null})",
        R"({"pointId":"","parameterId":"","timeStamp":"T","value":1})",
        R"({"pointId" :"P2","value":1,"timeStamp": "T","parameterId":"P"})",
        R"({"pointIds":"P2","parameterId":"P","timeStamp":"T","value":1})",
        R"({"pointId":"P2","parameterId":"P","timeStamp":"T","value":1,"value":2})",
        R"({"cemsId":"S","pointId":"P2","parameterId":"P","timeStamp":"T","value":1})",
        R"({"cemsId":"X","pointId":"P2","parameterId":"P","timeStamp":"T","value":1})",
        "{\"pointId\":\"\xFF\",\"parameterId\":\"P\",\"timeStamp\":\"T\",\"value\":1}",
        "{}",
        "7"}) {
    // In the middle: members mostly come in the order of the object before.
    const std::string both = good + "," + std::string(odd) + "," + good;
    EXPECT_EQ(read("[" + both + "]"), read("[" + both + ",[]]")) << odd;
  }
}

TEST_F(MqttPayloadTest, GroupsStandForWhatTheirReadingsLeaveOut) {
  EXPECT_THAT(read(R"({
    "readings": [
      {"pointId": "P1", "readings": [{"value": 1}, {"value": 2, "parameterId": "Q"}]},
      {"pointId": "P2", "value": 3, "timeStamp": "U"}
    ],
    "parameterId": "P", "timeStamp": "T", "quality": 17})"),
              ElementsAre("0 S P1 P T 1 17", "1 S P1 Q T 2 17", "2 S P2 P U 3 17"));
}

TEST_F(MqttPayloadTest, ValuesOfOneMoment) {
  EXPECT_THAT(
      read(R"({"pointId":"P1","timeStamp":"T","values":{"P":1,"Q":"2","R":null,"S":true}})"),
      ElementsAre("0 S P1 P T 1 ", "1 S P1 Q T 2 ", "2 refused: value is missing",
                  "3 refused: value is not a number"));
}

TEST_F(MqttPayloadTest, TheTopicStandsForWhatThePayloadLeavesOut) {
  EXPECT_THAT(read(R"({"timeStamp":"T","value":1})", {"S", "g", "P9", "P"}),
              ElementsAre("0 S P9 P T 1 "));
  EXPECT_THAT(read(R"({"pointId":"P1","timeStamp":"T","value":1})", {"S", "g", "P9", "P"}),
              ElementsAre("0 S P1 P T 1 "));
}

TEST_F(MqttPayloadTest, AnotherSiteIsRefused) {
  EXPECT_THAT(
      read(R"([{"cemsId":"S","pointId":"P1","parameterId":"P","timeStamp":"T","value":1},
               {"cemsId":"X","pointId":"P1","parameterId":"P","timeStamp":"T","value":1}])"),
      ElementsAre("0 S P1 P T 1 ", "1 refused: the topic is of site 'S', the payload names 'X'"));
  EXPECT_THAT(refusals, ElementsAre(Refusal::unknown_series));
  EXPECT_THAT(read(R"({"cemsId":"X","readings":[{"pointId":"P1"}]})"),
              ElementsAre(HasSubstr("the payload names 'X'")));
}

TEST_F(MqttPayloadTest, TimesThatAreNumbersCountFrom1970) {
  const auto time_of = [this](std::string_view number) {
    return read(R"({"pointId":"P","parameterId":"Q","value":1,"timeStamp":)" + std::string(number) +
                "}")
        .at(0);
  };
  EXPECT_EQ(time_of("1711929600000"), "0 S P Q 2024-04-01T00:00:00+00:00 1 ");
  EXPECT_EQ(time_of("1711929600001"), "0 S P Q 2024-04-01T00:00:00.001+00:00 1 ");
  EXPECT_EQ(time_of("1.7119296e12"), "0 S P Q 2024-04-01T00:00:00+00:00 1 ");
  EXPECT_EQ(time_of("-1"), "0 S P Q 1969-12-31T23:59:59.999+00:00 1 ");
  EXPECT_EQ(time_of("1711929600000.5"), "0 refused: timeStamp is no time");
  EXPECT_EQ(time_of("1e300"), "0 refused: timeStamp is no time");
  EXPECT_EQ(time_of("253402300800000"), "0 refused: timeStamp is no time");  // The year 10000.
  EXPECT_EQ(time_of("true"), "0 refused: timeStamp is no time");
  mapping.epoch_unit_ms = 1000;
  EXPECT_EQ(time_of("1711929600"), "0 S P Q 2024-04-01T00:00:00+00:00 1 ");
  EXPECT_EQ(time_of("1711929600.250"), "0 S P Q 2024-04-01T00:00:00.250+00:00 1 ");
  EXPECT_EQ(time_of("1711929600.0005"), "0 refused: timeStamp is no time");
}

TEST_F(MqttPayloadTest, WhatIsMissingOrOfAnotherKindIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "pointId is missing"},
      {R"({"pointId":null})", "pointId is missing"},
      {R"({"pointId":["a"]})", "pointId is missing"},
      {R"({"pointId":"P"})", "parameterId is missing"},
      {R"({"pointId":"P","parameterId":"Q"})", "timeStamp is missing"},
      {R"({"pointId":"P","parameterId":"Q","timeStamp":"T"})", "value is missing"},
      {R"({"pointId":"P","parameterId":"Q","timeStamp":"T","value":{}})", "value is not a number"},
      {R"({"pointId":"P","parameterId":"Q","timeStamp":"T","value":1,"quality":[]})",
       "quality must be"},
      {R"({"value":1,"value":2})", "the name 'value' appears twice"},
      {R"(["x"])", "a reading must be an object"},
      {R"({"readings":1})", "readings must be an array"},
      {R"({"values":[]})", "values must be an object"},
  };
  for (const auto& [payload, said] : cases) {
    EXPECT_THAT(
        read(payload),
        ElementsAre("0 refused: " + std::string(said) +
                    (std::string_view(said).ends_with("be") ? " an integer of 0 to 255" : "")))
        << payload;
  }
}

TEST_F(MqttPayloadTest, WhatIsNoJsonIsRefusedWhole) {
  for (const char* payload : {"", "  ", "nothing", "{\"a\":", "[1] [2]", "\xFF", "{\"a\":01}"}) {
    EXPECT_THAT(read(payload), ElementsAre(HasSubstr("- refused: JSON"))) << payload;
  }
  EXPECT_THAT(read("[]"), IsEmpty());
}

TEST_F(MqttPayloadTest, ABadLineIsOneBadReading) {
  EXPECT_THAT(read("{\"pointId\":\"P\",\"parameterId\":\"Q\",\"timeStamp\":\"T\",\"value\":1}\n"
                   "{oops}\n"
                   "{\"pointId\":\"P\",\"parameterId\":\"Q\",\"timeStamp\":\"T\",\"value\":2}\n"),
              ElementsAre("0 S P Q T 1 ", HasSubstr("1 refused: JSON"), "2 S P Q T 2 "));
}

TEST_F(MqttPayloadTest, TheMessagesIdIsHandedOnAsJson) {
  EXPECT_THAT(read(R"({"messageId":"a\"b","readings":[]})"), ElementsAre(R"(id "a\"b")"));
  EXPECT_THAT(read(R"({"messageId":7.50,"readings":[]})"), ElementsAre("id 7.50"));
  EXPECT_THAT(read(R"({"messageId":{},"readings":[]})"), IsEmpty());
}

}  // namespace
}  // namespace cems::ingest
