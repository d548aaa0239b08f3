// Topic names, filters and what they take in (section 4.7; shared subscriptions 4.8.2).
#include "mqtt/topic.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::mqtt {
namespace {

TEST(TopicTest, Names) {
  for (const char* good : {"a", "/", "a//b", "上海/电表", "$SYS/x", " "}) {
    EXPECT_TRUE(is_topic_name(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("a/+"), std::string("#"), std::string("a\0b", 3),
        std::string("\xFF"), std::string(65'536, 'a')}) {
    EXPECT_FALSE(is_topic_name(bad)) << bad.substr(0, 10);
  }
}

TEST(TopicTest, Filters) {
  for (const char* good : {"#", "+", "a/#", "a/+/b", "/+", "+/", "$share/g/a/#", "$share/g//a"}) {
    EXPECT_TRUE(is_topic_filter(good)) << good;
  }
  for (const char* bad : {"", "a#", "a/#/b", "a+/b", "a/b+", "$share/g", "$share//a", "$share/g/",
                          "$share/+/a", "$share/g#/a"}) {
    EXPECT_FALSE(is_topic_filter(bad)) << bad;
  }
}

TEST(TopicTest, MatchesAsTheStandardsExamplesDo) {
  struct Case {
    const char* filter;
    const char* topic;
    bool taken;
  };

  const Case cases[] = {
      {"sport/tennis/player1/#", "sport/tennis/player1", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
      {"sport/#", "sport", true},
      {"sport/tennis/+", "sport/tennis/player1", true},
      {"sport/tennis/+", "sport/tennis/player1/ranking", false},
      {"sport/+", "sport", false},
      {"sport/+", "sport/", true},
      {"+/+", "/finance", true},
      {"/+", "/finance", true},
      {"+", "/finance", false},
      {"#", "$SYS/monitor", false},
      {"+/monitor", "$SYS/monitor", false},
      {"$SYS/#", "$SYS/monitor", true},
      {"a/b", "a", false},
      {"a", "a/b", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(matches(c.filter, c.topic), c.taken) << c.filter << ' ' << c.topic;
  }
}

TEST(TopicTest, FiltersThatOverlap) {
  struct Case {
    const char* a;
    const char* b;
    bool overlap;
  };

  const Case cases[] = {{"a/+", "+/b", true},   {"a/+", "b/+", false},     {"#", "a/b", true},
                        {"a/#", "a", true},     {"a/b", "a", false},       {"a/+", "a", false},
                        {"a/+/c", "a/#", true}, {"a/+/c", "a/b/d", false}, {"+", "+", true}};
  for (const Case& c : cases) {
    EXPECT_EQ(overlap(c.a, c.b), c.overlap) << c.a << ' ' << c.b;
    EXPECT_EQ(overlap(c.b, c.a), c.overlap) << c.b << ' ' << c.a;
  }
}

}  // namespace
}  // namespace cems::mqtt
