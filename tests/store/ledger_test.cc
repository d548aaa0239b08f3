// A log that ends before what was acknowledged (reliability finding 1: RocksDB opens with whatever
// it has when a file of its write-ahead log is gone).
#include "store/rocks/ledger.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RocksLedger : public testing::Test {
 protected:
  /// Twelve batches of ten, closed without sealing: all of them are in the write-ahead log.
  void write_log() {
    const auto store = open_rocks(folder_.path() / "store");
    for (int i = 0; i < 12; ++i)
      commit(*store, intern(*store, "P"), steps(i * 1000, 10, 1));
    // Closing would move the log into a table: what a killed process leaves is copied before, again
    // where RocksDB has removed a file meanwhile.
    std::error_code changed;
    for (int tries = 0; tries == 0 || (changed && tries < 100); ++tries) {
      fs::remove_all(copy());
      fs::copy(folder_.path() / "store", copy(), fs::copy_options::recursive, changed);
    }
    ASSERT_FALSE(changed) << changed.message();
    fs::remove(copy() / "LOCK");
    ASSERT_TRUE(rocks::write_ledger(copy(), {13}));
  }

  [[nodiscard]] fs::path copy() const { return folder_.path() / "copy"; }

  void remove_logs() const {
    for (const auto& entry : fs::directory_iterator(copy())) {
      if (entry.path().extension() == ".log") fs::remove(entry.path());
    }
  }

  [[nodiscard]] std::string why_not() const {
    const auto store = open_rocks_store(copy());
    EXPECT_FALSE(store);
    if (store) return {};
    EXPECT_EQ(store.error().code, Errc::corrupt);
    return store.error().message;
  }

  TempFolder folder_;
};

TEST_F(RocksLedger, IsWrittenAtTheEndAndAgreesAtTheNextStart) {
  {
    const auto store = open_rocks(folder_.path());
    commit(*store, intern(*store, "P"), steps(0, 10));
  }
  EXPECT_EQ(rocks::read_ledger(folder_.path()).value(), (rocks::LedgerEntry{2}));
  EXPECT_EQ(read(*open_rocks(folder_.path()), SeriesId{1}).size(), 10U);
}

TEST_F(RocksLedger, SaysThatTheWholeLogIsGone) {
  write_log();
  remove_logs();
  EXPECT_THAT(why_not(), HasSubstr("ends with batch 0, but batches up to 12 were acknowledged"));
  EXPECT_THAT(why_not(), HasSubstr("--accept-loss")) << "and still at the next start";
}

TEST_F(RocksLedger, SaysThatTheLogWasCutBetweenTwoBatches) {
  write_log();
  ASSERT_TRUE(rocks::write_ledger(copy(), {14}));
  EXPECT_THAT(why_not(), HasSubstr("ends with batch 12, but batches up to 13"));
}

TEST_F(RocksLedger, IsMissedWhereItIsMissingOrDamaged) {
  write_log();
  fs::remove(copy() / "LEDGER");
  EXPECT_THAT(why_not(), HasSubstr("the ledger is missing"));
  std::ofstream(copy() / "LEDGER") << "something else";
  EXPECT_THAT(why_not(), HasSubstr("is damaged"));
}

TEST_F(RocksLedger, ALossThatIsAcceptedIsNotMetAgain) {
  write_log();
  remove_logs();
  {
    const auto store = open_rocks(copy(), {.accept_loss = true});
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(commit(*store, intern(*store, "P"), steps(0, 10)), (CommitReport{10, 0, 0}));
  }
  EXPECT_EQ(read(*open_rocks(copy()), SeriesId{1}).size(), 10U);
}

TEST_F(RocksLedger, AnEmptyStoreNeedsNone) {
  { const auto store = open_rocks(folder_.path()); }
  fs::remove(folder_.path() / "LEDGER");
  EXPECT_NE(open_rocks(folder_.path()), nullptr);
}

}  // namespace
}  // namespace cems::store::test
