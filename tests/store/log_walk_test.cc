// Room behind the write-ahead log: what a killed process leaves of it, and what a power cut makes
// of the records in it (docs/internals/format/log.md "Room").
#include "store/rocks/log_walk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "store/rocks/verify.h"
#include "tests/store/backends.h"
#include "tests/store/log_file.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;
using rocks::kRoomByte;

constexpr std::size_t kSector = 512;
constexpr std::size_t kReadings = 1500;  // Of a commit: three sectors of the log.

/// The folder of a store that was killed after commits 0 to kCommits - 1, and its log.
class KilledStore : public testing::Test {
 protected:
  static constexpr std::int64_t kCommits = 30;

  void SetUp() override {
    const fs::path live = folder_.path() / "live";
    const auto store = open_rocks(live);
    const SeriesId id = intern(*store, "P");
    for (std::int64_t n = 0; n < kCommits; ++n) {
      EXPECT_EQ(commit(*store, id, readings_of(n)).accepted, kReadings);
      end_before_last_ = end_;
      end_ = walk(log_in(live)).end();
    }
    fs::copy(live, image_);
    fs::remove(image_ / "LOCK");
    log_ = log_in(image_);
  }

  /// Of a kind that takes some bytes each.
  static std::vector<Reading> readings_of(std::int64_t n) {
    return steps(n * 1'000'000'000, kReadings, 1000, n * 1'000'000'007);
  }

  static fs::path log_path(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".log" && entry.file_size() > 0) return entry.path();
    }
    return {};
  }

  static std::string log_in(const fs::path& folder) { return log_bytes(log_path(folder)); }

  /// Opens a copy of the folder whose log has these bytes.
  [[nodiscard]] Result<std::unique_ptr<Store>> open_with(const std::string& log) const {
    const fs::path copy = folder_.path() / "copy";
    fs::remove_all(copy);
    fs::copy(image_, copy);
    // The ledger would know what is missing; here the log alone has to.
    std::ofstream(log_path(copy), std::ios::binary | std::ios::trunc) << log;
    return open_rocks_store(copy);
  }

  static std::size_t count(const Store& store) {
    return read(store, store.find(key_of("P")).value()).size();
  }

  const TempFolder folder_{memory_folder()};
  const fs::path image_ = folder_.path() / "image";
  std::string log_;  ///< With its room.
  std::uint64_t end_ = 0;
  std::uint64_t end_before_last_ = 0;
};

TEST_F(KilledStore, LeavesRoomBehindItsLogAndHasAllReadings) {
  EXPECT_GT(log_.size(), end_ + 100 * kSector);
  EXPECT_TRUE(std::all_of(log_.begin() + static_cast<std::ptrdiff_t>(end_), log_.end(),
                          [](char c) { return c == kRoomByte; }));
  const auto store = open_with(log_);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(count(**store), kReadings * kCommits);
}

TEST_F(KilledStore, HasNoRoomOnceItWasClosed) {
  const fs::path closed = folder_.path() / "closed";
  const auto store = open_rocks(closed);
  const SeriesId id = intern(*store, "P");
  commit(*store, id, readings_of(0));
  EXPECT_GT(log_in(closed).size(), 100 * kSector);
  ASSERT_TRUE(store->seal());  // And flushed: the log begins anew, the old one is closed and goes.
  EXPECT_LT(log_in(closed).size(), kSector);
}

// A disk writes whole sectors in any order. The last commit was not synced when the power went, and
// any of its sectors may be missing, but for the one that it shares with the commit before.
TEST_F(KilledStore, ALastCommitWithAnySectorMissingIsNotThere) {
  ASSERT_GT(end_, end_before_last_ + 2 * kSector);
  int tried = 0;
  for (std::uint64_t sector = end_before_last_ / kSector; sector * kSector < end_; ++sector) {
    const std::uint64_t from = std::max(sector * kSector, end_before_last_);
    std::string torn = log_;
    torn.replace(from, (sector + 1) * kSector - from, (sector + 1) * kSector - from, kRoomByte);
    EXPECT_EQ(walk(torn).end(), end_before_last_) << "sector " << sector;
    EXPECT_FALSE(walk(torn).is_room_damaged()) << "sector " << sector;
    ++tried;
  }
  EXPECT_GE(tried, 3);
}

TEST_F(KilledStore, AFlippedBitAnywhereIsFound) {
  std::mt19937_64 random(seed());
  for (int i = 0; i < 200; ++i) {
    const auto place = static_cast<std::size_t>(
        between(random, 0, static_cast<std::int64_t>(i % 2 == 0 ? end_ : log_.size()) - 1));
    std::string flipped = log_;
    flipped[place] = static_cast<char>(flipped[place] ^ (1 << between(random, 0, 7)));
    const auto store = open_with(flipped);
    if (!store) {
      EXPECT_EQ(store.error().code, Errc::corrupt) << store.error().message;
      continue;
    }
    // A record's length that reaches into the room looks like a torn record. The ledger, which is
    // not looked at here, knows better.
    EXPECT_LT(walk(flipped).end(), end_) << "byte " << place << ", CEMS_SEED=" << seed();
  }
}

// Nothing is lost by it, so that whoever saves what there is saves everything.
TEST_F(KilledStore, AFlippedBitInTheRoomCostsNothing) {
  std::string flipped = log_;
  flipped[(end_ / kSector + 20) * kSector + 7] ^= 4;
  EXPECT_EQ(walk(flipped).end(), end_);
  EXPECT_TRUE(walk(flipped).is_room_damaged());
  EXPECT_FALSE(open_with(flipped));
  const fs::path copy = folder_.path() / "copy";
  ASSERT_TRUE(drop_damaged(copy, {0}, [](std::string_view) {}));
  EXPECT_EQ(count(*open_rocks(copy)), kReadings * kCommits);
}

// As after a repair of the file system: the room may be cut anywhere.
TEST_F(KilledStore, RoomThatIsCutIsRoom) {
  for (const std::uint64_t size : {end_, end_ + 1, end_ + 6, end_ + 7, end_ + 5 * kSector + 1}) {
    const auto store = open_with(log_.substr(0, size));
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ(count(**store), kReadings * kCommits) << size - end_ << " bytes of room";
  }
}

// Room behind them would only be written twice.
TEST_F(KilledStore, LongCommitsHaveNone) {
  const fs::path live = folder_.path() / "long";
  const auto store = open_rocks(live);
  const SeriesId id = intern(*store, "P");
  std::mt19937_64 random(seed());
  std::string log;
  for (std::int64_t n = 0; n < 4; ++n) {  // The first few go into room that a short one has made.
    std::vector<Reading> readings = steps(n * 10'000'000'000, 20'000);
    for (Reading& r : readings)
      r.value = Decimal::from_integer(between(random, 0, 1'000'000'000));
    commit(*store, id, readings);
    log = log_in(live);
  }
  EXPECT_EQ(walk(log).end(), log.size());
  EXPECT_GT(log.size(), 300'000U);
}

}  // namespace
}  // namespace cems::store::test
