// Nonces: none is let in twice, whatever is restarted, rotated or set back (reliability bar 24).
#include "api/nonces.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace cems::api {
namespace {

using Use = Nonces::Use;

constexpr std::string_view kTokenId = "7kq2m9xz";
constexpr std::int64_t kWindow = limits::kSignatureWindowMs;

class NoncesTest : public testing::Test {
 protected:
  NoncesTest() {
    std::string pattern = testing::TempDir() + "noncesXXXXXX";
    root_ = ::mkdtemp(pattern.data());
    folder_ = root_ + "/nonces";
    run_.begun = now_ - kMsPerDay;
    open();
  }

  ~NoncesTest() override {
    nonces_.reset();
    std::filesystem::remove_all(root_);
  }

  void open() {
    nonces_.reset();
    nonces_ = *Nonces::open(folder_, run_, now_);
  }

  /// As a kill leaves it: nothing is said at the end.
  void kill() {
    const std::string copy = root_ + "/copy";
    std::filesystem::copy(folder_, copy);
    nonces_.reset();
    std::filesystem::remove_all(folder_);
    std::filesystem::rename(copy, folder_);
    open();
  }

  Use use(std::string_view nonce, TimeMs time) { return nonces_->use(kTokenId, nonce, time, now_); }

  Use use(std::string_view nonce) { return use(nonce, now_); }

  TimeMs now_ = [] {
    TimeMs now{};
    now.ms = 1'795'780'800'000;
    return now;
  }();
  MachineRun run_;
  std::string root_;
  std::string folder_;
  std::unique_ptr<Nonces> nonces_;
};

TEST_F(NoncesTest, OnceAndNotAgain) {
  EXPECT_EQ(use("a"), Use::fresh);
  EXPECT_EQ(use("a"), Use::replayed);
  EXPECT_EQ(use("a", now_ + 1), Use::replayed) << "under another time";
  EXPECT_EQ(use("b"), Use::fresh);
  EXPECT_EQ(nonces_->use("23456789", "a", now_, now_), Use::fresh) << "of another token";
}

TEST_F(NoncesTest, ARestartForgetsNothing) {
  EXPECT_EQ(use("a"), Use::fresh);
  open();
  EXPECT_EQ(use("a"), Use::replayed);
  EXPECT_EQ(use("b"), Use::fresh);
  kill();
  EXPECT_EQ(use("a"), Use::replayed);
  EXPECT_EQ(use("b"), Use::replayed);
  EXPECT_EQ(use("c"), Use::fresh);
}

TEST_F(NoncesTest, ATornRecordIsCutOff) {
  EXPECT_EQ(use("a"), Use::fresh);
  nonces_.reset();
  std::ofstream(folder_ + "/current", std::ios::app) << "torn record";
  open();
  EXPECT_EQ(use("a"), Use::replayed);
  EXPECT_EQ(use("b"), Use::fresh);
  open();
  EXPECT_EQ(use("b"), Use::replayed);
}

// With timestamps as far ahead of the clock as is let in.
TEST_F(NoncesTest, EachIsRememberedForAsLongAsItsTimeIsLetIn) {
  const TimeMs time = now_ + kWindow;
  EXPECT_EQ(use("a", time), Use::fresh);
  const TimeMs last = time + kWindow;
  for (int n = 0; now_ <= last; now_ = now_ + kWindow / 3, ++n) {
    EXPECT_EQ(use("a", time), Use::replayed) << now_.ms;
    EXPECT_EQ(use("n" + std::to_string(n)), Use::fresh);
    open();
  }
}

TEST_F(NoncesTest, WhatIsForgottenCannotComeBackByTheClock) {
  const TimeMs time = now_;
  EXPECT_EQ(use("a", time), Use::fresh);
  for (int generation = 0; generation < 4; ++generation) {
    now_ = now_ + 2 * kWindow;
    EXPECT_EQ(use("g" + std::to_string(generation)), Use::fresh);
  }
  EXPECT_LT(nonces_->size(), 4U);
  now_ = time;  // Somebody sets the clock back.
  EXPECT_EQ(use("a", time), Use::too_old);
  open();
  EXPECT_EQ(use("a", time), Use::too_old);
  kill();
  EXPECT_EQ(use("a", time), Use::too_old);
}

TEST_F(NoncesTest, AfterACrashOfTheMachineNothingOfBeforeIsTaken) {
  EXPECT_EQ(use("a"), Use::fresh);
  run_.id[0] = 'x';
  run_.begun = now_ + 10'000;
  kill();
  now_ = run_.begun + 5'000;
  EXPECT_EQ(use("new", now_), Use::too_old);
  EXPECT_EQ(use("a", run_.begun + kWindow), Use::too_old);
  EXPECT_EQ(use("new", run_.begun + kWindow + 1), Use::fresh);
}

TEST_F(NoncesTest, AProperStopAndABootCostNothing) {
  EXPECT_EQ(use("a"), Use::fresh);
  run_.id[0] = 'x';
  run_.begun = now_ + 10'000;
  open();
  EXPECT_EQ(use("a"), Use::replayed);
  EXPECT_EQ(use("b"), Use::fresh);
}

TEST_F(NoncesTest, ATokenHasItsShareAndNoMore) {
  for (std::size_t i = 0; i < limits::kNoncesOfTokenMax; ++i) {
    ASSERT_EQ(use("n" + std::to_string(i)), Use::fresh) << i;
  }
  EXPECT_EQ(use("one more"), Use::full);
  EXPECT_EQ(use("n0"), Use::replayed);
  EXPECT_EQ(nonces_->use("23456789", "n0", now_, now_), Use::fresh);
  now_ = now_ + 4 * kWindow;
  EXPECT_EQ(use("later"), Use::full) << "those of the generation before still count";
  now_ = now_ + 2 * kWindow;
  EXPECT_EQ(use("later"), Use::fresh);
}

}  // namespace
}  // namespace cems::api
