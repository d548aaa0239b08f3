// Jobs on a fixed number of threads: each once, in order, none after the stop.
#include "base/workers.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cems {
namespace {

TEST(Workers, OneThreadDoesJobsInTheirOrder) {
  Workers workers(1);
  std::vector<int> done;
  std::atomic<bool> last{false};
  for (int i = 0; i < 1000; ++i) {
    workers.post([&done, i] { done.push_back(i); });
  }
  workers.post([&last] { last = true; });
  while (!last) {
    std::this_thread::yield();
  }
  workers.stop();
  ASSERT_EQ(done.size(), 1000U);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
  }
}

TEST(Workers, SeveralThreadsDoEachJobOnceAndJobsMayGiveJobs) {
  std::atomic<int> done{0};
  Workers workers(4);
  for (int i = 0; i < 500; ++i) {
    workers.post([&] {
      ++done;
      workers.post([&] { ++done; });
    });
  }
  while (done < 1000) {
    std::this_thread::yield();
  }
  workers.stop();
  EXPECT_EQ(done, 1000);
}

TEST(Workers, StopWaitsForWhatRunsAndLetsGoOfTheRest) {
  const auto held = std::make_shared<int>(0);
  std::atomic<bool> running{false};
  std::atomic<bool> finished{false};
  Workers workers(1);
  workers.post([&] {
    running = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    finished = true;
  });
  for (int i = 0; i < 100; ++i) {
    workers.post([held] { ++*held; });
  }
  while (!running) {
    std::this_thread::yield();
  }
  workers.stop();
  EXPECT_TRUE(finished);
  EXPECT_EQ(*held, 0);
  EXPECT_EQ(held.use_count(), 1);
  workers.post([held] { ++*held; });
  EXPECT_EQ(held.use_count(), 1) << "nothing is taken after the stop";
}

}  // namespace
}  // namespace cems
