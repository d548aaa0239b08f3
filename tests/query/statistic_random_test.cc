// What must hold for any readings (dictionary S "Numbers"): classes add up to all time, months to
// the year, and the parts of a range that is split anywhere to the whole.
#include "statistic_site.h"
#include "tests/base/seed.h"

namespace cems::query {
namespace {

using seeds::pick;

class StatisticRandomTest : public StatisticTest {
 protected:
  std::mt19937_64 engine_ = seeds::seeded_engine();

  /// A register with gaps, late starts, rollovers and exchanges, or deltas with gaps.
  std::vector<Reading> readings(bool counts_on) {
    std::vector<Reading> out;
    TimeMs t = at("2023-12-20") + pick(engine_, 0, 40) * kMsPerDay;
    std::int64_t value = pick(engine_, 0, 99'000);
    const TimeMs end = at("2025-01-05");
    while (t < end) {
      value = !counts_on                   ? pick(engine_, -500, 5000)
              : pick(engine_, 0, 400) == 0 ? pick(engine_, 0, 500)
              : value + 700 >= 1'000'000   ? value + 700 - 1'000'000
                                           : value + pick(engine_, 0, 700);
      out.push_back({t, Decimal::from(value, 2), Quality::valid});
      const std::int64_t quarter = 15 * kMsPerMinute;
      t = t + (pick(engine_, 0, 20) == 0 ? pick(engine_, 1, 3 * kMsPerDay)
                                         : quarter * pick(engine_, 1, 60));
    }
    return out;
  }

  static Fraction value(const Cell& cell) { return cell.value.value_or(Fraction()); }

  static Fraction sum(const std::vector<Cell>& cells) {
    Fraction out;
    for (const Cell& cell : cells) {
      out += value(cell);
    }
    return out;
  }

  void expect_identities(const StatisticSeries& asked) {
    const HourCalendar calendar = usual_day();
    const TimeRange year{at("2024-01-01"), at("2025-01-01")};
    const auto months = rows(asked, year, Period::month, &calendar);
    const auto whole = rows(asked, year, Period::whole, &calendar);
    Fraction classes;
    for (std::size_t row = 0; row < months.size(); ++row) {
      ASSERT_EQ(sum(months[row].cells), value(months[row].whole));
      ASSERT_EQ(text(months[row].whole), text(whole[row]));  // Whatever the period.
      classes += row == 0 ? Fraction() : value(months[row].whole);
      for (std::size_t month = 0; row == 0 && month < months[0].cells.size(); ++month) {
        Fraction of_month;
        for (std::size_t other = 1; other < months.size(); ++other) {
          of_month += value(months[other].cells[month]);
        }
        ASSERT_EQ(of_month, value(months[0].cells[month]));
      }
    }
    ASSERT_EQ(classes, value(months[0].whole));
    TimeMs from = year.begin;
    Fraction parts;
    while (from < year.end) {
      const TimeMs to = std::min(from + pick(engine_, 1, 60 * kMsPerDay), year.end);
      parts += value(rows(asked, {from, to}, Period::whole, &calendar)[0].whole);
      from = to;
    }
    ASSERT_EQ(parts, value(months[0].whole));
  }
};

TEST_F(StatisticRandomTest, RegistersAddUpExactly) {
  // Each round adds its readings to those of the rounds before: ever more steps down.
  for (int round = 0; round < 6; ++round) {
    put("EPI", readings(true));
    expect_identities(series("EPI", kEveryClass));
    put("RAW", readings(true));
    expect_identities(series("RAW", kEveryClass));
  }
}

TEST_F(StatisticRandomTest, DeltasAddUpExactly) {
  put("E15", readings(false));
  expect_identities(series("E15", kEveryClass));
  put("DAY", readings(false));
  expect_identities(series("DAY", kEveryClass));
  put("COUNT", readings(false));
  expect_identities(series("COUNT", kEveryClass));
}

TEST_F(StatisticRandomTest, PowerAddsUpExactly) {
  for (const char* id : {"P", "PM"}) {
    put(id, readings(false));
    StatisticSeries asked = series(id, kEveryClass);
    asked.measure = Measure::power_energy;
    asked.aggregate = Aggregate::sum;
    expect_identities(asked);
  }
}

/// The same, told by plain loops over all samples.
TEST_F(StatisticRandomTest, MeansAndExtremesAreThoseOfPlainLoops) {
  const std::vector<Reading> all = readings(false);
  put("P", all);
  const HourCalendar calendar = usual_day();
  const TimeRange range{at("2024-02-10") + pick(engine_, 0, kMsPerDay), at("2024-05-01")};
  const auto made = rows(series("P", kEveryClass), range, Period::day, &calendar);
  const auto cut = *buckets(range, Period::day, site_->zone, 1000);
  for (const StatisticRow& row : made) {
    for (std::size_t b = 0; b < cut.size(); ++b) {
      Fraction total;
      std::int64_t count = 0;
      for (const Reading& r : all) {
        std::vector<model::ClassSpan> span;
        calendar.append_spans({r.at, r.at + 1}, span);
        if (cut[b].contains(r.at) && (row.tou == TouClass::none || span[0].tou == row.tou)) {
          total += Fraction(r.value);
          ++count;
        }
      }
      ASSERT_EQ(row.cells[b].value.has_value(), count > 0);
      if (count > 0) {
        ASSERT_EQ(*row.cells[b].value, total / Fraction(count));
      }
    }
  }
}

}  // namespace
}  // namespace cems::query
