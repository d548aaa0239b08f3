// Both backends under the same random life, compared after every step with a third telling of it:
// plain maps, written here. Prints its seed; CEMS_SEED gives another life, CEMS_STEPS a longer one.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

/// What a store should say, by definition.
class Oracle {
 public:
  CommitReport commit(std::span<const std::pair<std::size_t, Reading>> batch, TimeMs now) {
    CommitReport report;
    std::map<std::pair<std::size_t, TimeMs>, Reading> last;
    for (const auto& [series, r] : batch)
      last.insert_or_assign({series, r.at}, r);
    for (const auto& [key, r] : last) {
      auto& readings = readings_[key.first];
      const auto old = readings.find(key.second);
      if (old == readings.end()) {
        ++report.accepted;
      } else if (old->second == r) {
        continue;
      } else {
        ++report.corrected;
        corrections_[key].push_back({old->second, now});
      }
      readings.insert_or_assign(key.second, r);
    }
    report.duplicate = batch.size() - report.accepted - report.corrected;
    return report;
  }

  [[nodiscard]] std::vector<Reading> read(std::size_t series, TimeRange range, Order order) const {
    std::vector<Reading> out;
    for (const auto& [at, r] : readings_.at(series)) {
      if (range.begin <= at && at < range.end) out.push_back(r);
    }
    if (order == Order::descending) std::reverse(out.begin(), out.end());
    return out;
  }

  [[nodiscard]] std::vector<Correction> corrections(std::size_t series, TimeRange range) const {
    std::vector<Correction> out;
    for (const auto& [key, list] : corrections_) {
      if (key.first != series || key.second < range.begin || key.second >= range.end) continue;
      out.insert(out.end(), list.begin(), list.end());
    }
    return out;
  }

  std::map<std::size_t, std::map<TimeMs, Reading>> readings_{{0, {}}, {1, {}}, {2, {}}};

 private:
  std::map<std::pair<std::size_t, TimeMs>, std::vector<Correction>> corrections_;
};

/// Where the three series live: dense around a month's edge, dense around 1970, and a minute grid
/// over months that needs many blocks.
struct Region {
  std::int64_t begin;
  std::int64_t step;
  std::int64_t length;
};

constexpr Region kRegions[] = {
    {1'709'251'200'000 - 1'000, 1, 2'000}, {-2'500, 1, 5'000}, {1'703'980'800'000, 60'000, 60'000}};

class RandomLife {
 public:
  RandomLife(std::uint64_t seed, std::string name) : random_(seed), name_(std::move(name)) {}

  void run(int steps,
           const std::function<std::unique_ptr<Store>(const std::filesystem::path&)>& open,
           bool keeps) {
    store_ = open(folder_.path());
    intern_all();
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE(testing::Message() << name_ << ", step " << i);
      const std::int64_t what = pick(0, 19);
      if (what == 0 && keeps) {
        store_.reset();
        store_ = open(folder_.path());
        intern_all();
      } else if (what <= 2) {
        ASSERT_TRUE(store_->seal());
      } else {
        commit();
      }
      compare();
      compare_newest();
    }
  }

 private:
  std::int64_t pick(std::int64_t low, std::int64_t high) { return between(random_, low, high); }

  void intern_all() { ids_ = {intern(*store_, "a"), intern(*store_, "b"), intern(*store_, "c")}; }

  TimeMs instant(const Region& region) {
    return {region.begin + pick(0, region.length - 1) * region.step};
  }

  Reading random_reading(TimeMs at) {
    const Decimal value = Decimal::from(pick(-1, 2), static_cast<int>(pick(0, 1)));
    return {at, value, pick(0, 9) == 0 ? Quality::edited : Quality::valid};
  }

  // A run of neighbours, or single instants anywhere; few values, so that many are repeated.
  void add_to(std::vector<std::pair<std::size_t, Reading>>& batch) {
    const auto series = static_cast<std::size_t>(pick(0, 2));
    const Region& region = kRegions[series];
    const std::int64_t n = std::int64_t{1} << pick(0, series == 2 ? 12 : 8);
    if (pick(0, 1) == 0) {
      for (std::int64_t i = 0; i < std::min<std::int64_t>(n, 64); ++i) {
        batch.emplace_back(series, random_reading(instant(region)));
      }
      return;
    }
    const std::int64_t stride = region.step * pick(1, 2);
    const std::int64_t end = region.begin + region.length * region.step;
    TimeMs at = instant(region);
    for (std::int64_t i = 0; i < n && at.ms < end; ++i, at = at + stride) {
      batch.emplace_back(series, random_reading(at));
    }
  }

  void commit() {
    std::vector<std::pair<std::size_t, Reading>> batch;
    for (std::int64_t parts = pick(1, 3); parts > 0; --parts)
      add_to(batch);
    if (pick(0, 1) == 0) std::shuffle(batch.begin(), batch.end(), random_);
    std::vector<SeriesReading> given;
    for (const auto& [series, r] : batch)
      given.push_back({ids_[series], r});
    const TimeMs now{pick(0, 1'000'000)};
    const auto report = store_->commit(given, now);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(*report, oracle_.commit(batch, now));
  }

  void compare() {
    const auto series = static_cast<std::size_t>(pick(0, 2));
    const Region& region = kRegions[series];
    TimeRange range{instant(region), instant(region)};
    if (pick(0, 3) == 0) range = kAll;
    const Order order = pick(0, 1) == 0 ? Order::ascending : Order::descending;
    const auto expected = oracle_.read(series, range, order);
    const auto skip = pick(0, 1) == 0 ? 0 : pick(0, static_cast<std::int64_t>(expected.size()) + 2);
    const auto rest = static_cast<std::ptrdiff_t>(
        std::min<std::size_t>(static_cast<std::size_t>(skip), expected.size()));

    const auto got = read(*store_, ids_[series], range, order, static_cast<std::uint64_t>(skip));
    EXPECT_TRUE(std::equal(got.begin(), got.end(), expected.begin() + rest, expected.end()))
        << "a scan of " << got.size() << " readings differs";
    EXPECT_EQ(store_->count(ids_[series], range).value(), expected.size());
    const TimeMs t = instant(region);
    const auto until = oracle_.read(series, {kTimeMin, t + 1}, Order::descending);
    EXPECT_EQ(store_->last_at(ids_[series], t).value(),
              until.empty() ? std::nullopt : std::optional(until.front()));
    EXPECT_EQ(store_->corrections(ids_[series], range).value(), oracle_.corrections(series, range));
  }

  // What clause 8 asks for: of all series at once, mostly behind their last reading.
  void compare_newest() {
    const TimeMs t = pick(0, 1) == 0 ? TimeMs{INT64_MAX} : instant(kRegions[pick(0, 2)]);
    std::vector<SeriesId> asked = ids_;
    asked.push_back(SeriesId{1'000'000});  // Nobody's.
    std::vector<std::optional<Reading>> got(asked.size(), Reading{});
    ASSERT_TRUE(store_->last_at(asked, t, got));
    for (std::size_t series = 0; series < ids_.size(); ++series) {
      const TimeMs end{std::min(t, kTimeMax).ms + 1};
      const auto until = oracle_.read(series, {kTimeMin, end}, Order::descending);
      EXPECT_EQ(got[series], until.empty() ? std::nullopt : std::optional(until.front()))
          << "series " << series;
    }
    EXPECT_EQ(got.back(), std::nullopt);
  }

  std::mt19937_64 random_;
  std::string name_;
  TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::vector<SeriesId> ids_;
  Oracle oracle_;
};

int steps_to_live() {
  const char* given = std::getenv("CEMS_STEPS");
  return given != nullptr ? static_cast<int>(std::strtol(given, nullptr, 10)) : 120;
}

class RandomStore : public testing::TestWithParam<Backend> {};

TEST_P(RandomStore, AgreesWithPlainMaps) {
  const std::string name = GetParam().name + ", CEMS_SEED=" + std::to_string(seed());
  RandomLife life(seed(), name);
  life.run(steps_to_live(), GetParam().open, GetParam().keeps);
}

INSTANTIATE_TEST_SUITE_P(Backends, RandomStore, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
