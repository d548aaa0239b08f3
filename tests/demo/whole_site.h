/// Everything the generator makes up to a moment, as integers by series: the tests' view of it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "app/demo/generator.h"
#include "base/zone.h"

namespace cems::demo {

/// A few seeds; what Annex C prints is the same for all.
inline constexpr std::array<std::uint64_t, 3> kSeeds{1, 77, 18'446'744'073'709'551'615U};

/// The number × 10^digits. REQUIRES: no more digits than that.
[[nodiscard]] std::int64_t scaled(const Reading& reading, int digits);

[[nodiscard]] TimeMs time(std::string_view text);

/// One value after the other, without gaps: series k has one at kBegin + i × its interval.
class WholeSite {
 public:
  /// Generates [kBegin, until) and checks that every series is complete and in order.
  WholeSite(std::uint64_t seed, TimeMs until);

  /// That of a seed up to kBaseEnd, made once.
  [[nodiscard]] static const WholeSite& base(std::uint64_t seed);

  /// P and SOC in 0.1, EPI, W and G in 0.01, H in 0.001.
  [[nodiscard]] const std::vector<std::int64_t>& of(std::string_view point,
                                                    std::string_view parameter) const;
  [[nodiscard]] std::int64_t at(std::string_view point, std::string_view parameter,
                                TimeMs when) const;
  /// Difference of a register over [begin, end).
  [[nodiscard]] std::int64_t used(std::string_view point, std::string_view parameter, TimeMs begin,
                                  TimeMs end) const;
  /// Sum of power samples over [begin, end).
  [[nodiscard]] std::int64_t power(std::string_view point, TimeMs begin, TimeMs end) const;

 private:
  std::array<std::vector<std::int64_t>, kSeries.size()> values_;
};

}  // namespace cems::demo
