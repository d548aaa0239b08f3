// Accept, Content-Type and Accept-Language (RFC 9110 12.5, dictionary R1).
#include "api/negotiation.h"

#include <gtest/gtest.h>

namespace cems::api {
namespace {

TEST(Negotiation, AcceptAllowsJson) {
  EXPECT_TRUE(accepts_json(std::nullopt));
  for (const char* yes : {"", "*/*", "application/*", "APPLICATION/JSON", "text/html, */*;q=0.1",
                          "application/json;charset=utf-8;q=0.5"}) {
    EXPECT_TRUE(accepts_json(yes)) << yes;
  }
  for (const char* no : {"text/html", "application/json;q=0", "*/*, application/json;q=0",
                         "application/*;q=0.0", "application/xml, text/*"}) {
    EXPECT_FALSE(accepts_json(no)) << no;
  }
}

TEST(Negotiation, ContentTypeIsJsonInUtf8) {
  for (const char* yes : {"application/json", "Application/JSON ; charset=UTF-8",
                          "application/json;charset=\"utf-8\";x=y"}) {
    EXPECT_TRUE(is_json(yes)) << yes;
  }
  for (const char* no : {"", "text/json", "application/json; charset=gbk", "application/jsonp"}) {
    EXPECT_FALSE(is_json(no)) << no;
  }
  EXPECT_FALSE(is_json(std::nullopt));
  EXPECT_EQ(media_type("text/csv; header=present"), "text/csv");
}

TEST(Negotiation, ChineseUnlessEnglishIsPreferred) {
  for (const char* english : {"en", "en-US,en;q=0.9", "fr, en;q=0.5, zh;q=0.4", "en, zh"}) {
    EXPECT_TRUE(prefers_english(english)) << english;
  }
  for (const char* chinese : {"", "zh-CN", "zh-CN,zh;q=0.9,en;q=0.8", "fr", "en;q=0", "zh, en"}) {
    EXPECT_FALSE(prefers_english(chinese)) << chinese;
  }
  EXPECT_FALSE(prefers_english(std::nullopt));
}

}  // namespace
}  // namespace cems::api
