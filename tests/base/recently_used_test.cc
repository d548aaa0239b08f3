// The cache by use: what stays, what goes, and that it is bounded.
#include "base/recently_used.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cems {
namespace {

using Kept = RecentlyUsed<std::string, std::shared_ptr<const int>, std::hash<std::string_view>,
                          std::string_view>;

std::shared_ptr<const int> number(int n) {
  return std::make_shared<const int>(n);
}

TEST(RecentlyUsedTest, FindsWhatWasKeptByAViewOfItsKey) {
  Kept kept(1U << 20U);
  kept.put("a key that is longer than a short string", number(1), 10);
  const std::string same = "a key that is longer than a short string";
  ASSERT_NE(kept.find(same), nullptr);
  EXPECT_EQ(*kept.find(same), 1);
  EXPECT_EQ(kept.find("another"), nullptr);
}

TEST(RecentlyUsedTest, PutsTheNewInThePlaceOfTheOld) {
  Kept kept(1U << 20U);
  kept.put("k", number(1), 1000);
  kept.put("k", number(2), 10);
  EXPECT_EQ(*kept.find("k"), 2);
  EXPECT_LT(kept.bytes(), 1000U);
}

TEST(RecentlyUsedTest, StaysWithinItsBytesAndForgetsTheLongestUnused) {
  constexpr std::size_t kBytes = 1U << 20U;
  Kept kept(kBytes);
  kept.put("asked again and again", number(-1), 1000);
  for (int i = 0; i < 10'000; ++i) {
    kept.put("n" + std::to_string(i), number(i), 1000);
    ASSERT_NE(kept.find("asked again and again"), nullptr) << i;
    ASSERT_LE(kept.bytes(), kBytes);
  }
  EXPECT_EQ(kept.find("n0"), nullptr);
  EXPECT_NE(kept.find("n9999"), nullptr);
}

TEST(RecentlyUsedTest, DoesNotKeepWhatIsTooLarge) {
  Kept kept(1U << 20U);
  kept.put("k", number(1), 10);
  kept.put("k", number(2), 1U << 20U);
  EXPECT_EQ(kept.find("k"), nullptr) << "and what was there is not right any more";
  EXPECT_EQ(kept.bytes(), 0U);
}

TEST(RecentlyUsedTest, IsUsedByManyThreads) {
  Kept kept(64U << 10U);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&kept, t] {
      for (int i = 0; i < 5000; ++i) {
        const int n = (i * 7 + t) % 500;
        const std::string key = std::to_string(n);
        if (const auto found = kept.find(key)) {
          EXPECT_EQ(*found, n);
        } else {
          kept.put(key, number(n), 200);
        }
      }
    });
  }
}

}  // namespace
}  // namespace cems
