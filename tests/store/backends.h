/// The backends under test, each opened the same way; temporary folders; verbs to write readings
/// with.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/decimal.h"
#include "store/memory/memory_store.h"
#include "store/rocks/rocks_store.h"
#include "store/store.h"

namespace cems::store::test {

/// Where syncing costs nothing, if there is such a place: for tests that open stores by the hundred
/// and are not about the disk.
inline std::filesystem::path memory_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

/// A folder of its own below the system's temporary one, or another; gone with the object.
class TempFolder {
 public:
  explicit TempFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "cems-store-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }

  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Backend {
  std::string name;
  bool keeps;  ///< What is committed survives closing.
  std::function<std::unique_ptr<Store>(const std::filesystem::path&)> open;
};

/// For GoogleTest, which would print bytes.
inline void PrintTo(const Backend& backend, std::ostream* out) {
  *out << backend.name;
}

inline std::unique_ptr<Store> open_rocks(const std::filesystem::path& path,
                                         const RocksOptions& options = {}) {
  auto store = open_rocks_store(path, options);
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(*store) : nullptr;
}

/// A head of 300 readings seals every few commits, one of the usual size never in these tests.
inline std::vector<Backend> backends() {
  return {
      {"memory", false, [](const auto&) { return make_memory_store(); }},
      {"rocks", true, [](const auto& path) { return open_rocks(path); }},
      {"rocks_small_head", true,
       [](const auto& path) { return open_rocks(path, {.head_readings_max = 300}); }},
  };
}

/// Those of backends() that keep.
inline std::vector<Backend> keeping_backends() {
  auto out = backends();
  std::erase_if(out, [](const Backend& backend) { return !backend.keeps; });
  return out;
}

inline SeriesKey key_of(std::string_view parameter) {
  return {CemsId("CEMS-TEST"), PointId("P1"), ParameterId(parameter)};
}

inline Reading reading(std::int64_t at, std::string_view value, Quality quality = Quality::valid) {
  return {{at}, Decimal::parse(value).value(), quality};
}

inline SeriesId intern(Store& store, std::string_view parameter) {
  const auto id = store.intern(key_of(parameter));
  EXPECT_TRUE(id);
  return id.value_or(SeriesId{});
}

inline CommitReport commit(Store& store, SeriesId series, std::span<const Reading> readings,
                           TimeMs now = {1'000}) {
  std::vector<SeriesReading> batch;
  for (const Reading& r : readings)
    batch.push_back({series, r});
  const auto report = store.commit(batch, now);
  EXPECT_TRUE(report) << report.error().message;
  return report.value_or(CommitReport{});
}

/// Everything a scan still gives; the scan must not fail.
inline std::vector<Reading> rest_of(Scan& scan) {
  std::vector<Reading> out;
  for (;;) {
    const auto part = scan.next();
    EXPECT_TRUE(part) << part.error().message;
    if (!part || part->empty()) return out;
    EXPECT_LE(part->size(), limits::kBlockReadingsMax);
    out.insert(out.end(), part->begin(), part->end());
  }
}

inline constexpr TimeRange kAll{kTimeMin, kTimeMax};

inline std::vector<Reading> read(const Store& store, SeriesId series, TimeRange range = kAll,
                                 Order order = Order::ascending, std::uint64_t skip = 0) {
  const auto scan = store.scan(series, range, order);
  EXPECT_TRUE(scan) << scan.error().message;
  if (!scan) return {};
  if (skip > 0) {
    EXPECT_TRUE((*scan)->skip(skip));
  }
  return rest_of(**scan);
}

/// `n` readings from `begin`, `step` ms apart, of value `value` + their number.
inline std::vector<Reading> steps(std::int64_t begin, std::size_t n, std::int64_t step = 60'000,
                                  std::int64_t value = 0) {
  std::vector<Reading> out;
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = static_cast<std::int64_t>(i);
    out.push_back({{begin + at * step}, Decimal::from_integer(value + at), Quality::valid});
  }
  return out;
}

/// CEMS_SEED, or a fixed one.
inline std::uint64_t seed() {
  const char* given = std::getenv("CEMS_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 350315;
}

inline std::int64_t between(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

}  // namespace cems::store::test
