// Return codes and headers against the dictionary's lists (R1, R2).
#include "spec/code.h"

#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace cems::spec {
namespace {

/// Dictionary R2, every row.
constexpr std::int32_t kListed[] = {200,   40001, 40002, 40003, 40004, 40005, 40006, 40007, 40101,
                                    40102, 40103, 40104, 40105, 40106, 40301, 40302, 40401, 40402,
                                    40403, 40404, 40405, 40406, 40501, 40601, 40901, 41301, 41401,
                                    41501, 42201, 42901, 43101, 50001, 50301, 50401, 50701};

TEST(Codes, AreTheListedOnes) {
  std::vector<std::int32_t> numbers;
  for (const CodeInfo& code : all_codes()) {
    numbers.push_back(code.number);
  }
  EXPECT_EQ(numbers, std::vector<std::int32_t>(std::begin(kListed), std::end(kListed)));
}

TEST(Codes, HttpStatusIsTheFirstThreeDigits) {
  for (const CodeInfo& code : all_codes()) {
    EXPECT_EQ(http_status(code.code), code.number == 200 ? 200 : code.number / 100) << code.name;
  }
}

TEST(Codes, HaveSentencesInBothLanguages) {
  for (const CodeInfo& code : all_codes()) {
    EXPECT_FALSE(code.english.empty()) << code.name;
    EXPECT_FALSE(code.chinese.empty()) << code.name;
    EXPECT_FALSE(code.english.ends_with('.')) << code.name;
  }
}

TEST(Codes, FoundByNumber) {
  for (const CodeInfo& code : all_codes()) {
    EXPECT_EQ(code_numbered(code.number), code.code);
    EXPECT_EQ(&info(code.code), &code);
  }
  EXPECT_EQ(code_numbered(404), std::nullopt);
  EXPECT_EQ(code_numbered(0), std::nullopt);
}

TEST(Codes, NamesSayWhatTheyMean) {
  EXPECT_EQ(info(Code::parameter_missing).number, 40001);
  EXPECT_EQ(info(Code::time_invalid).number, 40003);
  EXPECT_EQ(info(Code::range_too_large).number, 40005);
  EXPECT_EQ(info(Code::cems_forbidden).number, 40301);
  EXPECT_EQ(info(Code::interface_unknown).number, 40401);
  EXPECT_EQ(info(Code::headers_too_large).number, 43101);
  EXPECT_EQ(info(Code::disk_reserve).number, 50701);
}

TEST(Headers, AreThoseOfTheDictionaryAndOfLiveStreamsInLowerCase) {
  std::set<std::string_view> names;
  for (const HeaderInfo& header : all_headers()) {
    names.insert(header.name);
    EXPECT_EQ(&info(header.header), &header);
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"authorization", "accept", "content-type",
                                               "accept-language", "accept-encoding", "x-request-id",
                                               "x-cems-timestamp", "x-cems-nonce",
                                               "x-cems-signature", "last-event-id"}));
  EXPECT_EQ(info(Header::authorization).use, HeaderUse::always);
  EXPECT_EQ(info(Header::x_request_id).chars_max, 64);
  EXPECT_EQ(info(Header::x_cems_nonce).chars_min, 16);
}

}  // namespace
}  // namespace cems::spec
