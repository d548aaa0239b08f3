// Cycles among parents (trap of the dictionary's section Z: cycles in parentPointId).
#include "catalog/parent_chain.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace cems::catalog {
namespace {

using Cycles = std::vector<std::vector<std::size_t>>;
constexpr std::size_t kTop = kNoParent;

TEST(ParentChain, TreesHaveNone) {
  EXPECT_EQ(find_cycles({}), Cycles());
  EXPECT_EQ(find_cycles({kTop}), Cycles());
  EXPECT_EQ(find_cycles({kTop, 0, 0, 1, 3}), Cycles());
}

TEST(ParentChain, ListsEachCycleOnceFromItsSmallestIndex) {
  EXPECT_EQ(find_cycles({0}), (Cycles{{0}}));
  EXPECT_EQ(find_cycles({1, 0}), (Cycles{{0, 1}}));
  EXPECT_EQ(find_cycles({2, kTop, 4, 0, 0, 2}), (Cycles{{0, 2, 4}}));  // 3 and 5 lead into it.
  EXPECT_EQ(find_cycles({3, 2, 1, 3}), (Cycles{{1, 2}, {3}}));
}

TEST(ParentChain, LongChainNeedsNoStack) {
  std::vector<std::size_t> parents(1'000'000);
  parents[0] = kTop;
  for (std::size_t i = 1; i < parents.size(); ++i) {
    parents[i] = i - 1;
  }
  EXPECT_EQ(find_cycles(parents), Cycles());
  parents[0] = parents.size() - 1;
  ASSERT_EQ(find_cycles(parents).size(), 1U);
  EXPECT_EQ(find_cycles(parents)[0].size(), parents.size());
}

TEST(ParentChain, IsOnACycleExactlyWhenWalkingUpReturns) {
  std::minstd_rand random(7);
  for (int round = 0; round < 300; ++round) {
    const std::size_t count = 1 + random() % 12;
    std::vector<std::size_t> parents(count);
    for (std::size_t& parent : parents) {
      parent = random() % 3 == 0 ? kTop : random() % count;
    }
    std::vector<bool> listed(count, false);
    for (const auto& cycle : find_cycles(parents)) {
      for (const std::size_t index : cycle) {
        EXPECT_FALSE(listed[index]);
        listed[index] = true;
      }
    }
    for (std::size_t start = 0; start < count; ++start) {
      std::size_t at = parents[start];
      for (std::size_t steps = 0; steps < count && at != kTop && at != start; ++steps) {
        at = parents[at];
      }
      EXPECT_EQ(listed[start], at == start) << "round " << round << ", index " << start;
    }
  }
}

TEST(ParentChain, FindsTheFirstThatAreTooDeep) {
  // 0 ← 1 ← 2 ← 3, 1 ← 4, and 5 ⇄ 6 with 7 below.
  const std::vector<std::size_t> parents = {kTop, 0, 1, 2, 1, 6, 5, 6};
  EXPECT_EQ(find_at_depth(parents, 2), (std::vector<std::size_t>{2, 4}));
  EXPECT_EQ(find_at_depth(parents, 0), (std::vector<std::size_t>{0}));
  EXPECT_TRUE(find_at_depth(parents, 4).empty());
}

}  // namespace
}  // namespace cems::catalog
