// Newest values and staleness: dictionary R3 "dynamic".
#include "query/newest.h"

#include "query_site.h"

namespace cems::query {
namespace {

class NewestTest : public testing::Test {
 protected:
  [[nodiscard]] std::optional<Reading> newest(std::string_view point, std::string_view parameter,
                                              std::string_view now) const {
    const catalog::Point* p = site_->point(PointId(point));
    const Result<std::optional<Reading>> found =
        query::newest(*store_, site_->id, {p, p->parameter(ParameterId(parameter))}, at(now));
    EXPECT_TRUE(found);
    return *found;
  }

  std::shared_ptr<const catalog::Site> site_ = make_site();
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
};

TEST_F(NewestTest, ASeriesWithoutReadingsHasNone) {
  EXPECT_FALSE(newest("A", "P", "2024-07-18T14:30:00").has_value());
  keep(*store_, "A", "P", {{at("2024-07-18T15:00:00"), Decimal::from_integer(1)}});
  EXPECT_FALSE(newest("A", "P", "2024-07-18T14:30:00").has_value()) << "it is in the future";
}

TEST_F(NewestTest, NeverFromTheFuture) {
  keep(*store_, "A", "P",
       {{at("2024-07-18T14:29:00"), Decimal::from_integer(1)},
        {at("2024-07-18T14:31:00"), Decimal::from_integer(2)}});
  EXPECT_EQ(newest("A", "P", "2024-07-18T14:30:00")->value, Decimal::from_integer(1));
  EXPECT_EQ(newest("A", "P", "2024-07-18T14:31:00")->value, Decimal::from_integer(2));
}

TEST_F(NewestTest, StaleAfterThreePeriodsAndAtLeastFiveMinutes) {
  const Reading minute{at("2024-07-18T14:00:00"), Decimal::from_integer(1)};
  keep(*store_, "A", "P", {minute});
  keep(*store_, "A", "E15", {minute});
  EXPECT_EQ(newest("A", "P", "2024-07-18T14:05:00")->quality, Quality::valid);
  EXPECT_EQ(newest("A", "P", "2024-07-18T14:05:00.001")->quality, Quality::questionable);
  EXPECT_EQ(newest("A", "E15", "2024-07-18T14:45:00")->quality, Quality::valid);
  EXPECT_EQ(newest("A", "E15", "2024-07-18T14:45:00.001")->quality, Quality::questionable);
}

TEST_F(NewestTest, WithoutAPeriodStaleAfterADay) {
  keep(*store_, "B", "T", {{at("2024-07-17T14:00:00"), Decimal::from_integer(1)}});
  EXPECT_EQ(newest("B", "T", "2024-07-18T14:00:00")->quality, Quality::valid);
  EXPECT_EQ(newest("B", "T", "2024-07-18T14:00:00.001")->quality, Quality::questionable);
}

}  // namespace
}  // namespace cems::query
