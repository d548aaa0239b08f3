// Which points and parameters an interface speaks about: R0 I-08, R3 "Filters".
#include "query/selection.h"

#include "query_site.h"

namespace cems::query {
namespace {

class SelectionTest : public testing::Test {
 protected:
  [[nodiscard]] const catalog::Point& point(std::string_view id) const {
    return *site_->point(PointId(id));
  }

  [[nodiscard]] const catalog::Category& category(std::string_view code) const {
    return *site_->category(CategoryCode(code));
  }

  [[nodiscard]] std::string series(const Filter& filter) const {
    std::string out;
    for (const Series& one : series_of({&point("A"), &point("B")}, filter)) {
      out += one.point->id.str() + "/" + one.parameter->id.str() + " ";
    }
    return out;
  }

  static Filter by_type(std::string_view id) { return {{}, {*spec::ReadingType::parse(id)}}; }

  std::shared_ptr<const catalog::Site> site_ = make_site();
};

TEST_F(SelectionTest, AClassWithAndWithoutItsSubclasses) {
  EXPECT_EQ(ids(points_of(category("02"), true)), "AB");
  EXPECT_EQ(ids(points_of(category("02"), false)), "A");
  EXPECT_EQ(ids(points_of(category("0201"), true)), "B");
}

TEST_F(SelectionTest, ASubtreeIsDepthFirst) {
  EXPECT_EQ(ids(subtree_of(point("R"))), "RAB");
  EXPECT_EQ(ids(subtree_of(point("C"))), "C");
}

TEST_F(SelectionTest, TheClassBelowAPointIncludesThePointItself) {
  EXPECT_EQ(ids(points_below_in(point("A"), category("02"), true)), "AB");
  EXPECT_EQ(ids(points_below_in(point("A"), category("02"), false)), "A");
  EXPECT_EQ(ids(points_below_in(point("R"), category("05"), true)), "R") << "C is not below R";
}

TEST_F(SelectionTest, FiltersByIdAndByTypeIntersect) {
  EXPECT_EQ(series({}), "A/E15 A/P B/T ");
  EXPECT_EQ(series({{ParameterId("T"), ParameterId("P")}, {}}), "A/P B/T ");
  Filter both = by_type("0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0");
  EXPECT_EQ(series(both), "A/P ");
  both.parameters = {ParameterId("T")};
  EXPECT_EQ(series(both), "");
}

TEST_F(SelectionTest, PrimaryAndSecondaryMeteringAreOneQuantity) {  // T1 Rules, Z "commodity 1/2"
  EXPECT_EQ(series(by_type("0.0.0.12.0.2.37.0.0.0.0.0.0.0.224.3.38.0")), "A/P ");
  EXPECT_EQ(series(by_type("0.0.0.12.0.7.37.0.0.0.0.0.0.0.224.3.38.0")), "");
}

TEST_F(SelectionTest, NamesTheFirstParameterThatNoPointHas) {
  const Filter filter{{ParameterId("T"), ParameterId("X"), ParameterId("Y")}, {}};
  const ParameterId* unknown = unknown_parameter({&point("A"), &point("B")}, filter);
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->view(), "X");
  EXPECT_EQ(unknown_parameter({&point("B")}, {{ParameterId("T")}, {}}), nullptr);
}

TEST_F(SelectionTest, CountsParametersAndClasses) {
  EXPECT_EQ(count_parameters({&point("A"), &point("B"), &point("C")}), 3U);
  EXPECT_EQ(count_categories({&point("R"), &point("C"), &point("B")}), 2U);
}

}  // namespace
}  // namespace cems::query
