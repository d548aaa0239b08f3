// complete_archive: what an absent member and a masked value mean (dictionary S "Archive members
// beyond the full static answer").
#include <gtest/gtest.h>

#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

/// `text` completed from `previous`, as compact JSON.
std::string completed(std::string_view text, std::string_view previous = "") {
  json::Value archive = parsed(text);
  if (previous.empty()) {
    complete_archive(archive, nullptr, spec::Wire::standard());
  } else {
    const json::Value old = parsed(previous);
    complete_archive(archive, &old, spec::Wire::standard());
  }
  return written(archive);
}

TEST(Completion, DropsCountsAndPage) {
  EXPECT_EQ(completed(R"({"cems":{},"dataCount":{"total":1},"points":[],"page":{}})"),
            R"({"cems":{},"points":[]})");
}

TEST(Completion, AbsentExtrasAreLeftAsTheyAre) {
  EXPECT_EQ(completed(R"({"cems":{"a":1},"points":[],"categories":[],"prices":[2]})",
                      R"({"cems":{"b":1},"outputs":[1],"prices":[1],"demand":{"x":1}})"),
            R"({"cems":{"a":1},"points":[],"categories":[],"prices":[2],"demand":{"x":1},)"
            R"("outputs":[1]})");
}

TEST(Completion, PointsStayWhereTheFileHasNeitherListAnywhere) {
  EXPECT_EQ(completed(R"({"cems":{}})", R"({"cems":{},"categories":[1],"points":[2]})"),
            R"({"cems":{},"categories":[1],"points":[2]})");
  EXPECT_EQ(completed(R"({"cems":{}})", R"({"cems":{"categories":[1],"points":[2]}})"),
            R"({"cems":{},"categories":[1],"points":[2]})");
  EXPECT_EQ(completed(R"({"cems":{}})", R"({"cems":{"points":[1]},"points":[2]})"),
            R"({"cems":{},"points":[2,1]})");
}

TEST(Completion, CategoriesOfTheFileReplaceEveryPoint) {
  const std::string text = R"({"cems":{},"categories":[{"categoryCode":"05"}]})";
  EXPECT_EQ(completed(text, R"({"cems":{},"categories":[1],"points":[2]})"), text);
  const std::string inside = R"({"cems":{"categories":[]}})";
  EXPECT_EQ(completed(inside, R"({"cems":{},"categories":[1],"points":[2]})"), inside);
}

TEST(Completion, PointsAloneKeepTheOldCategoriesWithoutTheirPoints) {
  EXPECT_EQ(completed(R"({"cems":{},"points":[{"pointId":"new"}]})",
                      R"({"cems":{},"categories":[{"categoryCode":"05","points":[1],"categories":[)"
                      R"({"categoryCode":"0501","points":[2]}]}],"points":[3]})"),
            R"({"cems":{},"points":[{"pointId":"new"}],"categories":[{"categoryCode":"05",)"
            R"("categories":[{"categoryCode":"0501"}]}]})");
}

TEST(Completion, MaskedValueKeepsTheOldOne) {
  EXPECT_EQ(completed(R"({"cems":{"contact":"张**","phone":"138****5678"},"points":[]})",
                      R"({"cems":{"contact":"张三丰","phone":"13812345678"}})"),
            R"({"cems":{"contact":"张三丰","phone":"13812345678"},"points":[]})");
}

TEST(Completion, MaskedValueWithoutAnOldOneStaysAsItIs) {
  const std::string text = R"({"cems":{"contact":"张**","phone":"138****5678"},"points":[]})";
  EXPECT_EQ(completed(text), text);
  EXPECT_EQ(completed(text, R"({"cems":{"name":"x"}})"), text);
}

TEST(Completion, ClearValueReplacesAndAbsentOneRemoves) {
  EXPECT_EQ(completed(R"({"cems":{"contact":"李四"},"points":[]})",
                      R"({"cems":{"contact":"张三丰","phone":"13812345678"}})"),
            R"({"cems":{"contact":"李四"},"points":[]})");
}

TEST(Completion, WhatIsNoArchiveIsLeftAlone) {
  for (const std::string text : {"1", "[]", "\"x\"", "null", "{}", R"({"cems":1})"}) {
    EXPECT_EQ(completed(text), text);
  }
  EXPECT_EQ(completed(R"({"cems":{"contact":5}})", "[]"), R"({"cems":{"contact":5}})");
  EXPECT_EQ(completed(R"({"cems":{"contact":"*"}})", R"({"cems":{"contact":5}})"),
            R"({"cems":{"contact":"*"}})");
}

}  // namespace
}  // namespace cems::catalog
