// Topics and payload names as data: patterns, the default, and files that are refused.
#include "ingest/mqtt_mapping.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cems::ingest {
namespace {

using testing::HasSubstr;

TopicPattern pattern(std::string_view text) {
  return *TopicPattern::parse(text);
}

TEST(TopicPattern, LevelsAreWhatTheirNamesSay) {
  const TopicPattern ours = pattern("cems/{cems}/gateway/{gateway}/readings");
  const std::string topic = "cems/SITE-1/gateway/g 7/readings";
  const auto levels = ours.match(topic);
  ASSERT_TRUE(levels);
  EXPECT_EQ(levels->cems, "SITE-1");
  EXPECT_EQ(levels->gateway, "g 7");
  EXPECT_EQ(ours.filter(), "cems/+/gateway/+/readings");
  EXPECT_EQ(pattern("cems/{cems}/gateway/{gateway}/ack").topic(*levels),
            "cems/SITE-1/gateway/g 7/ack");
}

TEST(TopicPattern, OtherTopicsDoNotMatch) {
  const TopicPattern ours = pattern("a/{cems}/b");
  for (const char* topic : {"a/S/c", "a/S", "a/S/b/c", "a//b", "A/S/b", ""}) {
    EXPECT_FALSE(ours.match(topic)) << topic;
  }
  EXPECT_TRUE(pattern("{cems}/#").match("S"));
  EXPECT_TRUE(pattern("{cems}/#").match("S/x/y"));
  EXPECT_TRUE(pattern("+/{point}").match("/P"));
}

TEST(TopicPattern, RefusesWhatIsNone) {
  for (const char* text : {"", "a/{site}", "a/x{cems}", "{cems}/{cems}", "#/a", "a/b+"}) {
    EXPECT_FALSE(TopicPattern::parse(text)) << text;
  }
}

TEST(MqttMapping, TheDefaultSpeaksTheStandardsNames) {
  const MqttMapping mapping = standard_mapping();
  EXPECT_EQ(mapping.topic.filter(), "cems/+/gateway/+/readings");
  EXPECT_EQ(mapping.report->filter(), "cems/+/gateway/+/ack");
  EXPECT_EQ(mapping.members.point, "pointId");
  EXPECT_EQ(mapping.members.time, "timeStamp");
}

TEST(MqttMapping, AFileChangesWhatItNames) {
  const auto mappings = parse_mappings(R"([
      {"topic": "plant/{point}/+", "cems": "SITE-1", "epoch": "s", "members": {"time": "ts"}},
      {"topic": "{cems}/x", "ack": "{cems}/y"}])",
                                       standard_columns());
  ASSERT_TRUE(mappings) << mappings.error().message;
  ASSERT_EQ(mappings->size(), 2U);
  EXPECT_EQ(mappings->at(0).cems, "SITE-1");
  EXPECT_EQ(mappings->at(0).epoch_unit_ms, 1000);
  EXPECT_EQ(mappings->at(0).members.time, "ts");
  EXPECT_EQ(mappings->at(0).members.value, "value");
  EXPECT_FALSE(mappings->at(0).report) << "our topic for reports is beside our own only";
  EXPECT_EQ(mappings->at(1).report->filter(), "+/y");
  EXPECT_TRUE(parse_mappings("{}", standard_columns())->at(0).report);
  EXPECT_FALSE(parse_mappings(R"({"ack": null})", standard_columns())->at(0).report);
}

TEST(MqttMapping, FilesThatAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "there is none"},
      {"{", "JSON"},
      {"[1]", "must be an object"},
      {R"({"topics": "a"})", "there is no 'topics'"},
      {R"({"topic": 1})", "topic must be a text"},
      {R"({"topic": "a/{b}"})", "the level '{b}'"},
      {R"({"topic": "a/b"})", "the site must be said once"},
      {R"({"topic": "{cems}/b", "cems": "S"})", "the site must be said once"},
      {R"({"epoch": "us"})", "epoch must be"},
      {R"({"members": {"unit": "u"}})", "members has no 'unit'"},
      {R"({"members": {"value": ""}})", "members.value must be"},
      {R"({"members": {"value": "v", "quality": "v"}})", "cannot be two things"},
      {R"({"topic": "{cems}/b", "ack": "{cems}/{gateway}"})", "ack must be"},
      {R"({"topic": "{cems}/b", "ack": "{cems}/+"})", "ack must be"},
      {R"({"topic": "{cems}/#", "ack": "{cems}/ack"})", "would come back as readings"},
      // The acknowledgement of a site called `a` would be a message of the second mapping.
      {R"([{"topic": "{cems}/b", "ack": "{cems}/x"}, {"topic": "a/{cems}"}])",
       "would come back as readings"},
  };
  for (const auto& [text, said] : cases) {
    const auto mappings = parse_mappings(text, standard_columns());
    ASSERT_FALSE(mappings) << text;
    EXPECT_THAT(mappings.error().message, HasSubstr(said)) << text;
  }
}

}  // namespace
}  // namespace cems::ingest
