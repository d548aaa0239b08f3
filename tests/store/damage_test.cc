// Damage on the disk: found and said, never a short or older answer (reliability findings 1 and 7).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/rocks/keys.h"
#include "store/rocks/records.h"
#include "store/rocks/verify.h"
#include "tests/store/backends.h"
#include "tests/store/log_file.h"
#include "tests/store/raw_database.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<fs::path> files(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension && entry.file_size() > 0) out.push_back(entry);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void flip_byte(const fs::path& path, std::uintmax_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(static_cast<char>(byte ^ 0x20));
  ASSERT_TRUE(file.good());
}

class RocksDamage : public testing::Test {
 protected:
  /// 20,000 readings in five blocks, then closed.
  void write_sealed() {
    auto store = open_rocks(folder_.path());
    series_ = intern(*store, "P");
    readings_ = steps(1'704'067'200'000, 20'000, 1000);
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      readings_[i].value = Decimal::from(static_cast<std::int64_t>(i * 7919 % 100'003), 2);
    }
    commit(*store, series_, readings_);
    ASSERT_TRUE(store->seal());
  }

  /// Copies the folder of an open store after `batches` commits: what a power cut would leave.
  fs::path write_log_only(int batches) {
    auto store = open_rocks(folder_.path());
    series_ = intern(*store, "P");
    for (int i = 0; i < batches; ++i)
      commit(*store, series_, steps(i * 1000, 10, 1));
    const fs::path copy = folder_.path() / "copy";
    fs::create_directory(copy);
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      if (entry.is_regular_file() && entry.path().filename() != "LOCK") {
        fs::copy(entry.path(), copy / entry.path().filename());
      }
    }
    return copy;
  }

  TempFolder folder_;
  SeriesId series_{};
  std::vector<Reading> readings_;
};

/// The whole answer, or the error; a test fails on anything between.
bool reads_whole_or_corrupt(const Store& store, SeriesId series, std::vector<Reading> expected,
                            Order order) {
  if (order == Order::descending) std::reverse(expected.begin(), expected.end());
  std::vector<Reading> got;
  const auto scan = store.scan(series, kAll, order);
  Result<std::span<const Reading>> part = scan ? (*scan)->next() : scan.error();
  for (; part && !part->empty(); part = (*scan)->next()) {
    got.insert(got.end(), part->begin(), part->end());
  }
  if (part) {
    EXPECT_TRUE(got == expected) << "a wrong answer: " << got.size() << " readings";
    return true;
  }
  EXPECT_EQ(part.error().code, Errc::corrupt) << part.error().message;
  if (scan) {
    EXPECT_FALSE((*scan)->next()) << "after an error the scan is over";
  }
  return false;
}

// Flipped bytes in a table file end a walk like its end does (finding 7).
TEST_F(RocksDamage, AFlippedByteInATableFileIsAnErrorNotAShortAnswer) {
  write_sealed();
  const auto tables = files(folder_.path(), ".sst");
  ASSERT_FALSE(tables.empty());
  const auto biggest = *std::max_element(tables.begin(), tables.end(), [](auto& a, auto& b) {
    return fs::file_size(a) < fs::file_size(b);
  });
  int found = 0;
  for (std::uintmax_t tenth = 0; tenth < 10; ++tenth) {
    SCOPED_TRACE(tenth);
    const std::uintmax_t offset = fs::file_size(biggest) * tenth / 10 + 13;
    flip_byte(biggest, offset);
    if (const auto store = open_rocks_store(folder_.path()); store) {
      const bool up = reads_whole_or_corrupt(**store, series_, readings_, Order::ascending);
      const bool down = reads_whole_or_corrupt(**store, series_, readings_, Order::descending);
      const auto count = (*store)->count(series_, kAll);
      EXPECT_EQ(up, down);
      if (count) {
        EXPECT_EQ(*count, readings_.size());
      } else {
        EXPECT_EQ(count.error().code, Errc::corrupt);
      }
      found += up ? 0 : 1;
    } else {
      EXPECT_EQ(store.error().code, Errc::corrupt) << store.error().message;
      ++found;
    }
    flip_byte(biggest, offset);
  }
  EXPECT_GE(found, 9) << "nearly every byte of the file holds data";
  const auto store = open_rocks(folder_.path());
  EXPECT_TRUE(reads_whole_or_corrupt(*store, series_, readings_, Order::ascending));
}

TEST_F(RocksDamage, ABlockChangedBehindTheChecksumsOfRocksDbIsFound) {
  write_sealed();
  for (const std::size_t at : {0U, 2U, 5U, 21U, 25U, 30U, 900U}) {
    SCOPED_TRACE(at);
    const auto third = RawDatabase(folder_.path()).keys("B").at(2);
    RawDatabase(folder_.path()).flip(third, at);
    {
      const auto store = open_rocks(folder_.path());
      EXPECT_FALSE(reads_whole_or_corrupt(*store, series_, readings_, Order::ascending));
      EXPECT_FALSE(reads_whole_or_corrupt(*store, series_, readings_, Order::descending));
      // Inside the block; a count that needs only its header trusts the header's own checksum.
      const TimeMs inside = readings_[2 * 4096 + 7].at;
      EXPECT_EQ(store->last_at(series_, inside).error().code, Errc::corrupt);
      EXPECT_EQ(store->count(series_, {inside, inside + 1}).error().code, Errc::corrupt);
      // What compares with the block cannot be stored, and says so.
      const std::vector<SeriesReading> batch = {{series_, {inside, Decimal(), Quality::valid}}};
      const auto report = store->commit(batch, {1});
      ASSERT_FALSE(report);
      EXPECT_EQ(report.error().code, Errc::corrupt);
      EXPECT_THAT(report.error().message, HasSubstr(rocks::show_key(third)));
      // Other months, and commits that need not look, go on.
      commit(*store, series_, {{{kTimeMax - 1, Decimal(), Quality::valid}}});
    }
    RawDatabase(folder_.path()).flip(third, at);
    readings_.resize(20'000);
    readings_.push_back({kTimeMax - 1, Decimal(), Quality::valid});
  }
}

TEST_F(RocksDamage, AMissingBlockThatOverlapsIsFound) {
  write_sealed();
  {
    RawDatabase raw(folder_.path());
    const auto keys = raw.keys("B");
    raw.put(keys.at(1), raw.get(keys.at(2)));
  }
  const auto store = open_rocks(folder_.path());
  EXPECT_FALSE(reads_whole_or_corrupt(*store, series_, readings_, Order::ascending));
}

TEST_F(RocksDamage, ADamagedBatchOfTheLogStopsTheOpening) {
  {
    auto store = open_rocks(folder_.path());
    series_ = intern(*store, "P");
    for (int i = 0; i < 5; ++i)
      commit(*store, series_, steps(i * 1000, 10, 1));
  }
  const std::string key = rocks::log_key(3);
  RawDatabase(folder_.path()).flip(key, 20);
  const auto store = open_rocks_store(folder_.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt);
  EXPECT_THAT(store.error().message, HasSubstr(rocks::show_key(key)));
}

TEST_F(RocksDamage, ADamagedSeriesNameStopsTheOpening) {
  write_sealed();
  RawDatabase(folder_.path()).flip(rocks::series_key(key_of("P")), 0);
  const auto store = open_rocks_store(folder_.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt);
}

TEST_F(RocksDamage, ADamagedCorrectionIsFound) {
  write_sealed();
  {
    const auto store = open_rocks(folder_.path());
    commit(*store, series_, {{{readings_[9].at, Decimal::from_integer(-1), Quality::valid}}});
  }
  {
    RawDatabase raw(folder_.path());
    raw.flip(raw.keys("C").at(0), 7);
  }
  const auto store = open_rocks(folder_.path());
  EXPECT_EQ(store->corrections(series_, kAll).error().code, Errc::corrupt);
  EXPECT_TRUE(store->corrections(series_, {readings_[10].at, kTimeMax}).value().empty());
}

// Finding 1: with RocksDB's default recovery this opens and half of the batches are gone.
TEST_F(RocksDamage, AFlippedByteInsideTheWriteAheadLogStopsTheOpening) {
  const fs::path copy = write_log_only(200);
  const auto logs = files(copy, ".log");
  ASSERT_EQ(logs.size(), 1U);
  for (const std::uintmax_t percent : {20U, 50U, 80U}) {
    SCOPED_TRACE(percent);
    const std::uintmax_t offset = walk(log_bytes(logs[0])).end() * percent / 100;
    flip_byte(logs[0], offset);
    const auto store = open_rocks_store(copy);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::corrupt) << store.error().message;
    flip_byte(logs[0], offset);
  }
}

TEST_F(RocksDamage, ATornTailOfTheWriteAheadLogLosesOnlyTheBatchItCuts) {
  const fs::path copy = write_log_only(20);
  const auto logs = files(copy, ".log");
  ASSERT_EQ(logs.size(), 1U);
  fs::resize_file(logs[0], walk(log_bytes(logs[0])).end() - 5);
  const auto store = open_rocks(copy);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(read(*store, series_).size(), 190U);
  EXPECT_EQ(commit(*store, series_, steps(19'000, 10, 1)), (CommitReport{10, 0, 0}));
}

TEST_F(RocksDamage, ANewerFormatIsRefusedWithAMessage) {
  write_sealed();
  RawDatabase(folder_.path())
      .put(std::string(rocks::kFormatKey), rocks::encode_number(rocks::kFormatKey, 4));
  const auto store = open_rocks_store(folder_.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::conflict);
  EXPECT_THAT(store.error().message, HasSubstr("format is 4, this program knows 3"));
  // Nor is it called whole, or mended into what this program knows.
  std::string said;
  (void)verify_rocks_store(folder_.path(), TimeMs{0}, [&](std::string_view what) { said += what; });
  EXPECT_EQ(said, store.error().message);
  const auto dropped = drop_damaged(folder_.path(), TimeMs{0}, [](std::string_view) {});
  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().code, Errc::conflict) << dropped.error().message;
  EXPECT_FALSE(open_rocks_store(folder_.path()));
}

TEST_F(RocksDamage, AFolderInUseIsAConflict) {
  const auto first = open_rocks(folder_.path());
  const auto second = open_rocks_store(folder_.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::conflict) << second.error().message;
}

// Finding 1: RocksDB opens with whatever it has when a WAL file is gone.
TEST_F(RocksDamage, AMissingBatchInTheLogStopsTheOpening) {
  const fs::path copy = write_log_only(20);
  RawDatabase(copy).remove(rocks::log_key(7));
  const auto store = open_rocks_store(copy);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt);
  EXPECT_THAT(store.error().message, HasSubstr("batch 7 is missing"));
}

TEST_F(RocksDamage, ALostCurrentIsNotAFreshStoreHoweverOftenItIsOpened) {
  write_sealed();
  fs::remove(folder_.path() / "CURRENT");
  for (int i = 0; i < 3; ++i) {
    const auto store = open_rocks_store(folder_.path());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::corrupt) << store.error().message;
  }
}

TEST_F(RocksDamage, EachFileDeletedOnceIsNeverAShorterAnswer) {
  write_sealed();
  const fs::path whole = folder_.path() / "whole";
  fs::create_directory(whole);
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    if (entry.is_regular_file()) fs::copy(entry.path(), whole / entry.path().filename());
  }
  for (const auto& victim : fs::directory_iterator(whole)) {
    const std::string name = victim.path().filename().string();
    if (name == "LOCK" || name == "IDENTITY" || name.starts_with("OPTIONS") ||
        name.starts_with("LOG")) {
      continue;  // Nothing of ours is in these.
    }
    SCOPED_TRACE(name);
    const fs::path copy = folder_.path() / ("without-" + name);
    fs::copy(whole, copy);
    fs::remove(copy / name);
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto store = open_rocks_store(copy);
      if (store) {
        reads_whole_or_corrupt(**store, series_, readings_, Order::ascending);
      }
    }
  }
}

}  // namespace
}  // namespace cems::store::test
