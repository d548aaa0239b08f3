// Rows against the slow way: Writer, append_time and Decimal, byte for byte.
#include "json/row_writer.h"

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/time.h"

namespace cems::json {
namespace {

std::uint64_t row_seed() {
  const char* given = std::getenv("CEMS_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20240401;
}

struct Row {
  std::int64_t at_ms;
  std::int64_t mantissa;
};

class RowWriterTest : public testing::Test {
 protected:
  std::string slow(const std::vector<Row>& rows, int scale, Quality quality = Quality::valid) {
    std::string out;
    Writer writer(out);
    for (const Row& row : rows) {
      writer.begin_object();
      writer.key(time_).value(format_time({row.at_ms}, zone_));
      writer.key(value_).value(Decimal::from(row.mantissa, scale));
      if (quality != Quality::valid) {
        writer.key(quality_).value(static_cast<std::int64_t>(quality));
      }
      writer.end_object();
    }
    return out;
  }

  std::string fast(const std::vector<Row>& rows, int scale, Quality quality = Quality::valid) {
    std::vector<std::int64_t> times;
    std::vector<std::int64_t> mantissas;
    for (const Row& row : rows) {
      times.push_back(row.at_ms);
      mantissas.push_back(row.mantissa);
    }
    RowWriter writer(time_, value_, quality_, zone_);
    std::string out;
    EXPECT_EQ(writer.append(out, {times, mantissas, scale, quality}, SIZE_MAX), rows.size());
    return out;
  }

  void expect_the_same(const std::vector<Row>& rows, int scale, Quality quality = Quality::valid) {
    ASSERT_EQ(fast(rows, scale, quality), slow(rows, scale, quality));
  }

  void use_zone(std::string_view name) { zone_ = Zone::parse(name).value(); }

  Name time_{"timeStamp"};
  Name value_{"value"};
  Name quality_{"quality"};
  Zone zone_ = Zone::fixed(480);
};

constexpr std::int64_t kStart = 1'711'900'800'000;  // 2024-04-01T00:00:00+08:00

// Dictionary 6.6: a row of GetPointHistoricData.
TEST_F(RowWriterTest, WritesARow) {
  EXPECT_EQ(fast({{kStart, 12345}, {kStart + 60'000, -1200}}, 2),
            R"({"timeStamp":"2024-04-01T00:00:00+08:00","value":123.45},)"
            R"({"timeStamp":"2024-04-01T00:01:00+08:00","value":-12})");
  EXPECT_EQ(fast({{kStart, 5}}, 1, Quality::estimated_reference_day),
            R"({"timeStamp":"2024-04-01T00:00:00+08:00","value":0.5,"quality":8})");
}

TEST_F(RowWriterTest, WritesEveryNumberCanonically) {
  std::vector<Row> rows;
  for (const std::int64_t near :
       {0LL, 1LL, 9LL, 10LL, 99LL, 100LL, 101LL, 1000LL, 12300LL, 9'999'999LL, 99'999'999LL,
        100'000'000LL, 9'999'999'999LL, 999'999'999'999'999LL, 1'000'000'000'000'000LL}) {
    for (const std::int64_t mantissa : {near - 1, near, near + 1, -near}) {
      rows.push_back({kStart + static_cast<std::int64_t>(rows.size()) * 1000, mantissa});
    }
  }
  rows.push_back({kStart + 3'600'000, INT64_MIN});
  rows.push_back({kStart + 7'200'000, INT64_MAX});
  for (const int scale : {-20, -3, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 25, 300}) {
    SCOPED_TRACE(scale);
    expect_the_same(rows, scale);
  }
}

TEST_F(RowWriterTest, WritesAnyNumbersAtAnyTimes) {
  std::mt19937_64 random(row_seed());
  SCOPED_TRACE(row_seed());
  const auto below = [&](std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random);
  };
  for (const char* name : {"+08:00", "Z", "-09:30", "Europe/Berlin", "Asia/Shanghai"}) {
    use_zone(name);
    for (int scale = -2; scale < 9; ++scale) {
      std::vector<Row> rows;
      for (int i = 0; i < 500; ++i) {
        const std::int64_t step = below(3) == 0 ? below(90'000'000) : 1000 * below(5000);
        const std::int64_t at = (rows.empty() ? below(2 * kStart) : rows.back().at_ms) + step + 1;
        rows.push_back({below(4) == 0 ? at : at / 1000 * 1000 + 1000,
                        static_cast<std::int64_t>(random()) >> below(64)});
      }
      ASSERT_NO_FATAL_FAILURE(expect_the_same(rows, scale)) << name << " " << scale;
    }
  }
}

// Trap: the offset changes within a day; 02:00 to 03:00 comes twice in autumn.
TEST_F(RowWriterTest, FollowsTheZoneOverItsChanges) {
  use_zone("Europe/Berlin");
  for (const std::int64_t change : {1'711'846'800'000, 1'729'990'800'000}) {
    std::vector<Row> rows;
    for (std::int64_t at = change - 2 * kMsPerHour; at < change + 3 * kMsPerHour; at += 60'000)
      rows.push_back({at, 1});
    expect_the_same(rows, 0);
  }
}

TEST_F(RowWriterTest, NamesTheFirstAndLastHoursThatAYearCanName) {
  for (const char* name : {"+08:00", "-08:00", "Europe/Berlin", "Z"}) {
    use_zone(name);
    std::vector<Row> rows;
    for (const std::int64_t from : {kTimeMin.ms, kTimeMax.ms - 20 * kMsPerHour}) {
      for (std::int64_t i = 0; i < 20; ++i)
        rows.push_back({from + i * kMsPerHour, i});
    }
    rows.push_back({kTimeMax.ms - 1, 1});
    ASSERT_NO_FATAL_FAILURE(expect_the_same(rows, 1)) << name;
  }
}

// Dictionary R9: members have the names of the deployment, however long.
TEST_F(RowWriterTest, WritesRenamedMembers) {
  time_ = Name("t");
  value_ = Name("v");
  quality_ = Name("数据质量");
  expect_the_same({{kStart, 1}, {kStart + 1, 2}}, 1, Quality::revenue);
  time_ = Name(std::string(200, 'x'));
  value_ = Name("with \"quotes\"");
  expect_the_same({{kStart, 1}, {kStart + 1000, 2}}, 1, Quality::revenue);
  time_ = Name(std::string(20'000, 'y'));
  expect_the_same({{kStart, 1}, {kStart + 1000, 2}}, 1);
}

TEST_F(RowWriterTest, StopsWhereTheTextIsLongEnough) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 4096; ++i)
    times.push_back(kStart + i * 60'000);
  const std::vector<std::int64_t> mantissas(times.size(), 12345);
  RowWriter writer(time_, value_, quality_, zone_);
  std::string all;
  ASSERT_EQ(writer.append(all, {times, mantissas, 2}, SIZE_MAX), times.size());
  for (const std::size_t bytes : {0U, 1U, 100U, 8192U, 32768U}) {
    std::string joined;
    for (std::size_t done = 0; done < times.size();) {
      std::string piece;
      const std::size_t n = writer.append(
          piece, {std::span(times).subspan(done), std::span(mantissas).subspan(done), 2}, bytes);
      ASSERT_GT(n, 0U);
      ASSERT_LT(piece.size(), bytes + 64);
      joined += (done == 0 ? "" : ",") + piece;
      done += n;
    }
    ASSERT_EQ(joined, all) << bytes;
  }
  EXPECT_EQ(writer.append(all, {}, SIZE_MAX), 0U);
}

}  // namespace
}  // namespace cems::json
