// What Annex C prints (dictionary E) is in the demonstration's readings, for every seed.
#include <algorithm>

#include <gtest/gtest.h>

#include "app/demo/calendar.h"
#include "tests/demo/whole_site.h"

namespace cems::demo {
namespace {

class AnnexC : public testing::TestWithParam<std::uint64_t> {
 protected:
  const WholeSite& site = WholeSite::base(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Seeds, AnnexC, testing::ValuesIn(kSeeds));

TEST_P(AnnexC, C3CurrentLoadOfDistributedEnergy) {
  const TimeMs when = time("2024-07-18T14:29:00+08:00");
  EXPECT_EQ(site.at("PV-01", "P", when), 6'324);
  EXPECT_EQ(site.at("ESS-01", "P", when), -1'200);
  EXPECT_EQ(site.at("ESS-01", "SOC", when), 635);
  for (const char* point : {"P0001", "IN-01", "HVAC-01", "HVAC-02", "PV-01", "ESS-01"}) {
    EXPECT_EQ(kBegin + std::ssize(site.of(point, "P")) * kMsPerMinute, when + kMsPerMinute);
  }
}

TEST_P(AnnexC, C4EnergiesOf2023AreExact) {
  const TimeMs begin = time("2023-01-01T00:00:00+08:00");
  const TimeMs end = time("2024-01-01T00:00:00+08:00");
  const std::int64_t electricity = site.used("IN-01", "EPI", begin, end);
  const std::int64_t gas = site.used("G-01", "G", begin, end);
  const std::int64_t heat = site.used("H-01", "H", begin, end);
  EXPECT_EQ(electricity, 8'400'000 * 100);
  EXPECT_EQ(gas, 120'000 * 100);
  EXPECT_EQ(heat, 3'600 * 1'000);
  EXPECT_EQ(site.used("P0001", "EPI", begin, end), electricity) << "the whole user is its import";
  // In 0.000001 kgce: 0.1229 kgce/kWh, 1.33 kgce/m³, 34.12 kgce/GJ; then tce and 36,000 万元.
  const std::int64_t coal = electricity * 1'229 + gas * 13'300 + heat * 34'120;
  EXPECT_EQ(coal, 1'314'792 * std::int64_t{1'000'000});
  EXPECT_EQ(coal / 36'000, 36'522 * std::int64_t{1'000}) << "0.036522 tce/万元";
}

TEST_P(AnnexC, C5PeakEnergyOfAirConditioningIsExact) {
  // Shanghai outside July to September: the peak is 08:00–11:00 and 18:00–21:00, every day.
  const auto peak = [this](const char* point, int month) {
    std::int64_t sum = 0;
    for (int day = 1; day <= days_in_month(2024, month); ++day) {
      for (const std::int64_t hour : {8, 18}) {
        const TimeMs begin = to_time(midnight({2024, month, day}) + hour * 60);
        sum += site.used(point, "EPI", begin, begin + 3 * kMsPerHour);
      }
    }
    return sum;
  };
  EXPECT_EQ(peak("HVAC-01", 4), 18'240'50);
  EXPECT_EQ(peak("HVAC-01", 5), 26'310'20);
  EXPECT_EQ(peak("HVAC-02", 4), 6'120'00);
  EXPECT_EQ(peak("HVAC-02", 5), 6'480'60);
}

TEST_P(AnnexC, C6BaselineAndEventOfDemandResponse) {
  const auto mean_is = [this](CivilDate date, std::int64_t mean) {
    const TimeMs begin = to_time(midnight(date) + 13 * 60);
    EXPECT_EQ(site.power("P0001", begin, begin + 2 * kMsPerHour), mean * 120) << date.day;
  };
  mean_is({2023, 8, 8}, 32'600);
  int workdays = 0;  // The last five before the event.
  for (LocalDay day = days_from_civil({2023, 8, 7}); workdays < 5; --day) {
    if (is_workday(day)) {
      ++workdays;
      mean_is(civil_from_days(day), 41'200);
    }
  }
  mean_is({2023, 8, 1}, 41'200);
}

struct Maximum {
  std::int64_t sum = 0;  // Of 15 samples.
  TimeMs end;
};

/// Over the windows of 15 minutes, step 1 minute, that end in (begin, end] (dictionary S).
Maximum max_demand(const WholeSite& site, TimeMs begin, TimeMs end) {
  Maximum max;
  const auto& power = site.of("IN-01", "P");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < power.size(); ++i) {
    sum += power[i] - (i >= 15 ? power[i - 15] : 0);
    const TimeMs until = kBegin + (static_cast<std::int64_t>(i) + 1) * kMsPerMinute;
    if (i >= 14 && begin < until && until <= end && sum > max.sum) {
      max = {sum, until};
    }
  }
  return max;
}

TEST_P(AnnexC, C7DemandOfJulyIsWhatItPrints) {
  const Maximum july = max_demand(site, time("2024-07-01T00:00:00+08:00"), kBaseEnd);
  EXPECT_EQ(july.sum, 39'216 * 15);
  EXPECT_EQ(july.end, time("2024-07-12T10:43:00+08:00"));
  const Maximum newest = max_demand(site, kBaseEnd - 1, kBaseEnd);
  EXPECT_EQ(newest.sum, 36'504 * 15);
}

TEST_P(AnnexC, C7ContractOf2023IsNeverExceeded) {
  const Maximum year = max_demand(site, kBegin, time("2024-01-01T00:00:00+08:00"));
  EXPECT_LE(year.sum, 44'000 * 15) << format_time(year.end, Zone::fixed(8 * 60));
  EXPECT_GE(year.sum, 41'200 * 15) << "C.6's days are in it";
}

TEST(AnnexCLater, AnnouncedEventIsFollowed) {
  // The archive's DR20240719001: 3,000 kW from 13:00 to 15:00, about 690 below its baseline.
  Generator generator(77, kBaseEnd + 2 * kMsPerDay);
  const TimeMs begin = time("2024-07-19T13:00:00+08:00");
  std::int64_t sum = 0;
  std::vector<Sample> samples;
  while (generator.next(samples)) {
    for (const Sample& sample : samples) {
      const TimeMs at = sample.reading.at;
      if (sample.series == 0 && begin <= at && at < begin + 2 * kMsPerHour) {
        sum += scaled(sample.reading, 1);
      }
    }
    samples.clear();
  }
  EXPECT_EQ(sum, 30'000 * 120);
}

}  // namespace
}  // namespace cems::demo
