/// Zones: fixed offsets, IANA rules with their gaps and overlaps, and names that are none.
#include "base/zone.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cems {
namespace {

constexpr std::int64_t kHour = kMsPerHour;

Zone zone(std::string_view name) {
  const auto parsed = Zone::parse(name);
  EXPECT_TRUE(parsed.has_value()) << name;
  return parsed.value_or(Zone());
}

/// A moment written in UTC.
TimeMs utc(std::string_view text) {
  const auto t = parse_time(text, Zone());
  EXPECT_TRUE(t.has_value()) << text;
  return t.value_or(TimeMs{});
}

TEST(ZoneTest, ReadsFixedOffsets) {
  EXPECT_EQ(zone("+08:00").offset_at({}), 8 * kHour);
  EXPECT_EQ(zone("+0800").offset_at({}), 8 * kHour);
  EXPECT_EQ(zone("+08").offset_at({}), 8 * kHour);
  EXPECT_EQ(zone("-0330").offset_at({}), -(3 * kHour + kHour / 2));
  EXPECT_EQ(zone("-23:59").offset_at({}), -(24 * kHour - kMsPerMinute));
  EXPECT_EQ(zone("Z").offset_at({}), 0);
  EXPECT_EQ(zone("+0800").name(), "+0800");
  EXPECT_EQ(Zone::fixed(-210).name(), "-03:30");
  EXPECT_EQ(Zone::fixed(480).offset_at({}), 8 * kHour);
  EXPECT_EQ(Zone().name(), "Z");
}

TEST(ZoneTest, SaysHowLongAnOffsetHolds) {
  const OffsetSpan fixed = Zone::fixed(480).offset_span_at(utc("2024-04-01T00:00"));
  EXPECT_EQ(fixed.offset_ms, 8 * kHour);
  EXPECT_EQ(fixed.valid, (TimeRange{kTimeMin, kTimeMax}));
  const Zone berlin = zone("Europe/Berlin");
  const OffsetSpan summer = berlin.offset_span_at(utc("2024-07-01T00:00"));
  EXPECT_EQ(summer.offset_ms, 2 * kHour);
  EXPECT_EQ(summer.valid, (TimeRange{utc("2024-03-31T01:00"), utc("2024-10-27T01:00")}));
  EXPECT_EQ(berlin.offset_span_at(summer.valid.end).offset_ms, kHour);
  EXPECT_EQ(berlin.offset_span_at(kTimeMin).valid.begin, kTimeMin);
  EXPECT_EQ(berlin.offset_span_at(kTimeMax - 1).valid.end, kTimeMax);
}

TEST(ZoneTest, RefusesOtherNames) {
  const std::vector<std::string> refused = {"",
                                            "08:00",
                                            "+8",
                                            "+24:00",
                                            "-24",
                                            "+08:60",
                                            "+08:0",
                                            "+08:00 ",
                                            " +08:00",
                                            "z",
                                            "Mars/Base",
                                            "asia/shanghai",
                                            "../../etc/passwd",
                                            "/etc/localtime",
                                            "right/Asia/Shanghai",
                                            "posix/Asia/Shanghai",
                                            "Asia/Shanghai ",
                                            "Asia",
                                            "Asia/",
                                            "+080000",
                                            "UTC+8",
                                            "Asia/Shang hai",
                                            "zone1970.tab",
                                            "tzdata.zi",
                                            "leapseconds"};
  for (const std::string& name : refused) {
    const auto parsed = Zone::parse(name);
    ASSERT_FALSE(parsed.has_value()) << name;
    EXPECT_EQ(parsed.error().code, Errc::invalid_argument) << name;
  }
}

TEST(ZoneTest, ShanghaiHadSummerTimeFrom1986To1991) {
  const Zone shanghai = zone("Asia/Shanghai");

  struct Row {
    const char* last_standard;  // The last moment before the clocks went forwards, and back.
    const char* last_summer;
  };

  const std::vector<Row> rows = {
      {"1986-05-03T17:59:59Z", "1986-09-13T16:59:59Z"},
      {"1987-04-11T17:59:59Z", "1987-09-12T16:59:59Z"},
      {"1988-04-16T17:59:59Z", "1988-09-10T16:59:59Z"},
      {"1989-04-15T17:59:59Z", "1989-09-16T16:59:59Z"},
      {"1990-04-14T17:59:59Z", "1990-09-15T16:59:59Z"},
      {"1991-04-13T17:59:59Z", "1991-09-14T16:59:59Z"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(shanghai.offset_at(utc(row.last_standard)), 8 * kHour) << row.last_standard;
    EXPECT_EQ(shanghai.offset_at(utc(row.last_standard) + 1000), 9 * kHour) << row.last_standard;
    EXPECT_EQ(shanghai.offset_at(utc(row.last_summer)), 9 * kHour) << row.last_summer;
    EXPECT_EQ(shanghai.offset_at(utc(row.last_summer) + 1000), 8 * kHour) << row.last_summer;
  }
  EXPECT_EQ(shanghai.offset_at(utc("1992-07-01T00:00Z")), 8 * kHour);
  EXPECT_EQ(shanghai.offset_at(utc("2024-07-01T00:00Z")), 8 * kHour);
  EXPECT_EQ(shanghai.offset_at(utc("9999-07-01T00:00Z")), 8 * kHour);
}

TEST(ZoneTest, NewYorkSkipsAnHourInSpring) {
  const Zone new_york = zone("America/New_York");
  EXPECT_FALSE(parse_time("2024-03-10T02:00:00", new_york).has_value());
  const auto gap = parse_time("2024-03-10T02:30:00", new_york);
  ASSERT_FALSE(gap.has_value());
  EXPECT_EQ(gap.error().code, Errc::invalid_argument);
  EXPECT_NE(gap.error().message.find("skip"), std::string::npos) << gap.error().message;
  EXPECT_EQ(*parse_time("2024-03-10T01:59:59", new_york), utc("2024-03-10T06:59:59Z"));
  EXPECT_EQ(*parse_time("2024-03-10T03:00:00", new_york), utc("2024-03-10T07:00:00Z"));
}

TEST(ZoneTest, NewYorkRepeatsAnHourInAutumnAndTheFirstCounts) {
  const Zone new_york = zone("America/New_York");
  EXPECT_EQ(*parse_time("2024-11-03T01:30:00", new_york), utc("2024-11-03T05:30:00Z"));
  EXPECT_EQ(*parse_time("2024-11-03T02:00:00", new_york), utc("2024-11-03T07:00:00Z"));
  EXPECT_EQ(format_time(utc("2024-11-03T05:30:00Z"), new_york), "2024-11-03T01:30:00-04:00");
  EXPECT_EQ(format_time(utc("2024-11-03T06:30:00Z"), new_york), "2024-11-03T01:30:00-05:00");
}

TEST(ZoneTest, LordHoweMovesByHalfAnHour) {
  const Zone lord_howe = zone("Australia/Lord_Howe");
  EXPECT_EQ(lord_howe.offset_at(utc("2024-07-01T00:00Z")), 10 * kHour + kHour / 2);
  EXPECT_EQ(lord_howe.offset_at(utc("2024-01-01T00:00Z")), 11 * kHour);
  EXPECT_FALSE(parse_time("2024-10-06T02:15:00", lord_howe).has_value());
  EXPECT_EQ(*parse_time("2024-10-06T02:30:00", lord_howe), utc("2024-10-05T15:30:00Z"));
  EXPECT_EQ(*parse_time("2024-04-07T01:45:00", lord_howe), utc("2024-04-06T14:45:00Z"));
}

TEST(ZoneTest, LocalAndUtcAreInverse) {
  for (const char* const name : {"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
                                 "Asia/Kathmandu", "-03:30", "Z"}) {
    const Zone place = zone(name);
    // Every 7 hours 13 minutes through 1985–2030; ambiguous times may come back earlier.
    for (TimeMs t = utc("1985-01-01T00:00Z"); t < utc("2030-01-01T00:00Z");
         t = t + (7 * kHour + 13 * kMsPerMinute)) {
      const auto back = place.to_utc(place.to_local(t));
      ASSERT_TRUE(back.has_value());
      ASSERT_TRUE(*back == t || (*back < t && place.to_local(*back) == place.to_local(t))) << name;
    }
  }
}

TEST(ZoneTest, LocalMeanTimesPrintWithWholeMinutesAndKeepTheMoment) {
  const Zone shanghai = zone("Asia/Shanghai");
  const TimeMs t = utc("1890-01-01T00:00:00Z");  // +08:05:43 then.
  EXPECT_EQ(format_time(t, shanghai), "1890-01-01T08:05:00+08:05");
  EXPECT_EQ(*parse_time(format_time(t, shanghai), Zone()), t);
}

}  // namespace
}  // namespace cems
