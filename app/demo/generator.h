/// Makes the demonstration's readings, in order of time.
///
/// A reading depends on the seed, its series and its time alone: how far one generates changes
/// nothing before that moment. Registers are exact integrals of the power samples before them (a
/// sample holds for its minute): forward energy counts positive power, so on class 10 it counts
/// generation and discharge, and the state of charge follows from the storage plant's power without
/// losses. What Annex C prints comes out for every seed (consumer.h, medium.h, fixed_means.h).
/// Integer arithmetic only; memory is that of one day. One generator, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "app/demo/calendar.h"
#include "app/demo/consumer.h"
#include "app/demo/medium.h"
#include "app/demo/power.h"
#include "app/demo/site.h"
#include "base/reading.h"
#include "base/time.h"

namespace cems::demo {

/// 2023-01-01T00:00:00+08:00, the first reading of every series.
inline constexpr TimeMs kBegin = to_time(midnight({2023, 1, 1}));
/// 2024-07-18T14:30:00+08:00, the moment of Annex C; the last samples before it are of 14:29.
inline constexpr TimeMs kBaseEnd = to_time(midnight({2024, 7, 18}) + 14 * 60 + 30);
inline constexpr std::uint64_t kSeedDefault = 1;

struct Sample {
  std::size_t series = 0;  ///< Index in kSeries.
  Reading reading;

  friend bool operator==(const Sample&, const Sample&) = default;
};

class Generator {
 public:
  /// Makes readings of [kBegin, until).
  Generator(std::uint64_t seed, TimeMs until);

  /// Appends the readings of the next quarter of an hour, each series by time. Returns false, and
  /// appends nothing, at the end.
  [[nodiscard]] bool next(std::vector<Sample>& out);

  /// How many readings there are in all.
  [[nodiscard]] static std::uint64_t count(TimeMs until);

 private:
  void add(std::vector<Sample>& out, std::size_t series, LocalMinute minute, std::int64_t value,
           int scale) const;
  void plan_day();
  [[nodiscard]] Quarter power_of(Plant plant) const;
  void electricity(std::vector<Sample>& out);
  void media(std::vector<Sample>& out);

  std::uint64_t seed_;
  LocalMinute end_;
  LocalMinute at_;
  std::array<Consumer, 3> consumers_;
  std::array<Medium, 3> media_;
  std::array<DayEnergy, 3> planned_{};                  // Today's, by consumer.
  std::array<std::array<std::int64_t, 24>, 3> used_{};  // Today's, by medium.
  std::array<std::int64_t, 6> energy_;                  // 0.01 kWh, by series of kind EPI.
  std::array<std::int64_t, 3> meters_;                  // 0.01 m³ twice, 0.001 GJ.
  std::int64_t discharged_ = 0;                         // Since midnight, 0.1 kW·min.
};

}  // namespace cems::demo
