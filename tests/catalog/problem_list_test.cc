// Problems come in the order of the file, whoever found them first.
#include "catalog/problem_list.h"

#include <gtest/gtest.h>

#include "json/value.h"

namespace cems::catalog {
namespace {

std::vector<std::string> sorted(std::vector<model::Problem> problems, std::string_view document) {
  const auto value = json::parse(document);
  EXPECT_TRUE(value.has_value());
  put_in_file_order(problems, *value);
  std::vector<std::string> lines;
  for (const model::Problem& problem : problems) {
    lines.push_back(problem.pointer + " " + problem.reason);
  }
  return lines;
}

TEST(ProblemList, FollowsTheDocumentAndNotTheAlphabet) {
  EXPECT_EQ(sorted({{"/a", "1"}, {"/z/10", "2"}, {"/z/9", "3"}, {"", "4"}, {"/z", "5"}},
                   R"({"z":[0,0,0,0,0,0,0,0,0,{},{}],"a":1})"),
            (std::vector<std::string>{" 4", "/z 5", "/z/9 3", "/z/10 2", "/a 1"}));
}

TEST(ProblemList, MissingMemberStandsAtTheEndOfItsObject) {
  EXPECT_EQ(sorted({{"/b", "later"}, {"/a/missing", "here"}, {"/a/y", "there"}},
                   R"({"a":{"x":1,"y":2},"b":3})"),
            (std::vector<std::string>{"/a/y there", "/a/missing here", "/b later"}));
}

TEST(ProblemList, NamesWithSlashAndTildeAreFound) {
  EXPECT_EQ(sorted({{"/m", "2"}, {"/a~1b/~0", "1"}}, R"({"a/b":{"~":1},"m":0})"),
            (std::vector<std::string>{"/a~1b/~0 1", "/m 2"}));
}

TEST(ProblemList, SamePlaceKeepsTheOrderOfFindingAndDropsRepetitions) {
  EXPECT_EQ(sorted({{"/a", "x"}, {"/a", "x"}, {"/a", "b"}}, R"({"a":1})"),
            (std::vector<std::string>{"/a x", "/a b"}));
}

TEST(ProblemList, CountsWhatItDoesNotList) {
  std::vector<model::Problem> problems;
  for (std::size_t i = 0; i < kProblemsMax + 5; ++i) {
    problems.push_back({"/a", "reason " + std::to_string(i)});
  }
  const std::vector<std::string> lines = sorted(problems, R"({"a":1})");
  ASSERT_EQ(lines.size(), kProblemsMax + 1);
  EXPECT_EQ(lines[kProblemsMax - 1], "/a reason 999");
  EXPECT_EQ(lines.back(), " and 5 more problems");
}

}  // namespace
}  // namespace cems::catalog
