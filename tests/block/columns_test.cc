// Blocks as columns: the same readings without a Decimal, and what cannot be had so.
#include "block/columns.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/block/families.h"

namespace cems::block {
namespace {

using testing::ElementsAre;

using test::encoded;
using test::reading;

class BlockColumns : public testing::Test {
 protected:
  Shape decode_into_columns(const std::vector<Reading>& readings) {
    const auto shape = decode(encoded(readings), columns_);
    EXPECT_TRUE(shape) << shape.error().message;
    return shape.value_or(Shape::mixed);
  }

  [[nodiscard]] std::vector<Reading> back() const {
    std::vector<Reading> out;
    columns_.append_to(out);
    return out;
  }

  Columns columns_;
};

TEST_F(BlockColumns, StandAtOneScale) {
  ASSERT_EQ(decode_into_columns({reading(1000, "12.3"), reading(2000, "12.34", Quality::raw),
                                 reading(3500, "-12", Quality::raw), reading(3600, "0")}),
            Shape::columns);
  EXPECT_THAT(columns_.times_ms, ElementsAre(1000, 2000, 3500, 3600));
  EXPECT_THAT(columns_.mantissas, ElementsAre(1230, 1234, -1200, 0));
  EXPECT_EQ(columns_.scale, 2);
  EXPECT_THAT(columns_.qualities,
              ElementsAre(QualityRun{Quality::valid, 1}, QualityRun{Quality::raw, 2},
                          QualityRun{Quality::valid, 1}));
}

TEST_F(BlockColumns, AreReusedForLongerAndShorterBlocks) {
  for (const std::size_t n : {100U, 4096U, 1U, 33U}) {
    test::Random random(test::seed());
    const auto readings = test::families()[1].make(random, n);
    ASSERT_EQ(decode_into_columns(readings), Shape::columns);
    EXPECT_EQ(columns_.size(), n);
    EXPECT_TRUE(back() == readings);
  }
}

TEST_F(BlockColumns, HoldTheTextOfFloatsWhereItFits) {
  const std::vector<Reading> readings = {reading(1, "30.5310001373291"),
                                         reading(2, "27.78700065612793"),
                                         reading(3, "5.0900001525878915")};
  ASSERT_EQ(decode_into_columns(readings), Shape::columns);
  EXPECT_EQ(columns_.scale, 16);
  EXPECT_EQ(back(), readings);
}

TEST_F(BlockColumns, AreNotForNumbersTooLongOrTooFarApart) {
  EXPECT_EQ(decode_into_columns({reading(1, "1"), reading(2, "9223372036854775808")}),
            Shape::mixed);
  EXPECT_EQ(decode_into_columns({reading(1, "1e12"), reading(2, "1e-12")}), Shape::mixed);
  EXPECT_EQ(decode_into_columns({reading(1, "-1e300"), reading(2, "1.5e-7")}), Shape::mixed);
}

TEST_F(BlockColumns, SayWhenTheBlockIsDamaged) {
  std::string bytes = encoded(std::vector{reading(1, "1"), reading(2, "2")});
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  const auto shape = decode(bytes, columns_);
  ASSERT_FALSE(shape);
  EXPECT_EQ(shape.error().code, Errc::corrupt);
}

TEST_F(BlockColumns, AreMadeOfReadingsToo) {
  const std::vector<Reading> readings = {reading(1, "1200"), reading(2, "0.05", Quality::raw)};
  ASSERT_EQ(columns_.assign(readings), Shape::columns);
  EXPECT_THAT(columns_.mantissas, ElementsAre(120'000, 5));
  EXPECT_EQ(back(), readings);
  EXPECT_EQ(columns_.assign(std::vector<Reading>{}), Shape::columns);
  EXPECT_TRUE(columns_.empty());
  EXPECT_EQ(columns_.assign(std::vector{reading(1, "1e300"), reading(2, "1")}), Shape::mixed);
}

}  // namespace
}  // namespace cems::block
