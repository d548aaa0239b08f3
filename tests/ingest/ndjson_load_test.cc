// Readings from NDJSON: every way to write a line, every refusal with its line and member, the same
// result however the bytes are cut.
#include "ingest/ndjson_load.h"

#include <random>
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

class NdjsonLoadTest : public testing::Test {
 protected:
  LoadReport load(std::string_view bytes, std::size_t piece = SIZE_MAX) {
    NdjsonLoad ndjson({.now = kNow}, std::make_shared<SeriesTable>(loading.sites),
                      loading.store.get(), loading.on_rejected());
    while (!bytes.empty()) {
      EXPECT_TRUE(ndjson.feed(bytes.substr(0, piece)));
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    EXPECT_TRUE(ndjson.finish());
    return ndjson.report();
  }

  static std::string line(std::string_view time, std::string_view value,
                          std::string_view more = "") {
    return R"({"cemsId":"SITE-1","pointId":"T1","parameterId":"P","timeStamp":")" +
           std::string(time) + R"(","value":)" + std::string(value) + std::string(more) + "}\n";
  }

  Loading loading;
};

TEST_F(NdjsonLoadTest, LinesGoInAndAreCounted) {
  const std::string text = line("2024-01-01T00:00:00", "1.50") +
                           line("2024-01-01T01:00:00Z", "2", R"(,"quality":17)") +
                           line("2024-01-01T01:00:00Z", "2", R"(,"quality":17)");
  EXPECT_EQ(load(text), (LoadReport{.rows = 3, .accepted = 2, .duplicate = 1}));
  EXPECT_THAT(loading.readings(series("P")),
              ElementsAre("2024-01-01T00:00:00+08:00=1.5", "2024-01-01T09:00:00+08:00=2/17"));
}

TEST_F(NdjsonLoadTest, EveryWayToWriteALineIsTheSame) {
  const std::vector<std::string> ways = {
      R"({"cemsId":"SITE-1","pointId":"T1","parameterId":"P","timeStamp":"2024-01-01","value":1.5})",
      R"({"cemsId": "SITE-1", "pointId": "T1", "parameterId": "P", "timeStamp": "2024-01-01T00:00:00+08:00", "value": 1.50})",
      R"( { "value" : 15e-1 , "quality":0,"parameterId":"P","pointId":"T1","timeStamp":"20240101T0000","cemsId":"SITE-1" } )",
      R"({"cemsId":"\u0053ITE-1","pointId":"T1","parameterId":"P","timeStamp":"2024-01-01T00:00:00","value":1.5,"quality":null})",
      R"({"timeStamp":"2023-12-31T16:00:00Z","cemsId":"SITE-1","pointId":"T1","parameterId":"P","value":1.500})"};
  for (const std::string& first : ways) {
    for (const std::string& second : ways) {
      Loading fresh;
      std::swap(loading.store, fresh.store);
      loading.rejected.clear();
      EXPECT_EQ(load(first + "\n" + second + "\r\n\n \n" + first),
                (LoadReport{.rows = 3, .accepted = 1, .duplicate = 2}))
          << first << second;
      EXPECT_THAT(loading.rejected, IsEmpty());
      EXPECT_THAT(loading.readings(series("P")), ElementsAre("2024-01-01T00:00:00+08:00=1.5"));
    }
  }
}

TEST_F(NdjsonLoadTest, EveryRefusalNamesLineMemberAndReason) {
  struct Case {
    std::string row;
    std::string says;
    Refusal refusal;
  };

  const std::string t = "2024-01-01T00:00:00";
  const std::string ids = R"({"cemsId":"SITE-1","pointId":"T1","parameterId":"P",)";
  for (
      const Case& c : {
          Case{"{", ": JSON", Refusal::malformed},
          Case{"[1]", ": the line is not a JSON object", Refusal::malformed},
          Case{"cemsId,pointId", ": JSON", Refusal::malformed},
          Case{line(t, "1", R"(,"unit":"kW")"), ": unknown member 'unit'", Refusal::malformed},
          Case{line(t, "1", R"(,"value":2)"), ": JSON", Refusal::malformed},
          Case{line(t, "01"), ": JSON", Refusal::malformed},
          Case{line(t, "1.5.5"), ": JSON", Refusal::malformed},
          Case{line(t, "NaN"), ": JSON", Refusal::malformed},
          Case{line(t, "1") + "x", ": JSON", Refusal::malformed},
          Case{line(t, "null"), "value: 'value' is null", Refusal::missing},
          Case{line(t, "\"1\""), "value: 'value' must be a number", Refusal::not_a_number},
          Case{line(t, "true"), "value: 'value' must be a number", Refusal::not_a_number},
          Case{line(t, std::string(39, '7')), "more than 38 digits", Refusal::not_a_number},
          Case{line(t, "1", R"(,"quality":256)"), "quality: '256' is", Refusal::bad_quality},
          Case{line(t, "1", R"(,"quality":"0")"), "quality: 'quality' must", Refusal::bad_quality},
          Case{line("yesterday", "1"), "timeStamp: ", Refusal::bad_time},
          Case{line("", "1"), "timeStamp: the time is empty", Refusal::missing},
          Case{line("2024-07-18T14:35:01", "1"), "timeStamp: '2024-07-18T14:35:01' is more than",
               Refusal::in_future},
          Case{ids + R"("timeStamp":1704038400,"value":1})", "timeStamp: 'timeStamp' must",
               Refusal::malformed},
          Case{ids + R"("value":1})", "timeStamp: 'timeStamp' is missing", Refusal::missing},
          Case{
              R"({"cemsId":"X","pointId":"T1","parameterId":"P","timeStamp":"2024-01-01","value":1})",
              "cemsId: unknown site;", Refusal::unknown_series},
          Case{
              R"({"cemsId":7,"pointId":"T1","parameterId":"P","timeStamp":"2024-01-01","value":1})",
              "cemsId: 'cemsId' must be a string", Refusal::malformed},
          Case{R"({"cemsId":")"
               "\xFF"
               R"(","pointId":"T1","parameterId":"P","timeStamp":"2024-01-01","value":1})",
               ": JSON", Refusal::malformed},
      }) {
    std::string row = c.row;
    std::erase(row, '\n');
    Loading fresh;
    std::swap(loading.store, fresh.store);
    loading.rejected.clear();
    loading.refusals.clear();
    EXPECT_EQ(
        load(line("2024-01-01T01:00:00", "1") + row + '\n' + line("2024-01-01T02:00:00", "1")),
        (LoadReport{.rows = 3, .accepted = 2, .rejected = 1}))
        << row;
    ASSERT_EQ(loading.rejected.size(), 1U) << row;
    EXPECT_THAT(loading.rejected[0], StartsWith("2 ")) << row;
    EXPECT_THAT(loading.rejected[0], HasSubstr(c.says)) << row;
    EXPECT_EQ(loading.refusals[0], c.refusal) << row;
  }
}

TEST_F(NdjsonLoadTest, ALineBeyondTheLimitCostsItselfOnly) {
  const std::string big(limits::kCsvLineBytesMax + 1, ' ');
  for (const std::size_t piece : {std::size_t{1000}, SIZE_MAX}) {
    Loading fresh;
    std::swap(loading.store, fresh.store);
    loading.rejected.clear();
    EXPECT_EQ(
        load(line("2024-01-01T01:00:00", "1") + big + '\n' + line("2024-01-01T02:00:00", "1") + big,
             piece),
        (LoadReport{.rows = 4, .accepted = 2, .rejected = 2}));
    EXPECT_THAT(loading.rejected[0], HasSubstr("2 : the line is longer than 1 MiB"));
    EXPECT_THAT(loading.rejected[1], StartsWith("4 "));
  }
}

TEST_F(NdjsonLoadTest, NothingIsNothing) {
  EXPECT_EQ(load(""), LoadReport{});
  EXPECT_EQ(load("\xEF\xBB\xBF\n\r\n"), LoadReport{});
  EXPECT_EQ(load("\xEF\xBB\xBF" + line("2024-01-01", "1")), (LoadReport{.rows = 1, .accepted = 1}));
}

TEST_F(NdjsonLoadTest, TheResultDoesNotDependOnTheCuts) {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    const std::string minute = (i < 10 ? "0" : "") + std::to_string(i);
    text += line("2024-01-01T00:" + minute + ":00", std::to_string(i) + ".5",
                 i % 7 == 0 ? R"(,"quality":8)" : "");
    text += i % 9 == 0 ? "{broken\r\n" : "";
    text += i % 11 == 0 ? "\n" : "";
  }
  const LoadReport whole = load(text);
  const std::vector<std::string> readings = loading.readings(series("P"));
  const std::vector<std::string> rejected = loading.rejected;
  EXPECT_EQ(readings.size(), 60U);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    Loading fresh;
    std::swap(loading.store, fresh.store);
    loading.rejected.clear();
    EXPECT_EQ(load(text, piece), whole);
    EXPECT_EQ(loading.readings(series("P")), readings);
    EXPECT_EQ(loading.rejected, rejected);
  }
}

}  // namespace
}  // namespace cems::ingest
