// The quick way through the long form is a way, not another form: whatever a file holds, it gives
// what the careful reader gives. The careful one reads files whose columns are in another order.
#include "ingest/plain_rows.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

std::uint64_t seed_of_run() {
  const char* given = std::getenv("CEMS_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 350315;
  std::cout << "CEMS_SEED=" << seed << '\n';
  return seed;
}

using Random = std::mt19937_64;

const std::string& pick(Random& random, const std::vector<std::string>& from) {
  return from[random() % from.size()];
}

/// Cells as files have them, good ones and every kind of odd ones.
struct CellSource {
  std::vector<std::string> cems{"SITE-1", "SITE-1", "SITE-1", "SITE-2", "X", "\"SITE-1\"", ""};
  std::vector<std::string> points{"T1", "T1", "T1", "T1", "T2", " T1", "\"T1\"", "T\xFF"};
  std::vector<std::string> parameters{"P", "P", "OT", "Q"};
  std::vector<std::string> days{"2024-01-01", "2024-02-29", "2023-02-29", "1969-12-31",
                                "0000-01-01", "9999-12-31", "20240101",   "2024-13-01"};
  std::vector<std::string> times{"T00:00:00",      "T23:59:59", " 12:30:00",   "T24:00:00",
                                 "T12:60:00",      "T12:30",    "T12:30:00.5", "T12:30:00.123",
                                 "T12:30:00.1234", "",          "T25:00:00"};
  std::vector<std::string> offsets{"",      "Z",      "+08:00",  "-03:30",  "+24:00",
                                   "+0800", " 08:00", "+08:00x", "+08:000", "z"};
  std::vector<std::string> values{"1",
                                  "1.50",
                                  "-0.0",
                                  "007",
                                  "123456789012345678",
                                  "0.1234567890123456789",
                                  "1e3",
                                  "1E-2",
                                  " 1 ",
                                  "\"2.5\"",
                                  "",
                                  "NaN",
                                  "1.",
                                  ".5",
                                  "--1",
                                  "+4",
                                  "1,5",
                                  "100",
                                  "12 kW",
                                  "99999999999999999999"};
  std::vector<std::string> qualities{"",    "",   "0", "17", "255",  "256",
                                     "007", " 8", "x", "-1", "\"9\""};
  std::vector<std::string> ends{"\n", "\n", "\n", "\r\n", "\n\n", "\r\r\n"};
};

struct Row {
  std::vector<std::string> cells;  ///< In the usual order.
  std::string end;
};

std::vector<Row> make_rows(Random& random, std::size_t n, bool has_quality) {
  const CellSource source;
  std::vector<Row> rows;
  // Most rows good, as in files: the quick way is left and found again.
  const auto cell = [&](const std::vector<std::string>& from) {
    return random() % 4 == 0 ? pick(random, from) : from.front();
  };
  for (std::size_t i = 0; i < n; ++i) {
    Row row{{cell(source.cems), cell(source.points), cell(source.parameters),
             cell(source.days) + cell(source.times) + cell(source.offsets), cell(source.values)},
            cell(source.ends)};
    if (has_quality) {
      row.cells.push_back(cell(source.qualities));
    }
    if (random() % 50 == 0) {
      row.cells.pop_back();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string text_of(const std::vector<Row>& rows, bool has_quality, bool usual) {
  const auto line = [usual](std::vector<std::string> cells) {
    if (!usual) {
      std::swap(cells[0], cells[1]);  // Not the last one, which a stray CR belongs to.
    }
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += (i == 0 ? "" : ",") + cells[i];
    }
    return out;
  };
  std::vector<std::string> header{"cemsId", "pointId", "parameterId", "timeStamp", "value"};
  if (has_quality) {
    header.emplace_back("quality");
  }
  std::string text = line(header) + '\n';
  for (const Row& row : rows) {
    text += line(row.cells) + row.end;
  }
  return text;
}

struct Outcome {
  LoadReport report;
  std::vector<std::string> rejected;
  std::vector<std::vector<std::string>> readings;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome load_in_pieces(std::string_view text, Random& random, std::string_view zone) {
  Loading loading(zone);
  CsvLoad csv({.wide = {}, .zone = {}, .now = kNow}, loading.sites, loading.store.get(),
              loading.on_rejected());
  while (!text.empty()) {
    const std::size_t size = 1 + random() % (random() % 3 == 0 ? text.size() : 200);
    EXPECT_TRUE(csv.feed(text.substr(0, size)));
    text.remove_prefix(std::min(size, text.size()));
  }
  EXPECT_TRUE(csv.finish());
  return {csv.report(),
          loading.rejected,
          {loading.readings(series("P")), loading.readings(series("OT")),
           loading.readings(series("P", "SITE-2"))}};
}

TEST(PlainRows, GiveWhatTheCarefulReaderGives) {
  Random random(seed_of_run());
  for (int round = 0; round < 60; ++round) {
    const bool has_quality = round % 2 == 0;
    const std::string zone = round % 3 == 0   ? "Asia/Shanghai"
                             : round % 3 == 1 ? "+08:00"
                                              : "Europe/Berlin";
    const std::vector<Row> rows = make_rows(random, 200, has_quality);
    const Outcome careful = load_in_pieces(text_of(rows, has_quality, false), random, zone);
    const Outcome quick = load_in_pieces(text_of(rows, has_quality, true), random, zone);
    EXPECT_EQ(quick.report, careful.report) << "round " << round;
    EXPECT_EQ(quick.rejected, careful.rejected) << "round " << round;
    ASSERT_EQ(quick.readings, careful.readings) << "round " << round;
    EXPECT_GT(careful.report.accepted + careful.report.corrected, 0U);
  }
}

TEST(PlainRows, ReadOnlyWholeLines) {
  ReadingCheck check(make_sites(), kNow);
  PlainRows rows(check, false);
  const std::string line = "SITE-1,T1,P,2024-01-01T00:00:00Z,1.25\r\n";
  CheckedReading out;
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_EQ(rows.read(std::string_view(line).substr(0, size), out), 0U) << size;
  }
  ASSERT_EQ(rows.read(line + "SITE", out), line.size());
  EXPECT_EQ(out.series->key, series("P"));
  EXPECT_EQ(out.reading.value, *Decimal::parse("1.25"));
  EXPECT_EQ(out.reading.at, *parse_time("2024-01-01T00:00:00Z", Zone()));
}

TEST(PlainRows, LeaveTheFutureToTheCheck) {
  ReadingCheck check(make_sites(), kNow);
  PlainRows rows(check, false);
  CheckedReading out;
  EXPECT_EQ(rows.read("SITE-1,T1,P,2024-07-18T14:35:01+08:00,1\n", out), 0U);
  EXPECT_NE(rows.read("SITE-1,T1,P,2024-07-18T14:35:00+08:00,1\n", out), 0U);
}

// A series that follows another one most of the time may be followed by any other.
TEST(SeriesMemo, KnowsEverySeriesInWhateverOrder) {
  SeriesMemo memo;
  KnownSeries a;
  KnownSeries b;
  EXPECT_EQ(memo.expect("A,x"), nullptr);
  EXPECT_EQ(memo.find("A,"), nullptr);
  memo.add("A,", a);
  memo.add("LONGER-NAME,", b);
  EXPECT_EQ(memo.find("A,")->series, &a);
  EXPECT_EQ(memo.expect("LONGER-NAME,1")->series, &b);
  EXPECT_EQ(memo.expect("A,1")->series, &a) << "the circle is closed";
  EXPECT_EQ(memo.expect("A,1"), nullptr);
  EXPECT_EQ(memo.find("A,")->series, &a);
  EXPECT_EQ(memo.expect("A,1")->series, &a) << "it follows itself now";
  EXPECT_EQ(memo.expect("A"), nullptr) << "shorter than the name";
}

}  // namespace
}  // namespace cems::ingest
