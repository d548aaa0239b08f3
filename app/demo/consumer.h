/// Power of a plant that only consumes: the incomer, the two air-conditioning plants.
///
/// From the whole to its parts, so that what Annex C prints comes out for every seed. Where it
/// prints an energy (the incomer's 8,400,000 kWh of 2023, C.5's peak hours), that energy is
/// divided among its days, else a day has the energy of its kind and month; a day's energy is
/// divided among its quarters of an hour, a quarter's among its minutes. Each time by weights
/// (expected level × noise) and as exact integers (app/demo/shares.h): registers and power agree
/// without a correction afterwards. The levels are chosen so that a division moves nothing by more
/// than a few percent. Moments with a fixed mean are taken out of their day first.
///
/// Any day can be asked for by itself. Immutable; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "app/demo/power.h"

namespace cems::demo {

class Consumer {
 public:
  /// REQUIRES: a plant with a row in the table of consumer.cc.
  Consumer(Plant plant, std::uint64_t seed);

  [[nodiscard]] DayEnergy energy_of(LocalDay day) const;

  /// The samples of a quarter, whose sum is `energy`. REQUIRES: quarter < 96; its energy of the
  /// day's energy_of.
  [[nodiscard]] Quarter power_of(LocalDay day, std::size_t quarter, std::int64_t energy) const;

  struct Profile;
  struct Budget;

 private:
  enum class Hours : std::uint8_t { all, peak, rest };

  /// A budget's days.
  struct Division {
    LocalDay first;
    Hours hours;
    std::vector<std::int64_t> days;  // 0.01 kWh
  };

  /// Of some hours of a day.
  struct Demand {
    std::int64_t fixed = 0;  // Energy of the quarters with a fixed mean, 0.01 kWh.
    std::int64_t free = 0;   // Energy of the others, before any budget.
  };

  [[nodiscard]] const Division* division_of(LocalDay day) const;
  [[nodiscard]] std::int64_t level(const Day& kind, std::int64_t minute_of_day) const;
  [[nodiscard]] std::int64_t level_of_quarter(LocalDay day, const Day& kind,
                                              std::size_t quarter) const;
  [[nodiscard]] bool is_fixed(LocalDay day, std::size_t quarter) const;
  [[nodiscard]] static bool is_within(Hours hours, std::size_t quarter);
  [[nodiscard]] Demand demand_of(LocalDay day, Hours hours) const;
  void divide(LocalDay day, Hours hours, std::int64_t energy, DayEnergy& quarters) const;

  const Profile& profile_;
  std::uint64_t seed_;
  std::vector<Division> divisions_;
};

}  // namespace cems::demo
