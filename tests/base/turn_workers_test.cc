// Whose turn it is among tenants that wait for workers.
#include "base/turn_workers.h"

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace cems {
namespace {

/// One thread that is held until everything is posted, so that the order is theirs alone.
class TurnWorkersTest : public testing::Test {
 protected:
  TurnWorkersTest() {
    workers_.post("gate", [this] { open_.get_future().wait(); });
  }

  void post(const std::string& tenant) {
    workers_.post(tenant, [this, tenant] {
      const std::lock_guard lock(mutex_);
      done_ += tenant;
    });
  }

  std::string finish() {
    std::promise<void> last;
    workers_.post("~", [&last] { last.set_value(); });
    open_.set_value();
    last.get_future().wait();
    while (workers_.waiting() > 0) {
      std::this_thread::yield();
    }
    workers_.stop();
    return done_;
  }

  std::promise<void> open_;
  std::mutex mutex_;
  std::string done_;
  TurnWorkers workers_{1};  // Last: its jobs use the rest.
};

TEST_F(TurnWorkersTest, TenantsTakeTurns) {
  for (int i = 0; i < 4; ++i) {
    post("a");
  }
  post("b");
  post("c");
  post("b");
  EXPECT_EQ(finish(), "abcabaa");
}

TEST_F(TurnWorkersTest, AHundredJobsOfOneKeepNobodyWaiting) {
  for (int i = 0; i < 100; ++i) {
    post("x");
  }
  post("y");
  EXPECT_EQ(finish().find('y'), 1U);
}

TEST(TurnWorkersStopTest, ThrowsAwayWhatNobodyHasBegun) {
  const auto kept = std::make_shared<int>(0);
  TurnWorkers workers(2);
  for (int i = 0; i < 1'000; ++i) {
    workers.post("a", [kept] {});
  }
  workers.stop();
  workers.post("a", [kept] {});
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace cems
