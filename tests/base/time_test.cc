/// Moments of GB/T 7408 (dictionary F9, S "Accepted forms", R3 "Query semantics"): what is read,
/// what is refused with which words, what is printed, and both against the date library.
#include "base/time.h"

#include <string>
#include <vector>

#include <date/date.h>
#include <gtest/gtest.h>

#include "base/zone.h"
#include "tests/base/seed.h"

namespace cems {
namespace {

const Zone kChina = Zone::fixed(480);

std::string read_as_utc(std::string_view text) {
  const auto t = parse_time(text, kChina);
  return t ? format_time(*t, Zone()) : t.error().message;
}

/// A text, and the moment in UTC or a part of the message.
struct Pair {
  std::string text;
  std::string expected;
};

const std::vector<Pair> kAccepted = {
    // Extended and basic calendar dates with offsets.
    {"2024-04-01T08:00:00+08:00", "2024-04-01T00:00:00+00:00"},
    {"20240401T080000+0800", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T08:00:00Z", "2024-04-01T08:00:00+00:00"},
    {"20240401T080000Z", "2024-04-01T08:00:00+00:00"},
    {"2024-04-01T08:00:00+08", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T08:00:00+0800", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T00:00:00-03:30", "2024-04-01T03:30:00+00:00"},
    {"2024-04-01T00:00:00-00:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T23:59:59+23:59", "2024-04-01T00:00:59+00:00"},
    // Without an offset the zone gives it; a date alone is its local midnight.
    {"2024-04-01T08:00:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01", "2024-03-31T16:00:00+00:00"},
    {"20240401", "2024-03-31T16:00:00+00:00"},
    {"2024-04", "2024-03-31T16:00:00+00:00"},
    {"2024", "2023-12-31T16:00:00+00:00"},
    // Ordinal and week dates.
    {"2024-092", "2024-03-31T16:00:00+00:00"},
    {"2024092", "2024-03-31T16:00:00+00:00"},
    {"2024-366T00:00Z", "2024-12-31T00:00:00+00:00"},
    {"2024-W14-1", "2024-03-31T16:00:00+00:00"},
    {"2024W141", "2024-03-31T16:00:00+00:00"},
    {"2024-W14", "2024-03-31T16:00:00+00:00"},
    {"2024W14", "2024-03-31T16:00:00+00:00"},
    {"2024-W14-1T08:00:00+08:00", "2024-04-01T00:00:00+00:00"},
    {"2024W141T080000+0800", "2024-04-01T00:00:00+00:00"},
    {"2024092T080000Z", "2024-04-01T08:00:00+00:00"},
    {"2020-W53-7T00Z", "2021-01-03T00:00:00+00:00"},
    {"2025-W01-1T00Z", "2024-12-30T00:00:00+00:00"},
    // Reduced precision and fractions of the lowest part.
    {"2024-04-01T08+08:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T08:30Z", "2024-04-01T08:30:00+00:00"},
    {"20240401T0830Z", "2024-04-01T08:30:00+00:00"},
    {"20240401T08Z", "2024-04-01T08:00:00+00:00"},
    {"2024-04-01T08:00:00.5Z", "2024-04-01T08:00:00.500+00:00"},
    {"2024-04-01T08:00:00,123Z", "2024-04-01T08:00:00.123+00:00"},
    {"2024-04-01T08:00:00.1230000000000000000000Z", "2024-04-01T08:00:00.123+00:00"},
    {"2024-04-01T08:00:00.000Z", "2024-04-01T08:00:00+00:00"},
    {"2024-04-01T08:30.5Z", "2024-04-01T08:30:30+00:00"},
    {"2024-04-01T08,25Z", "2024-04-01T08:15:00+00:00"},
    {"20240401T080000.007Z", "2024-04-01T08:00:00.007+00:00"},
    // 24:00 is the end of the day.
    {"2024-04-01T24:00:00+08:00", "2024-04-01T16:00:00+00:00"},
    {"20240401T240000+0800", "2024-04-01T16:00:00+00:00"},
    {"2024-12-31T24:00Z", "2025-01-01T00:00:00+00:00"},
    {"2024-12-31T24:00:00.000Z", "2025-01-01T00:00:00+00:00"},
    {"2024-02-29T24Z", "2024-03-01T00:00:00+00:00"},
    // A blank for T, and for the plus that a query lost.
    {"2024-04-01 08:00:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01T08:00:00 08:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01 08:00:00 08:00", "2024-04-01T00:00:00+00:00"},
    {"2024-04-01 08:00:00+08:00", "2024-04-01T00:00:00+00:00"},
    {"20240401T080000 0800", "2024-04-01T00:00:00+00:00"},
    // The ends of the four-digit years.
    {"0000-01-01T00:00Z", "0000-01-01T00:00:00+00:00"},
    {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999+00:00"},
    {"0000-02-29T00:00Z", "0000-02-29T00:00:00+00:00"},
};

const std::vector<Pair> kRefused = {
    // Truncated forms and YYYYMM.
    {"202404", "YYYYMM"},
    {"24-04-01", "four-digit year"},
    {"--04-01", "four-digit year"},
    {"-04-01", "four-digit year"},
    {"-2024-04-01", "four-digit year"},
    {"+2024-04-01", "four-digit year"},
    {"+002024-04-01", "four-digit year"},
    {"02024-04-01", "four-digit year"},
    {"20", "four-digit year"},
    {"T08:00:00", "four-digit year"},
    {"08:00:00", "four-digit year"},
    {"", "four-digit year"},
    {" 2024-04-01", "four-digit year"},
    {"today", "four-digit year"},
    // Days, weeks and months that do not exist.
    {"2024-13-01", "month"},
    {"2024-00-01", "month"},
    {"2024-04-31", "no such day"},
    {"2023-02-29", "no such day"},
    {"1900-02-29", "no such day"},
    {"2024-04-00", "no such day"},
    {"2023-366", "no such day"},
    {"2024-000", "no such day"},
    {"2024-367", "no such day"},
    {"2023-W53-1", "no such week"},
    {"2024W531", "no such week"},
    {"2024-W00-1", "no such week"},
    {"2024-W54", "no such week"},
    {"2024-W14-0", "day of a week"},
    {"2024-W14-8", "day of a week"},
    {"2024-W1-1", "no such week"},
    {"2024-w14-1", "after the year"},
    {"2024-4-1", "after the year"},
    {"2024-04-1", "two digits"},
    {"2024-04-011", "after the date"},
    {"2024-W141", "after the date"},
    {"2024W14-1", "after the date"},
    {"2024-0401", "after the date"},
    {"202404-01", "YYYYMM"},
    {"2024/04/01", "after the date"},
    {"2024-04-01+08:00", "after the date"},
    {"2024-04-01Z", "after the date"},
    {"2024-04-01t08:00:00", "after the date"},
    // Times of day.
    {"2024-04-01T", "hour"},
    {"2024-04-01T8:00", "hour"},
    {"2024-04-01T25:00:00", "hour"},
    {"2024-04-01T24:00:01", "after 24:00"},
    {"2024-04-01T24:30", "after 24:00"},
    {"2024-04-01T24:00:00.001Z", "after 24:00"},
    {"2024-04-01T24.5Z", "after 24:00"},
    {"2024-12-31T23:59:60Z", "60th"},
    {"2024-12-31T23:60Z", "60th"},
    {"2024-12-31T23:61Z", "00 to 59"},
    {"2024-04-01T08:0:00", "two digits"},
    {"2024-04-01T08:", "two digits"},
    {"2024-04-01T08:00:", "two digits"},
    {"2024-04-01T08:00:00:00", "after the time of day"},
    {"2024-04-01T08:00.", "fraction"},
    {"2024-04-01T08:00:00.Z", "fraction"},
    {"2024-04-01T08:00:00.1234Z", "finer"},
    {"2024-04-01T08:00:00.00000000000000001Z", "finer"},
    {"2024-04-01T08.3333333Z", "finer"},
    {"2024-04-01T08.5:30Z", "after the time of day"},
    {"2024-04T08:00", "whole date"},
    {"2024T08:00", "whole date"},
    {"2024-W14T08:00", "whole date"},
    // Basic and extended do not mix.
    {"20240401T08:00:00", "both"},
    {"2024-04-01T080000", "both"},
    {"2024-W14-1T0800Z", "both"},
    {"2024-04-01T08:0000", "after the time of day"},
    {"2024-04-01T0800:00", "both"},
    // Offsets.
    {"2024-04-01T08:00:00z", "offset"},
    {"2024-04-01T08:00:00+24:00", "offset"},
    {"2024-04-01T08:00:00+08:60", "offset"},
    {"2024-04-01T08:00:00+8", "offset"},
    {"2024-04-01T08:00:00+08:", "offset"},
    {"2024-04-01T08:00:00+080", "offset"},
    {"2024-04-01T08:00:00+08:000", "follows"},
    {"2024-04-01T08:00:00+08:00:00", "follows"},
    {"2024-04-01T08:00:00Z ", "follows"},
    {"2024-04-01T08:00:00 ", "offset"},
    {"2024-04-01T08:00:00ZZ", "follows"},
    {"2024-04-01T08:00:00 +08:00", "offset"},
    {"2024-04-01T08:00:00\xE2\x88\x92"
     "08:00",
     "offset"},
    {"2024-04-01  08:00", "hour"},
    // Beyond the four-digit years.
    {"0000-01-01", "0000 to 9999"},
    {"0000-01-01T00:00:00+00:01", "0000 to 9999"},
    {"9999-12-31T24:00:00Z", "0000 to 9999"},
    {"9999-12-31T23:59:00-00:01", "0000 to 9999"},
    {"9999-W52-7T00Z", "0000 to 9999"},
};

TEST(TimeTest, ReadsEveryAcceptedForm) {
  for (const Pair& given : kAccepted) {
    EXPECT_EQ(read_as_utc(given.text), given.expected) << given.text;
  }
}

TEST(TimeTest, RefusesOtherFormsAndSaysWhy) {
  for (const Pair& given : kRefused) {
    const auto t = parse_time(given.text, kChina);
    ASSERT_FALSE(t.has_value()) << given.text;
    EXPECT_EQ(t.error().code, Errc::invalid_argument);
    EXPECT_NE(t.error().message.find(given.expected), std::string::npos)
        << given.text << ": " << t.error().message;
    EXPECT_NE(t.error().message.find("2024-04-01T08:00:00+08:00"), std::string::npos);
  }
}

TEST(TimeTest, KnowsADateFromATime) {
  for (const char* const text : {"2024-04-01", "20240401", "2024-092", "2024-W14-1", "2024-04"}) {
    EXPECT_TRUE(is_date(text)) << text;
  }
  for (const char* const text : {"2024-04-01T08:00", "2024-04-01 ", "2024-04-31", "202404", ""}) {
    EXPECT_FALSE(is_date(text)) << text;
  }
}

TEST(TimeTest, PrintsTheExtendedFormWithTheZonesOffset) {
  const TimeMs t = *parse_time("2024-04-01T08:00:00+08:00", Zone());
  EXPECT_EQ(format_time(t, kChina), "2024-04-01T08:00:00+08:00");
  EXPECT_EQ(format_time(t + 7, kChina), "2024-04-01T08:00:00.007+08:00");
  EXPECT_EQ(format_time(t, Zone()), "2024-04-01T00:00:00+00:00");
  EXPECT_EQ(format_time(t, Zone::fixed(-210)), "2024-03-31T20:30:00-03:30");
  std::string out = "at ";
  append_time(out, TimeMs{-1}, Zone());
  EXPECT_EQ(out, "at 1969-12-31T23:59:59.999+00:00");
}

TEST(TimeTest, HoursWithoutAFourDigitYearInTheZonePrintInUtc) {
  EXPECT_EQ(format_time(kTimeMax - 1, kChina), "9999-12-31T23:59:59.999+00:00");
  EXPECT_EQ(format_time(kTimeMin, Zone::fixed(-60)), "0000-01-01T00:00:00+00:00");
  EXPECT_EQ(format_time(kTimeMin, kChina), "0000-01-01T08:00:00+08:00");
}

TEST(TimeTest, PrintsWhatTheLibraryPrintsAndReadsItBack) {
  auto engine = seeds::seeded_engine();
  for (int round = 0; round < 20'000; ++round) {
    const TimeMs t{seeds::pick(engine, kTimeMin.ms, kTimeMax.ms - 1)};
    const Zone zone = Zone::fixed(static_cast<int>(seeds::pick(engine, -1439, 1439)));
    const std::string text = format_time(t, zone);
    const auto back = parse_time(text, Zone());
    ASSERT_TRUE(back.has_value() && *back == t) << text;
    if (round % 10 == 0) {  // The library's printing is slow.
      const date::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds(t.ms)};
      ASSERT_EQ(date::format("%FT%T+00:00", moment).substr(0, 19),
                format_time(t, Zone()).substr(0, 19));
    }
  }
}

TEST(TimeTest, EveryFormOfARandomMomentIsThatMoment) {
  auto engine = seeds::seeded_engine();
  for (int round = 0; round < 2'000; ++round) {
    const std::int64_t seconds =
        seeds::pick(engine, kTimeMin.ms / 1000 + 864'000, kTimeMax.ms / 1000 - 864'000);
    const date::sys_seconds moment{std::chrono::seconds(seconds)};
    // Week dates name their own year; the library's %G-W%V-%u gives it.
    for (const char* const form : {"%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%SZ", "%Y-%jT%H:%M:%SZ",
                                   "%Y%jT%H%M%SZ", "%G-W%V-%uT%H:%M:%SZ", "%GW%V%uT%H%M%SZ",
                                   "%Y-%m-%d %H:%M:%S 00:00", "%Y%m%dT%H%M%S,000+00"}) {
      const std::string text = date::format(form, moment);
      const auto t = parse_time(text, kChina);
      ASSERT_TRUE(t.has_value()) << text << ": " << t.error().message;
      ASSERT_EQ(t->ms, seconds * 1000) << text;
    }
  }
}

TEST(TimeTest, ArbitraryBytesNeverBreakTheReader) {
  auto engine = seeds::seeded_engine();
  const std::string letters = "0123456789-:TWZ+ .,P";
  for (int round = 0; round < 50'000; ++round) {
    std::string text = round % 2 == 0 ? "2024-04-01T08:00:00+08:00" : "";
    for (std::int64_t i = seeds::pick(engine, 0, 12); i > 0; --i) {
      const char c = letters[static_cast<std::size_t>(
          seeds::pick(engine, 0, static_cast<std::int64_t>(letters.size()) - 1))];
      const auto at =
          static_cast<std::size_t>(seeds::pick(engine, 0, static_cast<std::int64_t>(text.size())));
      text.insert(at, 1, c);
    }
    const auto t = parse_time(text, kChina);
    ASSERT_TRUE(!t || (kTimeMin <= *t && *t < kTimeMax)) << text;
  }
}

}  // namespace
}  // namespace cems
