// The demonstration's readings: the moments of Annex C for every seed, and exact registers.
#include "app/demo/generator.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/zone.h"

namespace cems::demo {
namespace {

using Readings = std::map<std::string, std::map<std::int64_t, Reading>>;  // By "point/parameter".

std::vector<Sample> generate(std::uint64_t seed, TimeMs until) {
  Generator generator(seed, until);
  std::vector<Sample> samples;
  while (generator.next(samples)) {
  }
  return samples;
}

Readings by_series(const std::vector<Sample>& samples) {
  Readings readings;
  for (const Sample& sample : samples) {
    const Series& series = kSeries.at(sample.series);
    readings[std::string(series.point) + "/" + std::string(series.parameter)].emplace(
        sample.reading.at.ms, sample.reading);
  }
  return readings;
}

TimeMs time(std::string_view text) {
  return *parse_time(text, Zone::fixed(8 * 60));
}

std::string value_at(const Readings& readings, const std::string& series, std::string_view when) {
  return readings.at(series).at(time(when).ms).value.to_string();
}

/// The number × 10^digits. The oracle's own arithmetic: from the printed text.
std::int64_t scaled(const Reading& reading, std::size_t digits) {
  std::string text = reading.value.to_string();
  const std::size_t point = text.find('.');
  const std::size_t have = point == std::string::npos ? 0 : text.size() - point - 1;
  EXPECT_LE(have, digits) << text;
  if (point != std::string::npos) {
    text.erase(point, 1);
  }
  text.append(digits - have, '0');
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

constexpr std::array<std::uint64_t, 4> kSeeds{1, 2, 77, 18'446'744'073'709'551'615U};

TEST(DemoGenerator, SpanIsThatOfTheDictionary) {
  EXPECT_EQ(kBegin, time("2024-07-01T00:00:00+08:00"));
  EXPECT_EQ(kBaseEnd, time("2024-07-18T14:30:00+08:00"));
}

TEST(DemoGenerator, EverySeriesIsCompleteAndInOrder) {
  const std::vector<Sample> samples = generate(kSeedDefault, kBaseEnd);
  EXPECT_EQ(samples.size(), Generator::count(kBaseEnd));
  std::array<TimeMs, kSeries.size()> next;
  next.fill(kBegin);
  for (const Sample& sample : samples) {
    ASSERT_EQ(sample.reading.at, next.at(sample.series)) << sample.series;
    next.at(sample.series) =
        sample.reading.at + kSeries.at(sample.series).interval_minutes * kMsPerMinute;
  }
  for (std::size_t i = 0; i < kSeries.size(); ++i) {
    EXPECT_GE(next.at(i), kBaseEnd) << i;
    EXPECT_LT(next.at(i), kBaseEnd + kSeries.at(i).interval_minutes * kMsPerMinute) << i;
  }
}

TEST(DemoGenerator, SameSeedGivesTheSameReadings) {
  EXPECT_EQ(generate(5, kBaseEnd), generate(5, kBaseEnd));
}

TEST(DemoGenerator, SeedsDifferInMostPowerSamples) {
  const Readings one = by_series(generate(1, kBaseEnd));
  const Readings two = by_series(generate(2, kBaseEnd));
  std::size_t same = 0;
  for (const auto& [at, reading] : one.at("IN-01/P")) {
    same += two.at("IN-01/P").at(at) == reading ? 1U : 0U;
  }
  EXPECT_LT(same * 10, one.at("IN-01/P").size());
}

TEST(DemoGenerator, LongerSpanKeepsTheShorterByteForByte) {
  // Contract: `--until TIME` keeps everything to that moment and generates on from it.
  const std::vector<Sample> base = generate(3, kBaseEnd);
  for (const std::int64_t minutes : {1, 7, 15, 60, 6 * 1440}) {
    std::vector<Sample> longer = generate(3, kBaseEnd + minutes * kMsPerMinute);
    std::erase_if(longer, [](const Sample& sample) { return sample.reading.at >= kBaseEnd; });
    EXPECT_EQ(longer, base) << minutes;
  }
}

TEST(DemoGenerator, UntilIsExclusiveToTheMillisecond) {
  EXPECT_TRUE(generate(1, kBegin).empty());
  EXPECT_EQ(generate(1, kBegin + 1).size(), kSeries.size());
  EXPECT_EQ(generate(1, kBegin + kMsPerMinute).size(), kSeries.size());
  EXPECT_EQ(generate(1, kBegin + kMsPerMinute + 1).size(), kSeries.size() + 7);
  EXPECT_EQ(Generator::count(kBegin), 0U);
  EXPECT_EQ(Generator::count(kBegin - 1'000'000'000), 0U);
}

TEST(DemoGenerator, AnnexC3PrintsTheCurrentLoadOfDistributedEnergy) {
  for (const std::uint64_t seed : kSeeds) {
    const Readings readings = by_series(generate(seed, kBaseEnd));
    const std::string_view when = "2024-07-18T14:29:00+08:00";
    EXPECT_EQ(value_at(readings, "PV-01/P", when), "632.4");
    EXPECT_EQ(value_at(readings, "ESS-01/P", when), "-120");
    EXPECT_EQ(value_at(readings, "ESS-01/SOC", when), "63.5");
    for (const char* series : {"PV-01/P", "ESS-01/P", "ESS-01/SOC", "IN-01/P", "P0001/P"}) {
      EXPECT_EQ(readings.at(series).rbegin()->first, time(when).ms) << series;
    }
  }
}

TEST(DemoGenerator, AnnexC7DemandOfJulyIsWhatItPrints) {
  // Sliding windows of 15 minutes, step 1 minute, over [e - 15 min, e) (dictionary S).
  for (const std::uint64_t seed : kSeeds) {
    const Readings readings = by_series(generate(seed, kBaseEnd));
    std::vector<std::int64_t> power;
    for (const auto& [at, reading] : readings.at("IN-01/P")) {
      power.push_back(scaled(reading, 1));
    }
    std::int64_t sum = 0;
    std::int64_t max = 0;
    std::size_t max_end = 0;
    for (std::size_t i = 0; i < power.size(); ++i) {
      sum += power[i] - (i >= 15 ? power[i - 15] : 0);
      if (i >= 14 && sum > max) {
        max = sum;
        max_end = i + 1;
      }
    }
    EXPECT_EQ(sum, 36'504 * 15) << "current demand 3650.4 kW at 14:30";
    EXPECT_EQ(max, 39'216 * 15) << "July's maximum 3921.6 kW";
    EXPECT_EQ(kBegin + static_cast<std::int64_t>(max_end) * kMsPerMinute,
              time("2024-07-12T10:43:00+08:00"));
  }
}

TEST(DemoGenerator, RegistersAreExactIntegralsOfForwardPower) {
  const Readings readings = by_series(generate(9, kBaseEnd + 3 * kMsPerDay));
  for (const char* point : {"P0001", "IN-01", "HVAC-01", "HVAC-02", "PV-01", "ESS-01"}) {
    const auto& power = readings.at(std::string(point) + "/P");
    const Reading* before = nullptr;
    for (const auto& [at, reading] : readings.at(std::string(point) + "/EPI")) {
      if (before != nullptr) {
        std::int64_t sum = 0;  // 0.1 kW·min; 600 of them are 1 kWh.
        for (std::int64_t t = before->at.ms; t < at; t += kMsPerMinute) {
          sum += std::max<std::int64_t>(0, scaled(power.at(t), 1));
        }
        ASSERT_EQ((scaled(reading, 2) - scaled(*before, 2)) * 6, sum) << point << " at " << at;
      }
      before = &reading;
    }
  }
}

TEST(DemoGenerator, RegistersNeverDecrease) {
  const Readings readings = by_series(generate(4, kBaseEnd + 30 * kMsPerDay));
  for (const char* series : {"P0001/EPI", "IN-01/EPI", "HVAC-01/EPI", "HVAC-02/EPI", "PV-01/EPI",
                             "ESS-01/EPI", "W-01/W", "G-01/G", "H-01/H"}) {
    const auto& registers = readings.at(series);
    for (auto at = std::next(registers.begin()); at != registers.end(); ++at) {
      ASSERT_GE(at->second.value, std::prev(at)->second.value) << series;
    }
    EXPECT_GT(registers.rbegin()->second.value, registers.begin()->second.value) << series;
  }
}

TEST(DemoGenerator, StorageChargeFollowsItsPowerWithinTheDay) {
  const Readings readings = by_series(generate(6, kBaseEnd));
  const auto& power = readings.at("ESS-01/P");
  std::int64_t charge = 0;
  for (const auto& [at, reading] : readings.at("ESS-01/SOC")) {
    if (at == kBegin.ms) {
      charge = scaled(reading, 1) * 1200;  // 0.1 % of 2,000 kWh are 1,200 × 0.1 kW·min.
    }
    ASSERT_EQ(scaled(reading, 1), charge / 1200) << at;
    ASSERT_GT(scaled(reading, 1), 200);
    ASSERT_LT(scaled(reading, 1), 900);
    charge -= scaled(power.at(at), 1);
  }
}

TEST(DemoGenerator, LevelsAreThoseOfTheDictionary) {
  // About 4,000 kW on July workdays from 08 to 18, about 310 kW the rest; the sun sets.
  const Readings readings = by_series(generate(kSeedDefault, kBaseEnd));
  for (const auto& [at, reading] : readings.at("IN-01/P")) {
    const std::int64_t local = (at + 8 * kMsPerHour) / kMsPerMinute;
    const std::int64_t day = local / 1440 - 19'905;  // 2024-07-01, a Monday.
    const std::int64_t minute = local % 1440;
    const std::int64_t value = scaled(reading, 1);
    if (day % 7 < 5 && minute >= 480 && minute < 1080) {
      ASSERT_GT(value, 33'000) << at;
      ASSERT_LT(value, 40'000) << at;
    } else if (day % 7 >= 5 || minute < 465 || minute >= 1095) {
      ASSERT_GT(value, 2'700) << at;
      ASSERT_LT(value, 3'500) << at;
    }
  }
  EXPECT_EQ(value_at(readings, "PV-01/P", "2024-07-10T00:00:00+08:00"), "0");
  for (const auto& [at, reading] : readings.at("PV-01/P")) {
    ASSERT_GE(scaled(reading, 1), 0) << at;
    ASSERT_LE(scaled(reading, 1), 10'000) << at;
  }
}

TEST(DemoGenerator, KnownSumStaysWhatItIs) {
  // Frozen: readings of the default seed must not move when the program changes.
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const Sample& sample : generate(kSeedDefault, kBaseEnd)) {
    const std::string line = std::to_string(sample.series) + ' ' +
                             std::to_string(sample.reading.at.ms) + ' ' +
                             sample.reading.value.to_string() + '\n';
    for (const char c : line) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
  }
  EXPECT_EQ(hash, 8'942'309'260'706'256'057U);
}

}  // namespace
}  // namespace cems::demo
