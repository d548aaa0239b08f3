// Readings from CSV into a store: both forms, every refusal with its line and column, zones, exact
// numbers, idempotence (dictionary S "CSV in", "Numbers", "Readings of any age").
#include "ingest/csv_load.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kHeader = "cemsId,pointId,parameterId,timeStamp,value,quality\n";
const std::string kP = "SITE-1,T1,P,";

WideForm wide(std::string_view map, std::string_view time = "date") {
  return {.cems = "SITE-1", .time_column = std::string(time), .columns = *parse_column_map(map)};
}

TEST(CsvLoad, LongFormGoesInAndIsCounted) {
  Loading loading;
  const auto report = loading.load(kHeader + kP + "2024-01-01T00:00:00,1.50,\n" + kP +
                                   "2024-01-01T01:00:00Z,2,17\nSITE-2,T1,P,2024-01-01,3,0\n");
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, (LoadReport{.rows = 3, .accepted = 3}));
  EXPECT_THAT(loading.readings(series("P")),
              ElementsAre("2024-01-01T00:00:00+08:00=1.5", "2024-01-01T09:00:00+08:00=2/17"));
  EXPECT_THAT(loading.readings(series("P", "SITE-2")), ElementsAre("2024-01-01T00:00:00+08:00=3"));
}

TEST(CsvLoad, LongFormTakesItsColumnsInAnyOrderAndWithoutQuality) {
  Loading loading;
  ASSERT_TRUE(
      loading.load("value,timeStamp,\"cemsId\",parameterId,pointId\r\n"
                   "7,2024-01-01 00:00,SITE-1,OT,T1\r\n"));
  EXPECT_THAT(loading.readings(series("OT")), ElementsAre("2024-01-01T00:00:00+08:00=7"));
}

TEST(CsvLoad, WrongHeadersRefuseTheWholeFile) {
  struct Case {
    std::string header;
    std::string says;
  };

  for (const Case& c :
       {Case{"cemsId,pointId,parameterId,timeStamp\n", "column 'value' is missing"},
        Case{"cemsId,pointId,parameterId,timeStamp,value,unit\n", "unknown column 'unit'"},
        Case{"cemsId,pointId,parameterId,timestamp,value\n", "unknown column 'timestamp'"},
        Case{"cemsId,pointId,parameterId,timeStamp,value,value\n", "'value' is there twice"},
        Case{"", "the file is empty"}, Case{"\n\n", "the file is empty"},
        Case{"cemsId,\xB5\xE7\n", "not UTF-8"}}) {
    Loading loading;
    const auto report = loading.load(c.header + kP + "2024-01-01,1,\n" + kP + "2024-01-02,1,\n");
    if (c.header.size() < 3) {
      EXPECT_THAT(loading.load(c.header).error().message, HasSubstr(c.says));
      continue;
    }
    ASSERT_FALSE(report) << c.header;
    EXPECT_EQ(report.error().code, Errc::invalid_argument);
    EXPECT_THAT(report.error().message, StartsWith("header: "));
    EXPECT_THAT(report.error().message, HasSubstr(c.says));
    EXPECT_FALSE(loading.store->find(series("P")));
  }
}

// D-40: a site that keeps a year takes nothing from before it, in whatever way a row is read.
TEST(CsvLoad, WhatTheSiteKeepsNoMoreIsRefused) {
  Loading loading;
  loading.sites =
      std::make_shared<catalog::Snapshot>(std::vector<std::shared_ptr<const catalog::Site>>{
          make_site("SITE-1", "+08:00", {"OT", "P"}, Duration{12, 0})});
  const auto report = loading.load(
      "cemsId,pointId,parameterId,timeStamp,value\n"
      "SITE-1,T1,P,2023-07-18T14:30:00+08:00,1\n"
      "SITE-1,T1,P,2023-07-18T14:29:59+08:00,2\n"
      "SITE-1,T1,P,2023-07-18T14:31:00+08:00,3\n"
      "SITE-1,T1,P,20220101,4\n");
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->accepted, 2U);
  EXPECT_THAT(loading.refusals, testing::ElementsAre(Refusal::too_old, Refusal::too_old));
  EXPECT_THAT(loading.rejected.at(0),
              testing::HasSubstr("3 timeStamp: '2023-07-18T14:29:59+08:00' is before "
                                 "2023-07-18T14:30:00+08:00"));
}

TEST(CsvLoad, EveryRefusalNamesLineColumnAndReason) {
  struct Case {
    std::string row;
    std::string says;
    Refusal refusal;
  };

  const std::string t = "2024-01-01T00:00:00,";
  for (const Case& c : {
           Case{"X,T1,P," + t + "1,", "cemsId: unknown site;", Refusal::unknown_series},
           Case{"SITE-1,X,P," + t + "1,", "pointId: site 'SITE-1' has no point 'X'",
                Refusal::unknown_series},
           Case{"SITE-2,T1,OT," + t + "1,", "parameterId: point 'T1' has no parameter 'OT'",
                Refusal::unknown_series},
           Case{"SITE-1, T1,P," + t + "1,", "pointId: ", Refusal::unknown_series},
           Case{kP + ",1,", "timeStamp: the time is empty", Refusal::missing},
           Case{kP + "yesterday,1,", "timeStamp: ", Refusal::bad_time},
           Case{kP + "2024-02-30,1,", "timeStamp: ", Refusal::bad_time},
           Case{kP + "2024-01-01T00:00:60,1,", "timeStamp: ", Refusal::bad_time},
           Case{kP + "2024-07-18T14:35:00.001,1,", "timeStamp: '2024-07-18T14:35:00.001' is more",
                Refusal::in_future},
           Case{kP + t + ",", "value: the value is empty", Refusal::missing},
           Case{kP + t + "  ,", "value: the value is empty", Refusal::missing},
           Case{kP + t + "NaN,", "value: 'NaN' is not a number that can be kept",
                Refusal::not_a_number},
           Case{kP + t + "-inf,", "value: '-inf' is not a number that", Refusal::not_a_number},
           Case{kP + t + "abc,", "value: 'abc' is not a number", Refusal::not_a_number},
           Case{kP + t + "0x10,", "value: '0x10' is not a number", Refusal::not_a_number},
           Case{kP + t + "\"1,5\",", "use a point for decimals", Refusal::not_a_number},
           Case{kP + t + "1.5 kW,", "value: ", Refusal::not_a_number},
           Case{kP + t + std::string(39, '7') + ",", "more than 38 digits", Refusal::not_a_number},
           Case{kP + t + "1,256", "quality: '256' is not a quality", Refusal::bad_quality},
           Case{kP + t + "1,-1", "quality: ", Refusal::bad_quality},
           Case{kP + t + "1,good", "quality: ", Refusal::bad_quality},
           Case{kP + t + "1", ": the row has 5 cells, the header has 6", Refusal::malformed},
           Case{kP + t + "1,0,0", ": the row has 7 cells, the header has 6", Refusal::malformed},
           Case{kP + t + "1\"2,0", "value: a quote inside a cell", Refusal::malformed},
           Case{kP + t + "1,\xFF", ": the row is not UTF-8", Refusal::malformed},
       }) {
    Loading loading;
    const auto report = loading.load(kHeader + kP + "2024-01-01T01:00:00,1,\n" + c.row + '\n' + kP +
                                     "2024-01-01T02:00:00,1,\n");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(*report, (LoadReport{.rows = 3, .accepted = 2, .rejected = 1})) << c.row;
    ASSERT_EQ(loading.rejected.size(), 1U) << c.row;
    EXPECT_THAT(loading.rejected[0], StartsWith("3 ")) << c.row;
    EXPECT_THAT(loading.rejected[0], HasSubstr(c.says));
    EXPECT_EQ(loading.refusals[0], c.refusal) << c.row;
    EXPECT_EQ(loading.readings(series("P")).size(), 2U) << "good rows are kept";
  }
}

TEST(CsvLoad, FiveMinutesAheadIsNotYetTheFuture) {
  Loading loading;
  const auto report = loading.load(kHeader + kP + "2024-07-18T14:35:00,1,\n");
  EXPECT_EQ(report->accepted, 1U);
}

// "Values are exact decimals": nothing passes through a binary float.
TEST(CsvLoad, NumbersKeepEveryDigit) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0.0035999998450279236", "0.0035999998450279236"},
      {"30.5310001373291", "30.5310001373291"},
      {"1e-05", "0.00001"},
      {"1.5E3", "1500"},
      {" 12.5 ", "12.5"},
      {"\t+7\t", "7"},
      {"-0.0", "0"},
      {"1.500", "1.5"},
      {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"}};
  for (const auto& [in, out] : cases) {
    Loading loading;
    ASSERT_TRUE(loading.load(kHeader + kP + "2024-01-01," + in + ",\n"));
    EXPECT_THAT(loading.readings(series("P")), ElementsAre("2024-01-01T00:00:00+08:00=" + out));
  }
}

TEST(CsvLoad, WideFormTakesMappedColumnsAndSkipsEmptyCells) {
  Loading loading;
  const auto report = loading.load(
      "date,a,b,note\n2024-01-01 00:00:00,1,2,x\n"
      "2024-01-01 01:00:00,, 4 ,\n2024-01-01 02:00:00,5,6,NaN\n",
      wide("a=T1/P,b=T1/OT"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, (LoadReport{.rows = 3, .accepted = 5, .skipped = 1}));
  EXPECT_THAT(loading.readings(series("P")),
              ElementsAre("2024-01-01T00:00:00+08:00=1", "2024-01-01T02:00:00+08:00=5"));
  EXPECT_EQ(loading.readings(series("OT")).size(), 3U);
}

TEST(CsvLoad, WideFormKeepsTheGoodCellsOfABadRow) {
  Loading loading;
  const auto report =
      loading.load("a,date,b\n1,2024-01-01,nan\nx,2024-01-02,y\n3,someday,4\n5,,6\n7,2024-01-05\n",
                   wide("a=T1/P,b=T1/OT"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, (LoadReport{.rows = 5, .accepted = 1, .rejected = 6}));
  EXPECT_THAT(loading.rejected,
              ElementsAre(StartsWith("2 b: 'nan'"), StartsWith("3 a: 'x'"), StartsWith("3 b: 'y'"),
                          StartsWith("4 date: "), StartsWith("5 date: the time is empty"),
                          StartsWith("6 : the row has 2 cells, the header has 3")));
  EXPECT_THAT(loading.readings(series("P")), ElementsAre("2024-01-01T00:00:00+08:00=1"));
}

TEST(CsvLoad, WideFormRefusesMappingsThatMeetNothing) {
  const std::string file = "date,a,b,b\n2024-01-01,1,2,3\n";

  struct Case {
    WideForm wide;
    std::string says;
  };

  for (const Case& c :
       {Case{wide("c=T1/P"), "there is no column 'c'; it has 'date', 'a', 'b', 'b'"},
        Case{wide("b=T1/P"), "column 'b' is there twice"},
        Case{wide("a=T1/P", "time"), "there is no column 'time'"},
        Case{wide("a=T1/X"), "column 'a': point 'T1' has no parameter 'X'"},
        Case{wide("a=T9/P"), "column 'a': site 'SITE-1' has no point 'T9'"}}) {
    Loading loading;
    const auto report = loading.load(file, c.wide);
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr(c.says));
  }
  Loading loading;
  EXPECT_TRUE(loading.load(file, wide("a=T1/P"))) << "unmapped columns may repeat";
}

TEST(CsvLoad, TimesWithoutOffsetAreInTheSitesZoneOrTheGivenOne) {
  Loading loading("Asia/Tokyo");
  ASSERT_TRUE(loading.load(kHeader + kP + "2024-01-01 09:00:00,1,\n"));
  ASSERT_TRUE(loading.load(kHeader + kP + "2024-01-02 09:00:00,2,\n", std::nullopt, Zone()));
  ASSERT_TRUE(loading.load(kHeader + kP + "2024-01-03T09:00:00+09:00,3,\n", std::nullopt, Zone()));
  EXPECT_THAT(loading.readings(series("P")),
              ElementsAre("2024-01-01T08:00:00+08:00=1", "2024-01-02T17:00:00+08:00=2",
                          "2024-01-03T08:00:00+08:00=3"));
}

// Berlin skipped 02:00–03:00 on 2024-03-31 and had 02:00–03:00 twice on 2023-10-29.
TEST(CsvLoad, SkippedLocalTimesAreRejectedAndAmbiguousOnesAreTheFirst) {
  Loading loading("Europe/Berlin");
  const auto report =
      loading.load(kHeader + kP + "2024-03-31T02:30:00,1,\n" + kP + "2023-10-29T02:30:00,2,\n");
  EXPECT_EQ(report->rejected, 1U);
  EXPECT_THAT(loading.rejected, ElementsAre(StartsWith("2 timeStamp: ")));
  EXPECT_THAT(loading.readings(series("P")), ElementsAre("2023-10-29T08:30:00+08:00=2"))
      << "00:30Z is the first, in summer time";
}

TEST(CsvLoad, LoadingAgainChangesNothingAndTheLastOfRepeatedKeysCounts) {
  Loading loading;
  const std::string file =
      kHeader + kP + "2024-01-01,1,\n" + kP + "2024-01-02,2,\n" + kP + "2024-01-01,3,\n";
  EXPECT_EQ(*loading.load(file), (LoadReport{.rows = 3, .accepted = 2, .duplicate = 1}));
  const std::vector<std::string> once = loading.readings(series("P"));
  EXPECT_THAT(once, ElementsAre("2024-01-01T00:00:00+08:00=3", "2024-01-02T00:00:00+08:00=2"));
  EXPECT_EQ(*loading.load(file), (LoadReport{.rows = 3, .duplicate = 3}));
  EXPECT_EQ(loading.readings(series("P")), once);
  EXPECT_EQ(*loading.load(kHeader + kP + "2024-01-02,2,7\n"),
            (LoadReport{.rows = 1, .corrected = 1}));
}

// A load that is killed leaves whole batches, a beginning of the file; running it again gives what
// one clean load gives.
TEST(CsvLoad, ABrokenOffLoadRunAgainEqualsACleanOne) {
  std::string file = "date,a\n";
  const std::size_t rows = limits::kLoadBatchRows + 10;
  const TimeMs first = *parse_time("2020-01-01T00:00:00Z", Zone());
  for (std::size_t i = 0; i < rows; ++i) {
    file += format_time(first + static_cast<std::int64_t>(i) * 1000, Zone()) + "," +
            std::to_string(i) + ".5\n";
  }
  Loading clean;
  EXPECT_EQ(clean.load(file, wide("a=T1/P"))->accepted, rows);

  Loading broken;
  {
    CsvLoad csv({.wide = wide("a=T1/P"), .zone = std::nullopt, .now = kNow}, broken.sites,
                broken.store.get(), {});
    ASSERT_TRUE(csv.feed(std::string_view(file).substr(0, file.size() - 5)));
    EXPECT_EQ(csv.report().accepted, limits::kLoadBatchRows) << "whole batches only";
  }
  EXPECT_EQ(broken.readings(series("P")).size(), limits::kLoadBatchRows);
  EXPECT_EQ(*broken.load(file, wide("a=T1/P")),
            (LoadReport{.rows = rows, .accepted = 10, .duplicate = limits::kLoadBatchRows}));
  EXPECT_EQ(broken.readings(series("P")), clean.readings(series("P")));
}

TEST(CsvLoad, WithoutAStoreNothingIsWrittenAndEverythingJudged) {
  Loading loading;
  CsvLoad csv({.wide = std::nullopt, .zone = std::nullopt, .now = kNow}, loading.sites, nullptr,
              loading.on_rejected());
  ASSERT_TRUE(csv.feed(kHeader + kP + "2024-01-01,1,\n" + kP + "2024-01-02,x,\n"));
  ASSERT_TRUE(csv.finish());
  EXPECT_EQ(csv.report(), (LoadReport{.rows = 2, .accepted = 1, .rejected = 1}));
  EXPECT_THAT(loading.rejected, ElementsAre(StartsWith("3 value: 'x'")));
}

TEST(CsvLoad, IdsThatJoinToTheSameTextAreDifferentSeries) {
  Loading loading;
  ReadingCheck check(loading.sites, kNow);
  EXPECT_TRUE(check.find_series("SITE-1", "T1", "P"));
  EXPECT_FALSE(check.find_series("SITE-1T", "1", "P"));
  EXPECT_FALSE(check.find_series("SITE-1", "T1P", ""));
}

}  // namespace
}  // namespace cems::ingest
