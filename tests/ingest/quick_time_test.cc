// Times the quick way: what it takes is what parse_time takes, to the millisecond.
#include "ingest/quick_time.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cems::ingest {
namespace {

TEST(QuickTime, TakesTheUsualFormsWhole) {
  QuickTime quick;
  const Zone zone = *Zone::parse("+08:00");
  for (const std::string text :
       {"2024-04-01T08:00:00+08:00", "2024-04-01T08:00:00Z", "2024-04-01 08:00:00",
        "2024-04-01T08:00:00.250-03:30", "1969-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z"}) {
    TimeMs out;
    ASSERT_EQ(quick.read(text, zone, out), text.size()) << text;
    EXPECT_EQ(out, *parse_time(text, zone)) << text;
    EXPECT_EQ(quick.read(text + ",1.5", zone, out), text.size()) << "what follows a cell";
  }
}

TEST(QuickTime, LeavesEverythingElse) {
  QuickTime quick;
  TimeMs out;
  for (const std::string& text : std::vector<std::string>{
           "", "2024-04-01", "20240401T080000Z", "2024-04-01T08:00", "2024-04-01T24:00:00Z",
           "2024-04-01T08:00:60Z", "2024-02-30T00:00:00Z", "2024-04-01T08:00:00+0800",
           "2024-04-01T08:00:00+08", "2024-04-01T08:00:00 08:00", "2024-04-01T08:00:00.5Z",
           "2024-04-01T08:00:00.1234Z", "2024-04-01T08:00:00Z1", "2024-04-01T08:00:00+08:000",
           "2024-04-01T08:00:00+24:00", "0000-01-01T00:00:00+08:00", "2024x04-01T08:00:00Z",
           "2024-04-01t08:00:00Z", std::string("\0\0\0\0\0\0\0\0\0\0T08:00:00Z", 20)}) {
    EXPECT_EQ(quick.read(text, Zone(), out), 0U) << text;
  }
}

// A zone with summer time: each hour is asked for, and the hours of the change are left alone.
TEST(QuickTime, FollowsTheZoneThroughTheYear) {
  QuickTime quick;
  const Zone zone = *Zone::parse("Europe/Berlin");
  std::mt19937_64 random(7);
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    const TimeMs t{1'700'000'000'000 + static_cast<std::int64_t>(random() % 40'000'000) * 1000};
    const std::string text = format_time(t, zone).substr(0, 19);
    TimeMs out;
    const std::size_t length = quick.read(text, zone, out);
    ASSERT_TRUE(length == 0 || out == *parse_time(text, zone)) << text;
    taken += length == 0 ? 0 : 1;
  }
  EXPECT_GT(taken, 19'900);
  TimeMs out;
  EXPECT_EQ(quick.read("2024-03-31T02:30:00", zone, out), 0U) << "skipped in spring";
  EXPECT_NE(quick.read("2024-10-27T02:30:00", zone, out), 0U);
  EXPECT_EQ(out, *parse_time("2024-10-27T02:30:00", zone)) << "the first of two in autumn";
}

}  // namespace
}  // namespace cems::ingest
