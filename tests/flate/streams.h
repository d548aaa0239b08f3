/// Texts that the tests of this module encode and decode.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace cems::flate {

inline std::uint64_t seed() {
  const char* given = std::getenv("CEMS_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 350315;
}

/// Text like an answer's: readings one after another.
inline std::string readings(std::size_t n, std::mt19937_64& random) {
  std::string out = "[";
  for (std::size_t i = 0; i < n; ++i) {
    out += R"({"timeStamp":"2024-07-18T14:)" + std::to_string(10 + i % 50) +
           R"(:00+08:00","value":)" + std::to_string(random() % 100000) + "},";
  }
  return out;
}

inline std::string noise(std::size_t n, std::mt19937_64& random) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back(static_cast<char>(random()));
  }
  return out;
}

}  // namespace cems::flate
