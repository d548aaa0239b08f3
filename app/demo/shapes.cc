// Piecewise lines, a rational sine and a plan by the hour: integers throughout.
#include "app/demo/shapes.h"

#include <array>
#include <cstddef>

namespace cems::demo {

namespace {

struct Knot {
  std::int64_t minute;
  std::int64_t value;
};

constexpr std::array<Knot, 10> kWork{{{0, 0},
                                      {465, 0},     // 07:45
                                      {480, 940},   // 08:00
                                      {630, 1000},  // 10:30
                                      {735, 930},   // 12:15
                                      {810, 990},   // 13:30
                                      {960, 985},   // 16:00
                                      {1080, 920},  // 18:00
                                      {1095, 0},    // 18:15
                                      {1440, 0}}};

constexpr std::array<std::int16_t, 1440> kWorkByMinute = [] {
  std::array<std::int16_t, 1440> values{};
  std::size_t i = 1;
  for (std::int64_t minute = 0; minute < 1440; ++minute) {
    i += kWork.at(i).minute <= minute ? 1U : 0U;
    const Knot& left = kWork.at(i - 1);
    const Knot& right = kWork.at(i);
    values.at(static_cast<std::size_t>(minute)) =
        static_cast<std::int16_t>(left.value + (right.value - left.value) * (minute - left.minute) /
                                                   (right.minute - left.minute));
  }
  return values;
}();

struct Sun {
  std::int64_t rise;  // Minute of the day, mid-month at 31° N 121° E.
  std::int64_t set;
  std::int64_t noon;  // Thousandths of a clear June noon.
};

constexpr std::array<Sun, 12> kSun{{{413, 1030, 640},
                                    {396, 1059, 730},
                                    {363, 1080, 830},
                                    {326, 1100, 920},
                                    {300, 1119, 980},
                                    {291, 1136, 1000},
                                    {298, 1141, 990},
                                    {316, 1118, 970},
                                    {334, 1082, 880},
                                    {352, 1045, 780},
                                    {376, 1017, 670},
                                    {401, 1013, 610}}};

struct Stage {
  std::int64_t until;  // Minute of the day, exclusive.
  std::int64_t power;  // 0.1 kW
};

// In minutes × 0.1 kW: -240×1800 -240×1200 -120×1800 + 120×2400 + 180×3600 = 0.
constexpr std::array<Stage, 7> kStorage{
    {{240, -1800}, {720, 0}, {840, 2400}, {1080, -1200}, {1260, 3600}, {1320, 0}, {1440, -1800}}};

}  // namespace

std::int64_t work_shape(std::int64_t minute_of_day) {
  return kWorkByMinute.at(static_cast<std::size_t>(minute_of_day));
}

std::int64_t sun_shape(int month, std::int64_t minute_of_day) {
  const Sun& sun = kSun.at(static_cast<std::size_t>(month - 1));
  if (minute_of_day <= sun.rise || minute_of_day >= sun.set) {
    return 0;
  }
  // Bhaskara's sine of the share x/day of half a turn: 16x(day-x) / (5day² - 4x(day-x)), within
  // 0.2 % of the true one and exact in integers.
  const std::int64_t day = sun.set - sun.rise;
  const std::int64_t arc = (minute_of_day - sun.rise) * (sun.set - minute_of_day);
  return sun.noon * 16 * arc / (5 * day * day - 4 * arc);
}

std::int64_t storage_plan(std::int64_t minute_of_day) {
  std::size_t i = 0;
  while (kStorage.at(i).until <= minute_of_day) {
    ++i;
  }
  return kStorage.at(i).power;
}

}  // namespace cems::demo
