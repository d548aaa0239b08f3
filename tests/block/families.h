/// Named families of readings, from a seed: what meters send, and what a codec likes least.
#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/reading.h"
#include "block/codec.h"

namespace cems::block::test {

using Random = std::mt19937_64;

/// CEMS_SEED, or a fixed one.
inline std::uint64_t seed() {
  const char* given = std::getenv("CEMS_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20240401;
}

inline std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

inline Reading reading(std::int64_t at, std::string_view value, Quality quality = Quality::valid) {
  return {{at}, Decimal::parse(value).value(), quality};
}

inline std::string encoded(std::span<const Reading> readings) {
  std::string out;
  encode(readings, out);
  return out;
}

struct Family {
  std::string name;
  std::function<std::vector<Reading>(Random&, std::size_t n)> make;
};

inline constexpr TimeMs kStart{1'711'929'600'000};

/// On a one-minute grid, quality valid.
template <class Value>
std::vector<Reading> on_grid(std::size_t n, Value value) {
  std::vector<Reading> out;
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back({kStart + static_cast<std::int64_t>(i) * kMsPerMinute, value(i), Quality::valid});
  }
  return out;
}

inline Decimal random_digits(Random& random, int digits, int scale) {
  Int128 mantissa = between(random, 1, 9);
  for (int i = 1; i < digits; ++i)
    mantissa = mantissa * 10 + between(random, 0, 9);
  return Decimal::from(between(random, 0, 1) != 0 ? -mantissa : mantissa, scale);
}

/// The text that a program prints of `value`.
inline Decimal shortest_text(double value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific)
          .ptr;
  return Decimal::parse({text.data(), static_cast<std::size_t>(end - text.data())}).value();
}

inline std::vector<Reading> anything(Random& random, std::size_t n) {
  std::vector<Reading> out;
  TimeMs at = kStart - between(random, 0, 60'000'000'000'000);
  for (std::size_t i = 0; i < n; ++i) {
    at = at + between(random, 1, std::int64_t{1} << between(random, 0, 30));
    const auto digits = static_cast<int>(between(random, 1, 38));
    const auto scale = static_cast<int>(between(random, -360, 400));
    out.push_back({at,
                   between(random, 0, 9) == 0 ? Decimal() : random_digits(random, digits, scale),
                   static_cast<Quality>(between(random, 0, 255))});
  }
  return out;
}

/// Text that binary floats leave behind.
inline std::vector<Family> float_families() {
  return {
      {"float32_text",  // A binary32 printed as a binary64, e.g. 30.530999660491943.
       [](Random& r, std::size_t n) {
         std::int64_t level = 30'000;
         return on_grid(n, [&](std::size_t) {
           level += between(r, -500, 500);
           const float narrow = static_cast<float>(level) / 1000;
           return shortest_text(static_cast<double>(narrow));
         });
       }},
      {"float_sums",  // As 0.1 + 0.2 gives 0.30000000000000004.
       [](Random& r, std::size_t n) {
         double sum = 0;
         return on_grid(n, [&](std::size_t) {
           sum += static_cast<double>(between(r, 0, 99)) / 10;
           return shortest_text(sum);
         });
       }},
      {"any_doubles",
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) {
           const auto value = std::bit_cast<double>(r());
           return shortest_text(std::isfinite(value) ? value : 0.5);
         });
       }},
  };
}

inline std::vector<Family> decimal_families() {
  return {
      {"constant",
       [](Random&, std::size_t n) {
         return on_grid(n, [](std::size_t) { return Decimal::from(2301, 1); });
       }},
      {"counter",
       [](Random& r, std::size_t n) {
         std::int64_t sum = 1'000'000;
         return on_grid(n, [&](std::size_t) { return Decimal::from(sum += between(r, 0, 99), 2); });
       }},
      {"two_decimals",
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) { return Decimal::from(between(r, 0, 99999), 2); });
       }},
      {"float_text",  // 17 digits of a binary float, e.g. 30.530999660491943.
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) {
           return random_digits(r, 17, static_cast<int>(between(r, 14, 19)));
         });
       }},
      {"uneven_times",
       [](Random& r, std::size_t n) {
         auto readings =
             on_grid(n, [&](std::size_t) { return Decimal::from(between(r, 0, 99), 1); });
         for (Reading& reading : readings)
           reading.at = reading.at + between(r, 0, 400);
         return readings;
       }},
      {"spikes",  // What bits of one width suit least.
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t i) {
           return Decimal::from(
               i % 37 == 5 ? static_cast<std::int64_t>(r() >> 1U) : between(r, 0, 3), 2);
         });
       }},
      {"mixed_scales",
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) {
           return Decimal::from(between(r, -999, 999), static_cast<int>(between(r, -25, 25)));
         });
       }},
      {"long_numbers",
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) {
           return random_digits(r, static_cast<int>(between(r, 17, 38)), 20);
         });
       }},
      {"extremes_of_64_bit",
       [](Random& r, std::size_t n) {
         return on_grid(n, [&](std::size_t) {
           const std::int64_t near = INT64_MAX - between(r, 0, 2);
           return Decimal::from(between(r, 0, 1) != 0 ? near : -near - 1, 3);
         });
       }},
      {"anything", anything},
  };
}

inline std::vector<Family> families() {
  std::vector<Family> out = decimal_families();
  for (Family& family : float_families())
    out.push_back(std::move(family));
  return out;
}

}  // namespace cems::block::test
