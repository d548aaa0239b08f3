// The generator walked once, into one vector a series.
#include "tests/demo/whole_site.h"

#include <map>

#include <gtest/gtest.h>

namespace cems::demo {

namespace {

std::size_t index_of(std::string_view point, std::string_view parameter) {
  for (std::size_t i = 0; i < kSeries.size(); ++i) {
    if (kSeries.at(i).point == point && kSeries.at(i).parameter == parameter) {
      return i;
    }
  }
  ADD_FAILURE() << "no series " << point << "/" << parameter;
  return 0;
}

int digits_of(std::string_view parameter) {
  return parameter == "P" || parameter == "SOC" ? 1 : parameter == "H" ? 3 : 2;
}

}  // namespace

std::int64_t scaled(const Reading& reading, int digits) {
  auto number = static_cast<std::int64_t>(reading.value.mantissa());
  EXPECT_LE(reading.value.scale(), digits) << reading.value.to_string();
  for (int scale = reading.value.scale(); scale < digits; ++scale) {
    number *= 10;
  }
  return number;
}

TimeMs time(std::string_view text) {
  return *parse_time(text, Zone::fixed(8 * 60));
}

WholeSite::WholeSite(std::uint64_t seed, TimeMs until) {
  Generator generator(seed, until);
  std::vector<Sample> samples;
  std::uint64_t count = 0;
  while (generator.next(samples)) {
    for (const Sample& sample : samples) {
      const Series& series = kSeries.at(sample.series);
      std::vector<std::int64_t>& values = values_.at(sample.series);
      const auto place = static_cast<std::int64_t>(values.size());
      EXPECT_EQ(sample.reading.at, kBegin + place * series.interval_minutes * kMsPerMinute);
      values.push_back(scaled(sample.reading, digits_of(series.parameter)));
    }
    count += samples.size();
    samples.clear();
  }
  EXPECT_EQ(count, Generator::count(until));
}

const WholeSite& WholeSite::base(std::uint64_t seed) {
  static std::map<std::uint64_t, WholeSite> made;
  return made.try_emplace(seed, seed, kBaseEnd).first->second;
}

const std::vector<std::int64_t>& WholeSite::of(std::string_view point,
                                               std::string_view parameter) const {
  return values_.at(index_of(point, parameter));
}

std::int64_t WholeSite::at(std::string_view point, std::string_view parameter, TimeMs when) const {
  const std::size_t index = index_of(point, parameter);
  const std::int64_t interval = kSeries.at(index).interval_minutes * kMsPerMinute;
  EXPECT_EQ((when.ms - kBegin.ms) % interval, 0) << "no reading then";
  return values_.at(index).at(static_cast<std::size_t>((when.ms - kBegin.ms) / interval));
}

std::int64_t WholeSite::used(std::string_view point, std::string_view parameter, TimeMs begin,
                             TimeMs end) const {
  return at(point, parameter, end) - at(point, parameter, begin);
}

std::int64_t WholeSite::power(std::string_view point, TimeMs begin, TimeMs end) const {
  std::int64_t sum = 0;
  for (TimeMs t = begin; t < end; t = t + kMsPerMinute) {
    sum += at(point, "P", t);
  }
  return sum;
}

}  // namespace cems::demo
