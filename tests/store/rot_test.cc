// Bits that flip and files that vanish, anywhere in a data folder: found, or without consequence;
// never a wrong, a short or an older answer.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/rocks/file_system.h"
#include "store/rocks/verify.h"
#include "tests/store/backends.h"
#include "tests/store/faulty_files.h"
#include "tests/store/life.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;

constexpr Writer kRotWriter{1, 0};
constexpr std::int64_t kRotBatches = 200;

enum class Verdict : std::uint8_t { found, harmless, wrong };

/// A folder as a running store has it: sealed blocks, corrections, and a log with what is not
/// sealed.
class RocksRot : public testing::Test {
 protected:
  void SetUp() override {
    const fs::path live = folder_.path() / "live";
    const auto store = open_rocks(live, options());
    const LifeIds ids = life_ids(*store, kRotWriter);
    for (std::int64_t n = 0; n < kRotBatches; ++n) {
      ASSERT_TRUE(store->commit(life_batch(kRotWriter, n, ids), {n}));
      if (n == kRotBatches / 2) {
        ASSERT_TRUE(store->seal());
      }
    }
    // The ledger is synced once a second; what is younger may go without a word.
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    fs::copy(live, image_);
    fs::remove(image_ / "LOCK");
    expected_ = LifeOracle(kRotWriter).after(kRotBatches);
    ASSERT_TRUE(look() == Verdict::harmless) << "the image itself";
    for (const auto& entry : fs::directory_iterator(image_)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("LOG") && entry.file_size() > 0) files_.push_back(name);
    }
    std::sort(files_.begin(), files_.end());
  }

  /// A fresh copy of the image.
  void restore() const {
    fs::remove_all(copy_);
    fs::copy(image_, copy_);
  }

  /// Opens the copy and reads everything.
  [[nodiscard]] Verdict look_at_copy() const {
    // Files that are never synced: three times as quick.
    RocksOptions unsynced = options();
    unsynced.file_system = system_with(
        std::make_shared<FaultyFiles>(copy_, folder_.path() / "none", Faults{.forgets = true}));
    const auto store = open_rocks_store(copy_, unsynced);
    if (!store) return said(store.error());
    const auto life = read_life(**store, kRotWriter);
    if (!life) return said(life.error());
    return *life == expected_ ? Verdict::harmless : Verdict::wrong;
  }

  /// Changes a bit of the copy, anywhere in its files laid end to end; says where.
  std::string flip_somewhere(std::mt19937_64& random) const {
    std::vector<std::uintmax_t> ends;
    for (const std::string& name : files_)
      ends.push_back((ends.empty() ? 0 : ends.back()) + fs::file_size(image_ / name));
    const auto place =
        static_cast<std::uintmax_t>(between(random, 0, static_cast<std::int64_t>(ends.back()) - 1));
    const auto file =
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), place) - ends.begin());
    const std::uintmax_t offset = place - (file == 0 ? 0 : ends[file - 1]);
    const auto bit = between(random, 0, 7);
    std::fstream out(copy_ / files_[file], std::ios::in | std::ios::out | std::ios::binary);
    out.seekg(static_cast<std::streamoff>(offset));
    const int byte = out.get();
    out.seekp(static_cast<std::streamoff>(offset));
    out.put(static_cast<char>(byte ^ (1 << bit)));
    return "bit " + std::to_string(bit) + " of byte " + std::to_string(offset) + " of " +
           files_[file] + " (" + std::to_string(fs::file_size(image_ / files_[file])) + " bytes)";
  }

  [[nodiscard]] Verdict look() const {
    restore();
    return look_at_copy();
  }

  static RocksOptions options() {
    return {.head_readings_max = 1500, .write_buffer_bytes = 64U << 10U};
  }

  TempFolder folder_{memory_folder()};
  const fs::path image_ = folder_.path() / "image";
  const fs::path copy_ = folder_.path() / "copy";
  std::vector<std::string> files_;  ///< Of the image, those that hold data.
  Life expected_;

 private:
  static Verdict said(const Error& error) {
    EXPECT_EQ(error.code, Errc::corrupt) << error.message;
    return Verdict::found;
  }
};

TEST_F(RocksRot, AFlippedBitIsFoundOrWithoutConsequence) {
  std::mt19937_64 random(seed());
  const int places = std::getenv("CEMS_LONG") != nullptr ? 1000 : 100;
  int found = 0;
  for (int i = 0; i < places; ++i) {
    restore();
    const std::string where = flip_somewhere(random);
    const Verdict verdict = look_at_copy();
    found += verdict == Verdict::found ? 1 : 0;
    EXPECT_NE(verdict, Verdict::wrong) << where << ", CEMS_SEED=" << seed();
  }
  EXPECT_GT(found, places / 2) << "most bytes of the files hold data";
}

// Issue 5: "what is damaged can be re-loaded in place". Where nobody could say what is missing the
// store is left as it is.
TEST_F(RocksRot, WhatAFlippedBitDamagedIsLoadedAgainInPlace) {
  std::mt19937_64 random(seed());
  const int places = std::getenv("CEMS_LONG") != nullptr ? 1000 : 20;
  int damaged = 0;
  int refused = 0;
  for (int i = 0; i < places; ++i) {
    restore();
    const std::string where = flip_somewhere(random);
    SCOPED_TRACE(where);
    if (look_at_copy() != Verdict::found) continue;
    ++damaged;
    fs::remove_all(copy_.string() + ".damaged");
    if (!drop_damaged(copy_, {0}, [](std::string_view) {})) {
      ++refused;
      continue;
    }
    {
      // A log that has lost a batch does not open before that is accepted.
      const auto store = open_rocks(copy_, {.head_readings_max = 1500, .accept_loss = true});
      ASSERT_NE(store, nullptr);
      const LifeIds ids = life_ids(*store, kRotWriter);
      std::vector<SeriesReading> all;
      for (const auto& [place, reading] : expected_.readings)
        all.push_back({ids[place.first], reading});
      ASSERT_TRUE(store->commit(all, {0}));
      ASSERT_TRUE(store->seal());
    }
    const auto store = open_rocks(copy_, options());
    const auto life = read_life(*store, kRotWriter);
    ASSERT_TRUE(life) << life.error().message;
    EXPECT_TRUE(life->readings == expected_.readings);
  }
  RecordProperty("damaged", damaged);
  RecordProperty("refused", refused);
  EXPECT_GT(damaged, places / 2);
  EXPECT_LT(refused, damaged / 3) << "of " << damaged << ", CEMS_SEED=" << seed();
}

TEST_F(RocksRot, AMissingFileIsFoundOrWithoutConsequence) {
  for (const std::string& name : files_) {
    restore();
    fs::remove(copy_ / name);
    EXPECT_NE(look_at_copy(), Verdict::wrong) << name;
  }
}

// A file that ends early: as after a repair of the file system.
TEST_F(RocksRot, ACutFileIsFoundOrWithoutConsequence) {
  for (const std::string& name : files_) {
    for (const std::uintmax_t percent : {0U, 50U, 90U}) {
      restore();
      fs::resize_file(copy_ / name, fs::file_size(copy_ / name) * percent / 100);
      EXPECT_NE(look_at_copy(), Verdict::wrong) << name << " cut to " << percent << " %";
    }
  }
}

}  // namespace
}  // namespace cems::store::test
