// A load curve with noise that forgets slowly.
#include "bench/peers/workload.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <random>

namespace cems::bench {
namespace {

constexpr int kLastYear = 2023;
constexpr int kHourPoints = 1000;
constexpr int kMinutePoints = 50;
constexpr std::int64_t kMinuteDays = 31;
constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kOffsetSeconds = 8 * 3'600;

std::int64_t new_year(int year) {
  const auto day = std::chrono::sys_days(std::chrono::year(year) / 1 / 1);
  return day.time_since_epoch().count() * kDaySeconds - kOffsetSeconds;
}

double hump(double hour, double at, double width) {
  return std::exp(-std::pow((hour - at) / width, 2));
}

double curve(double hour) {
  return 0.25 +
         0.6 * (hump(hour, 10.5, 2.8) + 0.85 * hump(hour, 15.5, 2.5) + 0.25 * hump(hour, 20, 2));
}

}  // namespace

std::vector<Block> blocks_of(int scale) {
  std::vector<Block> out;
  for (int year = kLastYear + 1 - scale; year <= kLastYear; ++year) {
    const std::int64_t begin = new_year(year);
    out.push_back({Table::hours, kHourPoints, begin, 3'600, (new_year(year + 1) - begin) / 3'600,
                   static_cast<std::uint32_t>(year)});
  }
  for (int back = scale; back > 0; --back) {
    out.push_back({Table::minutes, kMinutePoints,
                   new_year(kLastYear + 1) - back * kMinuteDays * kDaySeconds, 60,
                   kMinuteDays * 1440, static_cast<std::uint32_t>(back)});
  }
  return out;
}

void make_rows(const Block& block, const OnRow& row) {
  std::mt19937_64 random(block.seed);
  std::normal_distribution<double> normal;
  std::vector<double> noise(static_cast<std::size_t>(block.points));
  for (std::int64_t step = 0; step < block.steps; ++step) {
    const std::int64_t at = block.begin_s + step * block.step_s;
    const std::int64_t second = (at + kOffsetSeconds) % kDaySeconds;
    const double shape = curve(static_cast<double>(second) / 3'600);
    for (int point = 0; point < block.points; ++point) {
      double& wander = noise[static_cast<std::size_t>(point)];
      wander = 0.9 * wander + 0.1 * normal(random);
      const double energy = (10 + point % 97) * (shape + 0.3 * wander);
      row(point, at, std::max<std::int64_t>(0, std::llround(energy * 100)));
    }
  }
}

}  // namespace cems::bench
