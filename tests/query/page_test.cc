// Pages: 6.7 and the traps of dictionary Z.
#include "query/page.h"

#include <gtest/gtest.h>

namespace cems::query {
namespace {

TEST(Page, CutsTheLastPageShort) {
  const PageCut cut = cut_page(10, {3, 4});
  EXPECT_EQ(cut.first, 8U);
  EXPECT_EQ(cut.count, 2U);
  EXPECT_EQ(cut.pages, 3U);
  EXPECT_FALSE(cut.has_next);
  EXPECT_TRUE(cut_page(10, {2, 4}).has_next);
}

TEST(Page, NothingAtAllHasNoPages) {
  const PageCut cut = cut_page(0, {1, 100});
  EXPECT_EQ(cut.pages, 0U);
  EXPECT_EQ(cut.count, 0U);
  EXPECT_FALSE(cut.has_next);
}

TEST(Page, BeyondTheLastOneIsEmptyAndNotAnError) {
  const PageCut cut = cut_page(10, {4, 4});
  EXPECT_EQ(cut.count, 0U);
  EXPECT_EQ(cut.total, 10U);
}

TEST(Page, HugeNumbersDoNotOverflow) {
  const PageCut cut = cut_page(UINT64_MAX, {UINT64_MAX, UINT64_MAX});
  EXPECT_EQ(cut.count, 0U);
  EXPECT_EQ(cut.pages, 1U);
  EXPECT_EQ(cut_page(UINT64_MAX, {UINT64_MAX, 1}).first, UINT64_MAX - 1);
}

TEST(Page, PagesTogetherAreTheWhole) {
  for (std::uint64_t total = 0; total < 20; ++total) {
    for (std::uint64_t size = 1; size < 8; ++size) {
      std::uint64_t seen = 0;
      for (std::uint64_t number = 1; number <= cut_page(total, {1, size}).pages; ++number) {
        const PageCut cut = cut_page(total, {number, size});
        EXPECT_EQ(cut.first, seen);
        seen += cut.count;
      }
      EXPECT_EQ(seen, total);
    }
  }
}

}  // namespace
}  // namespace cems::query
