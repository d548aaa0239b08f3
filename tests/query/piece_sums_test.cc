// Months and days that are kept between requests: whatever happens to the readings or to the
// archive, an answer put together from them is the one that the readings give.
#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "base/quote.h"
#include "catalog/snapshot.h"
#include "query/closed_cells.h"
#include "query/kept_pieces.h"
#include "query/piece_codec.h"
#include "query/rollups.h"
#include "query/statistic_rows.h"
#include "statistic_site.h"
#include "tests/base/seed.h"

namespace cems::query {
namespace {

using seeds::pick;

/// A site with registers and deltas of several kinds and a tariff with seasons; `edition` makes
/// another one.
std::shared_ptr<const catalog::Site> metered_site(int edition, std::string_view zone) {
  const std::string text =
      R"({"cems":{"cemsId":"S","name":"S","rootPointId":"A","touScheme":"T","timeZone":")" +
      std::string(zone) + R"("},"categories":[{"categoryCode":"05","name":"c05"}],"points":[)" +
      R"({"pointId":"A","name":"A","categoryCode":"05","energyType":"01","parameters":[
      {"parameterId":"EPI","name":"E","unit":"kWh","interval":"PT1H",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"RAW","name":"E","unit":"kWh",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"VALLEY","name":"E","unit":"kWh","interval":"PT1H",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.4.0.0.0.3.72.0"},
      {"parameterId":"HOUR","name":"E","unit":"kWh","interval":"PT1H",
       "readingTypeId":"0.0.7.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"DAY","name":"E","unit":"kWh",
       "readingTypeId":"11.26.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"P","name":"P","unit":"kW","interval":"PT5M",
       "readingTypeId":"0.0.0.6.0.1.37.0.0.0.0.0.0.0.0.3.38.0"},
      {"parameterId":"T","name":"T","unit":"C","readingTypeId":"0.0.0.6.0.0.46.0.0.0.0.0.0.0.0.0.23.0"},
      {"parameterId":"FIVE","name":"E","unit":"kWh","interval":"PT5M",
       "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"},
      {"parameterId":"LOOSE","name":"E","unit":"kWh",
       "readingTypeId":"0.0.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}],
      "touSchedules":[{"id":"T","versions":[{"version":"1","validFrom":"2024-02-10","rules":[
        {"periods":[{"tou":4,"from":"22:00","to":"08:00"},{"tou":2,"from":"08:00","to":"22:00"}]},
        {"months":[6,9],"periods":[{"tou":5,"from":"00:00","to":"06:00"}]},
        {"months":[6,7],"periods":[{"tou":1,"from":")" +
      std::to_string(10 + edition) + R"(:00","to":"16:30"}]}]}]}]})";
  const Result<json::Value> archive = json::parse(text);
  EXPECT_TRUE(archive) << archive.error().message;
  catalog::ArchiveReading reading = catalog::read_archive(*archive, spec::Wire::standard());
  for (const model::Problem& problem : reading.problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return reading.site;
}

std::string text_of(const std::optional<Fraction>& number) {
  const std::optional<Decimal> decimal = number ? number->to_significant(38) : std::nullopt;
  return decimal ? decimal->to_string() : "none";
}

/// Everything that an answer says of the rows.
std::string text_of(const std::vector<StatisticRow>& rows) {
  std::string out;
  for (const StatisticRow& row : rows) {
    out += std::to_string(static_cast<int>(row.tou)) + ": " + text(row) + " | " + text(row.whole) +
           " | " + text_of(row.ratio) + " " + std::to_string(row.coverage.present) + "/" +
           (row.coverage.expected ? std::to_string(*row.coverage.expected) : "none");
    for (const std::optional<Cell>& cell : {row.average, row.maximum, row.minimum}) {
      out += cell ? " " + text(*cell) + "@" + std::to_string(cell->at.ms) : "";
    }
    out += "\n";
  }
  return out;
}

class PieceSumsTest : public StatisticTest {
 protected:
  PieceSumsTest() { site_ = metered_site(0, "+08:00"); }

  std::string answer(const StatisticSeries& asked, TimeRange range, Period period,
                     ClosedCells* closed) {
    const auto cut = buckets(range, period, site_->zone, 100'000);
    const auto made = statistic(*store_, *site_, asked, {*cut, now_, false, closed});
    EXPECT_TRUE(made) << made.error().message;
    return made ? text_of(*made) : "";
  }

  std::string class_answer(TimeRange range, Period period, ClosedCells* closed) {
    const auto cut = buckets(range, period, site_->zone, 100'000);
    const StatisticAsk ask{{}, {}, kEveryClass};
    const auto made = class_aggregates(*store_, *site_, *site_->categories.front(), ask, period,
                                       {*cut, now_, false, closed});
    EXPECT_TRUE(made) << made.error().message;
    std::string out;
    for (const ClassAggregate& one : *made) {
      out += one.parameter.str() + " " + text_of({one.row});
    }
    return out;
  }

  /// The series in one of the ways that it can be read.
  StatisticSeries any_series(std::string_view id) {
    StatisticSeries out = series(id, id == "VALLEY"             ? std::vector{TouClass::valley}
                                     : pick(engine_, 0, 2) == 0 ? kAllTime
                                                                : kEveryClass);
    if (out.measure == Measure::reg) {
      return out;
    }
    constexpr std::array kAggregates{Aggregate::average, Aggregate::maximum, Aggregate::minimum};
    if (id == "P" && pick(engine_, 0, 2) == 0) {
      out.measure = Measure::power_energy;
      out.aggregate = Aggregate::sum;
    } else if (out.measure == Measure::sample || pick(engine_, 0, 1) == 0) {
      out.aggregate = kAggregates[static_cast<std::size_t>(pick(engine_, 0, 2))];
    }
    return out;
  }

  std::mt19937_64 engine_ = seeds::seeded_engine();
  ClosedCells closed_;
};

constexpr std::array<std::string_view, 9> kSeries{"EPI", "RAW", "VALLEY", "HOUR", "DAY",
                                                  "P",   "T",   "FIVE",   "LOOSE"};

/// Readings with gaps, other qualities, rollovers and meter exchanges.
std::vector<Reading> random_readings(std::mt19937_64& engine, TimeRange range) {
  std::vector<Reading> out;
  std::int64_t value = pick(engine, 0, 900'000);
  for (TimeMs t = range.begin; t < range.end;) {
    value = pick(engine, 0, 60) == 0     ? pick(engine, 0, 500)
            : value + 9'000 >= 1'000'000 ? value + 9'000 - 1'000'000
                                         : value + pick(engine, 0, 9'000);
    const Quality quality = pick(engine, 0, 30) == 0 ? Quality::estimated_linear : Quality::valid;
    out.push_back({t, Decimal::from(value, 2), quality});
    t = t + (pick(engine, 0, 200) == 0 ? pick(engine, 1, 50 * kMsPerDay)
                                       : kMsPerHour * pick(engine, 1, 5));
  }
  return out;
}

// docs/statistics.md "Buckets", "Registers", "Quality of a cell": kept or not, the same answer.
TEST_F(PieceSumsTest, SaysWhatTheReadingsSayWhateverHappensToThem) {
  std::uint64_t kept = 0;
  for (int round = 0; round < 4; ++round) {
    const std::string_view zone = round % 3 == 0 ? "Europe/Berlin" : "+08:00";
    site_ = metered_site(0, zone);
    store_ = store::make_memory_store();
    const std::size_t bytes_max = pick(engine_, 0, 3) == 0 ? 20'000 : limits::kClosedCellBytesMax;
    auto closed = std::make_unique<ClosedCells>(bytes_max);
    catalog::Catalog catalog;
    Rollups rollups(*store_, catalog);
    TimeMs newest = at("2024-01-05") + pick(engine_, 0, 90) * kMsPerDay;
    for (int step = 0; step < 10; ++step) {
      for (const std::string_view id : kSeries) {
        const int what = static_cast<int>(pick(engine_, 0, 5));
        const TimeMs from =
            what == 0 ? at("2023-12-01") + pick(engine_, 0, 300) * kMsPerDay : newest;
        const TimeMs to = from + pick(engine_, 1, what == 0 ? 5 : 60) * kMsPerDay;
        if (what != 5) {
          put(id, random_readings(engine_, {from, to}));
        }
        newest = std::max(newest, from);
      }
      newest = newest + pick(engine_, 0, 40) * kMsPerDay;
      now_ = newest + pick(engine_, -30, 30) * kMsPerDay;
      if (pick(engine_, 0, 5) == 0) {
        site_ = metered_site(static_cast<int>(pick(engine_, 0, 3)), zone);
      }
      if (pick(engine_, 0, 2) == 0) {
        catalog.set(std::make_shared<const catalog::Snapshot>(std::vector{site_}));
        for (int look = 0; look < 2; ++look) {
          const auto made = rollups.look(now_, {});
          ASSERT_TRUE(made);
          kept += *made;
        }
        if (pick(engine_, 0, 1) == 0) {
          closed = std::make_unique<ClosedCells>(bytes_max);  // As after a start.
        }
      }
      const TimeRange range{at("2024-01-01") + pick(engine_, -3, 1) * 7 * kMsPerHour,
                            pick(engine_, 0, 1) == 0 ? at("2025-01-01") : now_ + kMsPerDay};
      if (range.empty()) {
        continue;
      }
      for (const Period period : {Period::month, Period::quarter, Period::year, Period::whole,
                                  Period::week, Period::day}) {
        for (const std::string_view id : kSeries) {
          const StatisticSeries asked = any_series(id);
          ASSERT_EQ(answer(asked, range, period, closed.get()),
                    answer(asked, range, period, nullptr))
              << id << ", round " << round << ", step " << step;
        }
        ASSERT_EQ(class_answer(range, period, closed.get()), class_answer(range, period, nullptr))
            << "round " << round << ", step " << step;
      }
    }
  }
  EXPECT_GT(kept, 25U) << "summaries of series and looks";
}

TEST_F(PieceSumsTest, TheStoreKeepsPastMonthsAcrossAStart) {
  put("EPI", "2024-01-01", kMsPerHour, std::vector<std::string>(24 * 200, "5"));
  put("HOUR", "2024-01-01", kMsPerHour, std::vector<std::string>(24 * 200, "5"));
  now_ = at("2024-07-15");
  catalog::Catalog catalog(std::make_shared<const catalog::Snapshot>(std::vector{site_}));
  EXPECT_EQ(Rollups(*store_, catalog).look(now_, {}).value(), 4U)
      << "by class and not; of the hours that June's edge at 16:30 divides that they have to be "
         "read";
  EXPECT_EQ(Rollups(*store_, catalog).look(now_, {}).value(), 0U) << "another start finds them";
  for (const auto& [id, by_class] : {std::pair{"EPI", true}, {"EPI", false}, {"HOUR", false}}) {
    const auto series = *store_->find({site_->id, PointId("A"), ParameterId(id)});
    const PieceKey key{series, ReadAs::consumption, Level::month, by_class};
    const auto pieces = kept_pieces(*store_, key, 2024, basis_of(*site_, 2024));
    ASSERT_EQ(pieces.size(), 6U) << id;
    EXPECT_EQ(pieces.back().range.end, at("2024-07-01"));
    EXPECT_TRUE(kept_pieces(*store_, key, 2024, "another archive").empty());
  }
}

TEST_F(PieceSumsTest, AFewReadingsAMonthAreNotWorthASummary) {
  put("RAW", "2024-01-01", 10 * kMsPerDay, std::vector<std::string>(20, "5"));
  catalog::Catalog catalog(std::make_shared<const catalog::Snapshot>(std::vector{site_}));
  ASSERT_TRUE(Rollups(*store_, catalog).look(at("2024-07-15"), {}));
  const auto series = *store_->find({site_->id, PointId("A"), ParameterId("RAW")});
  EXPECT_TRUE(kept_pieces(*store_, {series}, 2024, basis_of(*site_, 2024)).empty());
}

TEST(PieceCodec, DamagedBytesAreNone) {
  Piece piece;
  piece.range = {{0}, {31 * kMsPerDay}};
  piece.cells[2] = {-77, 4, 5, {true, false, true, true, false, Quality::mixed}};
  piece.extremes[2] = {9, -8, 1, 2};
  const std::string bytes = encode_pieces(std::vector{piece, piece}, "basis");
  ASSERT_EQ(decode_pieces(bytes, "basis").value().size(), 2U);
  EXPECT_EQ(decode_pieces(bytes, "basis")->front().cells[2].sum, -77);
  EXPECT_EQ(decode_pieces(bytes, "basis")->front().extremes[2], piece.extremes[2]);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_pieces(std::string_view(bytes).substr(0, size), "basis")) << size;
  }
  EXPECT_FALSE(decode_pieces(bytes + "x", "basis"));
}

TEST_F(PieceSumsTest, DaysAreKeptOfSeriesWithManyReadingsOnly) {
  for (const char* id : {"FIVE", "P", "EPI"}) {
    put(id, "2024-01-01", 5 * kMsPerMinute, std::vector<std::string>(288 * 40, "5"));
  }
  now_ = at("2024-02-15");
  catalog::Catalog catalog(std::make_shared<const catalog::Snapshot>(std::vector{site_}));
  ASSERT_TRUE(Rollups(*store_, catalog).look(now_, {}));
  const auto days = [&](const char* id, ReadAs read_as) {
    const auto series = *store_->find({site_->id, PointId("A"), ParameterId(id)});
    const auto pieces = kept_pieces(*store_, {series, read_as, Level::day, true}, 2024 * 12,
                                    basis_of(*site_, 2024));
    return pieces.size();
  };
  EXPECT_EQ(days("FIVE", ReadAs::consumption), 31U);
  EXPECT_EQ(days("P", ReadAs::samples), 31U);
  EXPECT_EQ(days("EPI", ReadAs::consumption), 0U) << "by the hour, as its interval says";
}

TEST_F(PieceSumsTest, AYearOfDaysReadsNoReadingsASecondTime) {
  put("P", "2024-01-01", 5 * kMsPerMinute, std::vector<std::string>(288 * 40, "5"));
  now_ = at("2024-02-15");
  StatisticSeries asked = series("P");
  asked.aggregate = Aggregate::maximum;
  const TimeRange range{at("2024-01-01"), at("2024-02-09")};
  const std::string first = answer(asked, range, Period::day, &closed_);
  const auto id = *store_->find({site_->id, PointId("A"), ParameterId("P")});
  const auto entry = closed_.find({id, ReadAs::samples, Level::day, false});
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->pieces.size(), 39U);
  EXPECT_EQ(answer(asked, range, Period::day, &closed_), first);
  EXPECT_EQ(closed_.find({id, ReadAs::samples, Level::day, false}), entry) << "nothing was made";
}

TEST_F(PieceSumsTest, DaysOfFewReadingsAreKeptInMemoryOnly) {
  put("HOUR", "2024-01-01", kMsPerHour, std::vector<std::string>(24 * 40, "5"));
  now_ = at("2024-02-15");
  const StatisticSeries asked = series("HOUR");
  const TimeRange range{at("2024-01-01"), at("2024-02-09")};
  const std::string read = answer(asked, range, Period::day, nullptr);
  EXPECT_EQ(answer(asked, range, Period::day, &closed_), read);
  const auto id = *store_->find({site_->id, PointId("A"), ParameterId("HOUR")});
  const auto entry = closed_.find({id, ReadAs::consumption, Level::day, false});
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->pieces.size(), 39U);
  EXPECT_EQ(answer(asked, range, Period::day, &closed_), read);
  EXPECT_EQ(closed_.find({id, ReadAs::consumption, Level::day, false}), entry);
  // A reading behind them is seen.
  put("HOUR", "2024-02-08T12:00", kMsPerHour, {"1000"});
  EXPECT_NE(answer(asked, range, Period::day, &closed_), read);
  EXPECT_EQ(answer(asked, range, Period::day, &closed_),
            answer(asked, range, Period::day, nullptr));
}

// docs/statistics.md "Quality of a cell": deep valley begins with June, where no reading is.
TEST_F(PieceSumsTest, AnEdgeBetweenMonthsCountsForTheClassThatBeginsThere) {
  std::vector<std::string> values(24 * 91, "5");
  for (int hour = 20; hour < 27; ++hour) {
    values[static_cast<std::size_t>(24 * 60 + hour)].clear();  // 31 May 20:00 to 1 June 03:00.
  }
  put("EPI", "2024-04-01", kMsPerHour, values);
  const TimeRange quarter{at("2024-04-01"), at("2024-07-01")};
  const StatisticSeries asked = series("EPI", kEveryClass);
  const std::string kept = answer(asked, quarter, Period::quarter, &closed_);
  EXPECT_EQ(kept, answer(asked, quarter, Period::quarter, nullptr));
  EXPECT_NE(kept.find("\n5: 0/9 | 0/9 |"), std::string::npos) << kept;
}

TEST_F(PieceSumsTest, KeepsThePastAndNotTheMonthUnderWay) {
  put("EPI", "2024-01-01", kMsPerHour, std::vector<std::string>(24 * 45, "5"));
  now_ = at("2024-03-01");
  const TimeRange range{at("2024-01-01"), at("2024-03-01")};
  (void)answer(series("EPI", kEveryClass), range, Period::month, &closed_);
  const auto id = *store_->find({site_->id, PointId("A"), ParameterId("EPI")});
  const auto entry = closed_.find({id, ReadAs::consumption, Level::month, true});
  ASSERT_NE(entry, nullptr);
  ASSERT_EQ(entry->pieces.size(), 2U);
  // February has no reading at its end yet: it stays only as long as there is no newer reading.
  EXPECT_EQ(entry->pieces.front().range.end, at("2024-02-01"));
  EXPECT_LT(entry->settled, at("2024-03-01"));
}

TEST_F(PieceSumsTest, AReceiptReadsEveryReading) {
  put("EPI", "2024-01-01", kMsPerHour, std::vector<std::string>(24 * 45, "5"));
  const auto cut = buckets({at("2024-01-01"), at("2024-02-01")}, Period::month, site_->zone, 100);
  const auto rows = statistic(*store_, *site_, series("EPI"), {*cut, now_, true, &closed_});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().receipt->samples, 745U);
  EXPECT_EQ(closed_.bytes(), 0U);
}

TEST_F(PieceSumsTest, ForgetsTheLeastRecentlyAskedBeyondItsBytes) {
  constexpr std::size_t kBytes = 64 * 1024;
  ClosedCells cells(kBytes);
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    auto entry = std::make_shared<ClosedCells::Entry>();
    entry->pieces.resize(3);
    cells.put({SeriesId{i}}, std::move(entry));
    EXPECT_LE(cells.bytes(), kBytes);
  }
  EXPECT_EQ(cells.find({SeriesId{1}}), nullptr);
  EXPECT_NE(cells.find({SeriesId{1000}}), nullptr);
}

}  // namespace
}  // namespace cems::query
