/// Water, gas and heat of the demonstration site, by the hour.
///
/// As with Consumer, what Annex C prints is divided from the whole to its parts: the gas and the
/// heat of 2023 (C.4) among its days, a day among its hours. Any day can be asked for by itself.
/// Immutable; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "app/demo/calendar.h"

namespace cems::demo {

enum class Commodity : std::uint8_t { water, gas, heat };

class Medium {
 public:
  Medium(Commodity commodity, std::uint64_t seed);

  /// What each hour of the day uses, in the register's last digit: 0.01 m³ of water and gas,
  /// 0.001 GJ.
  [[nodiscard]] std::array<std::int64_t, 24> use_of(LocalDay day) const;

  struct Profile;

 private:
  [[nodiscard]] std::int64_t level(const Day& kind, std::size_t hour) const;
  [[nodiscard]] std::int64_t demand_of(LocalDay day) const;

  const Profile& profile_;
  std::uint64_t seed_;
  std::vector<std::int64_t> days_of_2023_;  // Empty without a budget.
};

}  // namespace cems::demo
