// The demonstration's readings: complete, exact registers, the same again, and however far.
#include "app/demo/generator.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/demo/shares.h"
#include "tests/demo/whole_site.h"

namespace cems::demo {
namespace {

std::vector<Sample> generate(std::uint64_t seed, TimeMs until) {
  Generator generator(seed, until);
  std::vector<Sample> samples;
  while (generator.next(samples)) {
  }
  return samples;
}

/// FNV-1a over series, time and number of the readings before `end`, each times a power of ten.
class Hash {
 public:
  void add(const Sample& sample) {
    take(sample.series);
    take(static_cast<std::uint64_t>(sample.reading.at.ms));
    take(static_cast<std::uint64_t>(scaled(sample.reading, 3)));
  }

  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void take(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      value_ = (value_ ^ (number >> shift & 0xFFU)) * 1'099'511'628'211U;
    }
  }

  std::uint64_t value_ = 14'695'981'039'346'656'037U;
};

/// Of the readings before `end` that a generator up to `until` makes, as far as they go.
std::uint64_t hash_before(TimeMs end, std::uint64_t seed, TimeMs until) {
  Generator generator(seed, until);
  Hash hash;
  std::vector<Sample> samples;
  bool is_over = false;
  while (!is_over && generator.next(samples)) {
    is_over = std::all_of(samples.begin(), samples.end(),
                          [end](const Sample& sample) { return sample.reading.at >= end; });
    for (const Sample& sample : samples) {
      if (sample.reading.at < end) {
        hash.add(sample);
      }
    }
    samples.clear();
  }
  return hash.value();
}

TEST(DemoShares, PartsAreIntegersAndTheirSumIsExact) {
  for (const std::int64_t total : {0, 1, 2, 7, 100, 840'000'000}) {
    Shares shares(total, 3 + 0 + 5 + 1 + 9);
    std::int64_t sum = 0;
    for (const std::int64_t weight : {3, 0, 5, 1, 9}) {
      const std::int64_t part = shares.next(weight);
      EXPECT_GE(part, 0);
      EXPECT_LE(std::abs(part * 18 - total * weight), 18) << total;  // By less than one.
      sum += part;
    }
    EXPECT_EQ(sum, total);
  }
}

TEST(DemoGenerator, SpanIsThatOfTheDictionary) {
  EXPECT_EQ(kBegin, time("2023-01-01T00:00:00+08:00"));
  EXPECT_EQ(kBaseEnd, time("2024-07-18T14:30:00+08:00"));
  // 813,030 minutes: 7 series every minute, 6 every 15, 3 every 60.
  EXPECT_EQ(Generator::count(kBaseEnd), 813'030U * 7 + 54'202U * 6 + 13'551U * 3);
}

TEST(DemoGenerator, EverySeriesIsCompleteAndInOrder) {
  const WholeSite& site = WholeSite::base(kSeedDefault);  // Checks each reading's time.
  EXPECT_EQ(site.of("P0001", "P").size(), 813'030U);
  EXPECT_EQ(site.of("ESS-01", "SOC").size(), 813'030U);
  EXPECT_EQ(site.of("PV-01", "EPI").size(), 54'202U);
  EXPECT_EQ(site.of("H-01", "H").size(), 13'551U);
}

TEST(DemoGenerator, SameSeedGivesTheSameReadings) {
  const TimeMs end = kBegin + 10 * kMsPerDay;
  EXPECT_EQ(generate(5, end), generate(5, end));
}

TEST(DemoGenerator, SeedsDifferInMostPowerSamples) {
  const auto& one = WholeSite::base(kSeeds[0]).of("IN-01", "P");
  const auto& two = WholeSite::base(kSeeds[1]).of("IN-01", "P");
  std::size_t same = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    same += one[i] == two[i] ? 1U : 0U;
  }
  EXPECT_LT(same * 10, one.size());
}

TEST(DemoGenerator, LongerSpanKeepsTheShorterByteForByte) {
  // Contract: `--until TIME` keeps everything to that moment and generates on from it. What is
  // divided from a whole year or month is divided the same where only its beginning is asked.
  const TimeMs early = kBegin + 40 * kMsPerDay + 7 * kMsPerMinute;
  const std::uint64_t whole = hash_before(early, 3, kBaseEnd);
  for (const std::int64_t minutes : {0, 1, 15, 60, 3 * 1440}) {
    EXPECT_EQ(hash_before(early, 3, early + minutes * kMsPerMinute), whole) << minutes;
  }
  EXPECT_NE(hash_before(early - kMsPerMinute, 3, kBaseEnd), whole) << "The hash sees a minute.";
  EXPECT_EQ(hash_before(kBaseEnd, 3, kBaseEnd + 5 * kMsPerDay), hash_before(kBaseEnd, 3, kBaseEnd));
}

TEST(DemoGenerator, UntilIsExclusiveToTheMillisecond) {
  EXPECT_TRUE(generate(1, kBegin).empty());
  EXPECT_EQ(generate(1, kBegin + 1).size(), kSeries.size());
  EXPECT_EQ(generate(1, kBegin + kMsPerMinute).size(), kSeries.size());
  EXPECT_EQ(generate(1, kBegin + kMsPerMinute + 1).size(), kSeries.size() + 7);
  EXPECT_EQ(Generator::count(kBegin), 0U);
  EXPECT_EQ(Generator::count(kBegin - 1'000'000'000), 0U);
}

TEST(DemoGenerator, RegistersAreExactIntegralsOfForwardPower) {
  const WholeSite& site = WholeSite::base(kSeeds[1]);
  for (const char* point : {"P0001", "IN-01", "HVAC-01", "HVAC-02", "PV-01", "ESS-01"}) {
    const auto& power = site.of(point, "P");
    const auto& energy = site.of(point, "EPI");
    for (std::size_t i = 1; i < energy.size(); ++i) {
      std::int64_t sum = 0;  // 0.1 kW·min; 6 of them are 0.01 kWh.
      for (std::size_t k = (i - 1) * 15; k < i * 15; ++k) {
        sum += std::max<std::int64_t>(0, power[k]);
      }
      ASSERT_EQ((energy[i] - energy[i - 1]) * 6, sum) << point << " at " << i;
    }
  }
}

TEST(DemoGenerator, RegistersNeverDecrease) {
  const WholeSite& site = WholeSite::base(kSeeds[2]);
  for (const Series& series : kSeries) {
    if (series.interval_minutes == 1) {
      continue;
    }
    const auto& registers = site.of(series.point, series.parameter);
    EXPECT_TRUE(std::is_sorted(registers.begin(), registers.end())) << series.point;
    EXPECT_GT(registers.back(), registers.front()) << series.point;
  }
}

TEST(DemoGenerator, StorageChargeFollowsItsPowerWithinTheDay) {
  const WholeSite& site = WholeSite::base(kSeedDefault);
  const auto& power = site.of("ESS-01", "P");
  const auto& state = site.of("ESS-01", "SOC");
  std::int64_t charge = state.front() * 1'200;  // 0.1 % of 2,000 kWh are 1,200 × 0.1 kW·min.
  for (std::size_t i = 0; i < state.size(); ++i) {
    ASSERT_EQ(state[i], charge / 1'200) << i;
    ASSERT_GT(state[i], 200);
    ASSERT_LT(state[i], 900);
    charge -= power[i];
  }
}

TEST(DemoGenerator, KnownSumStaysWhatItIs) {
  // Frozen: readings of the default seed must not move when the program changes.
  EXPECT_EQ(hash_before(kBaseEnd, kSeedDefault, kBaseEnd), 12'281'610'863'466'594'010U);
}

}  // namespace
}  // namespace cems::demo
