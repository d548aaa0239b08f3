// Accept, Accept-Encoding, Content-Type and Accept-Language (RFC 9110 12.5, dictionary R1).
#include "api/negotiation.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::api {
namespace {

TEST(Negotiation, AcceptAllowsJson) {
  EXPECT_EQ(choose_representation(std::nullopt, false), Representation::json);
  for (const char* yes : {"", "*/*", "application/*", "APPLICATION/JSON", "text/html, */*;q=0.1",
                          "application/json;charset=utf-8;q=0.5"}) {
    EXPECT_EQ(choose_representation(yes, false), Representation::json) << yes;
    EXPECT_EQ(choose_representation(yes, true), Representation::json) << yes;
  }
  for (const char* no : {"text/html", "application/json;q=0", "*/*, application/json;q=0",
                         "application/*;q=0.0", "application/xml, text/*", "text/csv"}) {
    EXPECT_EQ(choose_representation(no, false), std::nullopt) << no;
  }
}

TEST(Negotiation, CsvIsChosenWhereItIsWantedMore) {  // X3, RFC 9110 12.5.1
  for (const char* csv :
       {"text/csv", "TEXT/CSV", "text/*", "text/csv;header=present;charset=UTF-8",
        "text/csv, application/json;q=0.9", "application/json;q=0, text/csv;q=0.001",
        "text/*;q=0.5, application/*;q=0.4", "text/csv, */*", "*/*, application/json;q=0",
        "*/*;q=0.1, text/csv;q=0.2", "text/csv, */*;q=0"}) {
    EXPECT_EQ(choose_representation(csv, true), Representation::csv) << csv;
  }
  for (const char* json :
       {"text/csv, application/json", "text/csv;q=0.5, */*", "*/*", "text/*, */*",
        "text/csv;q=0, text/*, application/json;q=0.1", "text/csv;q=0.8, application/json;q=0.9",
        "text/csv;header=absent, application/json;q=0.1"}) {
    EXPECT_EQ(choose_representation(json, true), Representation::json) << json;
  }
  for (const char* none : {"text/html", "text/csv;q=0", "text/csv;q=0, application/json;q=0, */*",
                           "text/csv;header=absent", "text/csv;charset=gbk"}) {
    EXPECT_EQ(choose_representation(none, true), std::nullopt) << none;
  }
}

TEST(Negotiation, EachCodingHasItsWeight) {  // RFC 9110 12.5.3
  EXPECT_EQ(coding_weight("gzip, deflate, br", "br"), 1000);
  EXPECT_EQ(coding_weight("gzip;q=0.5, *;q=0.1", "br"), 100);
  EXPECT_EQ(coding_weight("BR;q=0, *", "br"), 0);
  EXPECT_EQ(coding_weight("gzip", "br"), 0);
  EXPECT_EQ(coding_weight("gzip", "identity"), 1);
  EXPECT_EQ(coding_weight("gzip, *;q=0", "identity"), 0);
  EXPECT_EQ(coding_weight(std::nullopt, "gzip"), 0);
}

std::string coding_of(std::optional<std::string_view> accept_encoding) {
  const std::optional<CodingChoice> choice = choose_coding(accept_encoding);
  if (!choice) {
    return "none";
  }
  return choice->coding == ContentCoding::gzip   ? "gzip"
         : choice->coding == ContentCoding::zstd ? "zstd"
                                                 : "identity";
}

TEST(Negotiation, TheCodingWantedMostIsUsed) {  // RFC 9110 12.5.3
  EXPECT_EQ(coding_of(std::nullopt), "identity") << "any would do; the plainest is taken";
  EXPECT_EQ(coding_of(""), "identity");
  for (const char* gzip : {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "*", "gzip;q=0.001",
                           "gzip, zstd;q=0.9", "zstd;q=0, *", "deflate, gzip;q=1.0, *;q=0.5",
                           "gzip;q=0.5, *;q=0", "identity;q=0.5, gzip;q=0.5", "gzip, *;q=0"}) {
    EXPECT_EQ(coding_of(gzip), "gzip") << gzip;
  }
  for (const char* zstd : {"zstd", "gzip, deflate, br, zstd", "zstd;q=0.5, gzip;q=0.4",
                           "gzip;q=0, zstd", "zstd, *;q=0.5"}) {
    EXPECT_EQ(coding_of(zstd), "zstd") << zstd;
  }
  for (const char* plain : {"identity", "br", "gzip;q=0", "*;q=0, identity", "gzip;q=0, *",
                            "identity, gzip;q=0.5", "deflate, compress"}) {
    EXPECT_EQ(coding_of(plain), "identity") << plain;
  }
}

TEST(Negotiation, IdentityMayBeForbidden) {  // RFC 9110 12.5.3
  for (const char* none : {"identity;q=0", "*;q=0", "br, identity;q=0", "br, *;q=0"}) {
    EXPECT_EQ(coding_of(none), "none") << none;
  }
  EXPECT_EQ(coding_of("gzip;q=0, identity;q=0, *"), "zstd");
  EXPECT_FALSE(choose_coding("gzip, identity;q=0")->allows_identity);
  EXPECT_FALSE(choose_coding("gzip, *;q=0")->allows_identity);
  EXPECT_TRUE(choose_coding("gzip, identity;q=0.1, *;q=0")->allows_identity);
  EXPECT_TRUE(choose_coding("gzip")->allows_identity);
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
  EXPECT_TRUE(is_media_type("Text/CSV ; header=present", "text/csv"));
  EXPECT_FALSE(is_media_type("text/csvx", "text/csv"));
  EXPECT_FALSE(is_media_type("", "text/csv"));
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

TEST(Negotiation, OneContentCodingIsUnderstood) {  // RFC 9110 8.4
  EXPECT_EQ(content_coding_named(""), ContentCoding::identity);
  EXPECT_EQ(content_coding_named(" Identity "), ContentCoding::identity);
  EXPECT_EQ(content_coding_named("GZip"), ContentCoding::gzip);
  EXPECT_EQ(content_coding_named("x-gzip"), ContentCoding::gzip);
  EXPECT_EQ(content_coding_named("zstd"), ContentCoding::zstd);
  for (const std::string_view other : {"br", "deflate", "gzip, gzip", "gzip,", "*"}) {
    EXPECT_EQ(content_coding_named(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace cems::api
