// Repair in place: what is damaged is given up by an explicit act, its period answers an error, and
// what is loaded again makes it whole (issue 5, point 4).
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/rocks/keys.h"
#include "store/rocks/verify.h"
#include "tests/store/backends.h"
#include "tests/store/raw_database.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr TimeMs kRepairBegin{1'704'067'200'000};  // 2024-01-01T00:00Z
constexpr TimeMs kNow{1'735'689'600'000};          // 2025-01-01T00:00Z
constexpr std::size_t kSeriesCount = 3;

class RocksRepair : public testing::Test {
 protected:
  /// Three series with a reading a minute for two months, one sealing each, so that they lie in
  /// table files; then closed.
  void SetUp() override {
    const auto store = open_rocks(path_);
    std::mt19937_64 random(seed());
    for (std::size_t s = 0; s < kSeriesCount; ++s) {
      series_.push_back(intern(*store, "P" + std::to_string(s)));
      readings_.push_back(steps(kRepairBegin.ms, 60 * 24 * 60, 60'000));
      for (Reading& r : readings_[s])
        r.value = Decimal::from(between(random, 0, 99'999), 1);
      commit(*store, series_[s], readings_[s]);
    }
    ASSERT_TRUE(store->seal());
  }

  [[nodiscard]] std::vector<std::string> verify() const {
    std::vector<std::string> found;
    const VerifyCounts counts =
        verify_rocks_store(path_, kNow, [&](std::string_view what) { found.emplace_back(what); });
    EXPECT_EQ(counts.series, kSeriesCount);
    return found;
  }

  Result<DropReport> drop() {
    damages_.clear();
    return drop_damaged(path_, kNow, [&](std::string_view what) { damages_.emplace_back(what); });
  }

  /// Changes a bit of a block, counted from the first, behind RocksDB's checksums.
  void flip_block(std::size_t number, std::size_t byte) const {
    RawDatabase raw(path_);
    raw.flip(raw.keys("B").at(number), byte);
  }

  /// Flips a bit of each of some bytes of the biggest table file.
  void damage_table(std::uintmax_t percent, std::size_t bytes) const {
    fs::path biggest;
    for (const auto& entry : fs::directory_iterator(path_)) {
      if (entry.path().extension() == ".sst" &&
          (biggest.empty() || fs::file_size(biggest) < entry.file_size())) {
        biggest = entry;
      }
    }
    ASSERT_FALSE(biggest.empty());
    const auto at = static_cast<std::streamoff>(fs::file_size(biggest) * percent / 100);
    std::fstream file(biggest, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    std::string text(bytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(bytes));
    for (char& c : text)
      c = static_cast<char>(c ^ 0x10);
    file.seekp(at);
    file.write(text.data(), static_cast<std::streamsize>(bytes));
    ASSERT_TRUE(file.good());
  }

  /// Reads each day of each series: whole or an error. How many of the days are errors.
  [[nodiscard]] int days_that_fail(const Store& store) const {
    int failed = 0;
    for (std::size_t s = 0; s < kSeriesCount; ++s) {
      for (std::size_t day = 0; day < 60; ++day) {
        const auto begin = readings_[s].begin() + static_cast<std::ptrdiff_t>(day * 1440);
        const TimeRange range{begin->at, begin->at + kMsPerDay};
        const auto scan = store.scan(series_[s], range, Order::ascending);
        std::vector<Reading> got;
        Result<std::span<const Reading>> part = scan ? (*scan)->next() : scan.error();
        for (; part && !part->empty(); part = (*scan)->next())
          got.insert(got.end(), part->begin(), part->end());
        if (part) {
          EXPECT_TRUE(std::equal(got.begin(), got.end(), begin, begin + 1440)) << s << ' ' << day;
        } else {
          EXPECT_EQ(part.error().code, Errc::corrupt) << part.error().message;
          ++failed;
        }
        const auto count = store.count(series_[s], range);
        const auto last = store.last_at(series_[s], range.end - 1);
        EXPECT_EQ(count.has_value(), part.has_value());
        if (count) {
          EXPECT_EQ(*count, 1440U);
        }
        if (last && part) {
          EXPECT_EQ(*last, *(begin + 1439));
        } else if (last) {
          EXPECT_TRUE(*last && (*last)->at == range.end - 60'000) << "an older one";
        }
      }
    }
    return failed;
  }

  void load_again(Store& store) const {
    for (std::size_t s = 0; s < kSeriesCount; ++s) {
      const CommitReport report = commit(store, series_[s], readings_[s]);
      EXPECT_EQ(report.corrected, 0U);
    }
  }

  TempFolder folder_{memory_folder()};
  const fs::path path_ = folder_.path() / "store";
  std::vector<SeriesId> series_;
  std::vector<std::vector<Reading>> readings_;
  std::vector<std::string> damages_;
};

TEST_F(RocksRepair, NothingDamagedIsNothingChanged) {
  EXPECT_TRUE(verify().empty());
  const auto report = drop();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_FALSE(report->dropped);
  EXPECT_FALSE(fs::exists(path_.string() + ".damaged"));
  EXPECT_FALSE(fs::exists(path_.string() + ".whole"));
}

TEST_F(RocksRepair, ADamagedBlockIsNamedBySeriesAndPeriod) {
  flip_block(1, 900);
  const auto found = verify();
  ASSERT_EQ(found.size(), 1U);
  // 4,096 minutes from the first of January are up to the third, 20:16.
  EXPECT_THAT(found[0], HasSubstr("readings of CEMS-TEST P1 P0 from 2024-01-03T20:16:00+00:00 to "
                                  "2024-01-06T16:31:00.001+00:00: block: "));
}

TEST_F(RocksRepair, WhatIsDroppedIsAnErrorUntilItIsLoadedAndSaidToBeAll) {
  flip_block(1, 900);  // In its body.
  flip_block(30, 5);   // In its header: its end is not known.
  const auto report = drop();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->dropped);
  EXPECT_EQ(damages_.size(), 2U);
  EXPECT_TRUE(fs::exists(path_.string() + ".damaged"));
  {
    const auto store = open_rocks(path_);
    const int failed = days_that_fail(*store);
    EXPECT_GE(failed, 6);
    EXPECT_LE(failed, 10) << "two blocks of less than three days";
    load_again(*store);
    ASSERT_TRUE(store->seal()) << "nothing damaged is in the way";
    EXPECT_EQ(days_that_fail(*store), failed) << "nobody has said that this is all";
  }
  EXPECT_EQ(verify().size(), 2U) << "what is missing is said";
  { const auto accepted = open_rocks(path_, {.accept_loss = true}); }
  EXPECT_TRUE(verify().empty());
  const auto store = open_rocks(path_);
  EXPECT_EQ(days_that_fail(*store), 0);
}

// RocksDB cannot read any of its block then, so the periods reach to what it can read.
TEST_F(RocksRepair, ATableFileIsRepairedWhereverItIsDamaged) {
  const bool is_long = std::getenv("CEMS_LONG") != nullptr;
  for (const std::uintmax_t percent : {1U, 30U, 50U, 70U, 97U}) {
    if (!is_long && (percent == 30U || percent == 70U)) continue;  // Between blocks, as 50 is.
    for (const std::size_t bytes : {1U, 40'000U}) {
      SCOPED_TRACE(percent);
      if (percent == 97U && bytes > 1) continue;  // The names are behind the blocks.
      damage_table(percent, bytes);
      EXPECT_FALSE(verify().empty());
      {
        const auto damaged = open_rocks(path_);
        EXPECT_GT(days_that_fail(*damaged), 0);
      }
      const auto report = drop();
      ASSERT_TRUE(report) << report.error().message;
      ASSERT_TRUE(report->dropped);
      {
        const auto store = open_rocks(path_);
        const int failed = days_that_fail(*store);
        EXPECT_GT(failed, 0);
        EXPECT_LT(failed, 100) << "most of it is still there; " << damages_.front();
        load_again(*store);
        ASSERT_TRUE(store->seal());
      }
      const auto store = open_rocks(path_, {.accept_loss = true});
      EXPECT_EQ(days_that_fail(*store), 0);
      fs::remove_all(path_.string() + ".damaged");
    }
  }
}

TEST_F(RocksRepair, TheLastOnesOfASeriesAreMissingUpToNow) {
  damage_table(1, 1);
  const auto report = drop();
  ASSERT_TRUE(report) << report.error().message;
  const auto store = open_rocks(path_);
  // New readings go in and are found: they are later than what is missing.
  const Reading live = reading(kNow.ms + 1, "7");
  commit(*store, series_[0], {{live}});
  EXPECT_EQ(store->last_at(series_[0], kNow + 5).value(), live);
  EXPECT_EQ(read(*store, series_[0], {kNow + 1, kTimeMax}).size(), 1U);
}

// They wait in memory, and what is behind them must not wait for ever.
TEST_F(RocksRepair, AHeadFullOfWhatBelongsToDamageRefusesAndDoesNotHang) {
  flip_block(1, 900);
  const auto store = open_rocks(path_, {.head_readings_max = 400});
  std::vector<SeriesReading> late;
  for (std::int64_t i = 0; i < 500; ++i) {
    // Between the readings that are there: after the header of the first block, in the second.
    late.push_back({series_[0], reading(readings_[0][4200].at.ms + 1 + i, "1")});
  }
  Errc refused = Errc::internal;
  for (int i = 0; i < 3; ++i) {
    const auto report = store->commit(late, kNow);
    if (!report) refused = report.error().code;
  }
  EXPECT_TRUE(refused == Errc::corrupt || refused == Errc::unavailable);
}

TEST_F(RocksRepair, DamagedNamesAreNotGivenUp) {
  RawDatabase(path_).flip(rocks::series_key(key_of("P1")), 0);
  const auto report = drop();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::corrupt);
  EXPECT_THAT(report.error().message, HasSubstr("restore the folder from a backup"));
  EXPECT_FALSE(fs::exists(path_.string() + ".whole"));
  RawDatabase(path_).flip(rocks::series_key(key_of("P1")), 0);
  const auto store = open_rocks(path_);
  EXPECT_EQ(days_that_fail(*store), 0) << "nothing was changed";
}

TEST_F(RocksRepair, WhatIsBesideFromTheLastTimeIsNotOverwritten) {
  fs::create_directory(path_.string() + ".damaged");
  flip_block(1, 900);
  EXPECT_EQ(drop().error().code, Errc::conflict);
}

// Sums that were kept of whole months stay right, and are forgotten when the readings may differ.
TEST_F(RocksRepair, SummariesAreForgottenWithWhatIsMissing) {
  const SummaryKey key{series_[0], 1, 2024};
  {
    const auto store = open_rocks(path_);
    ASSERT_TRUE(store->keep_summary(key, store->epoch(series_[0]), "sum"));
  }
  flip_block(1, 900);
  ASSERT_TRUE(drop());
  EXPECT_EQ(open_rocks(path_)->summary(key), "sum");
  EXPECT_EQ(open_rocks(path_, {.accept_loss = true})->summary(key), std::nullopt);
}

}  // namespace
}  // namespace cems::store::test
