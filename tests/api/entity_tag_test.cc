// Entity tags and If-None-Match (RFC 9110 8.8.3, 13.1.2).
#include "api/entity_tag.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cems::api {
namespace {

constexpr std::string_view kTag = R"(W/"abc")";

TEST(EntityTag, IsComparedWeakly) {  // 8.8.3.2: W/"1" and "1" match.
  for (const char* yes : {R"(W/"abc")", R"("abc")", R"("x", W/"abc")", R"("x","abc","y")",
                          R"( ,, W/"abc" ,)", R"("with, a comma", "abc")", "*", " * "}) {
    EXPECT_TRUE(names_tag(yes, kTag)) << yes;
  }
  for (const char* no :
       {"", R"("ABC")", R"("ab")", R"("abcd")", "abc", R"("abc)", R"(w/"abc")", R"("x" "abc")",
        R"("*")", "*, *", R"(broken, "abc")", R"("a,b", "bc")", R"(",abc,")"}) {
    EXPECT_FALSE(names_tag(no, kTag)) << no;
  }
  EXPECT_TRUE(names_any("*"));
  EXPECT_FALSE(names_any(R"("*")"));
}

TEST(EntityTag, IsWeakAndPartsDoNotRunIntoOneAnother) {
  const auto tag_of = [](std::initializer_list<std::string_view> parts) {
    TagDigest digest;
    for (const std::string_view part : parts) {
      digest.add(part);
    }
    return digest.finish();
  };
  EXPECT_TRUE(tag_of({"a"}).starts_with(R"(W/")"));
  EXPECT_EQ(tag_of({"a", "b"}), tag_of({"a", "b"}));
  EXPECT_NE(tag_of({"ab", ""}), tag_of({"a", "b"}));
  EXPECT_NE(tag_of({"a", "b"}), tag_of({"b", "a"}));
  TagDigest digest;
  digest.add("a");
  const std::string first = digest.finish();
  digest.add("a");
  EXPECT_EQ(digest.finish(), first) << "it starts again from nothing";
}

// What is added before there is no more room counts as much as what comes last.
TEST(EntityTag, DependsOnEachOfManyParts) {
  constexpr std::size_t kParts = 100;
  std::set<std::string> tags;
  for (std::size_t changed = 0; changed <= kParts; ++changed) {
    TagDigest digest;
    for (std::size_t part = 0; part < kParts; ++part) {
      digest.add(std::uint64_t{part == changed});
    }
    tags.insert(digest.finish());
  }
  EXPECT_EQ(tags.size(), kParts + 1);
}

TEST(EntityTag, HasTheGrammarOfRfc9110) {  // 8.8.3
  TagDigest digest;
  for (std::uint64_t number = 0; number < 1'000; ++number) {
    digest.add(number);
    EXPECT_THAT(digest.finish(), testing::MatchesRegex(R"(W/"[-_A-Za-z0-9]{11}")"));
  }
}

}  // namespace
}  // namespace cems::api
