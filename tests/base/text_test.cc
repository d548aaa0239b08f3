/// UTF-8 and the quoting of foreign text.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/quote.h"
#include "base/utf8.h"
#include "tests/base/seed.h"

namespace cems {
namespace {

/// The one way to spell a scalar value, written from RFC 3629's table and nothing else.
std::string encode(unsigned c) {
  const auto byte = [](unsigned value) {
    return static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6U)), byte(0x80 | (c & 63U))};
  if (c < 0x10000) {
    return {byte(0xE0 | (c >> 12U)), byte(0x80 | ((c >> 6U) & 63U)), byte(0x80 | (c & 63U))};
  }
  return {byte(0xF0 | (c >> 18U)), byte(0x80 | ((c >> 12U) & 63U)), byte(0x80 | ((c >> 6U) & 63U)),
          byte(0x80 | (c & 63U))};
}

TEST(Utf8Test, EveryScalarValueIsValidAndSurrogatesAreNot) {
  for (unsigned c = 0; c < 0x120000; ++c) {
    const std::string text = encode(c);
    const bool scalar = c < 0x110000 && (c < 0xD800 || c >= 0xE000);
    ASSERT_EQ(is_valid_utf8(text), scalar) << std::hex << c;
    if (scalar) {
      ASSERT_EQ(utf8_character_length(text + "x"), text.size()) << std::hex << c;
      ASSERT_EQ(count_code_points(text), 1U) << std::hex << c;
    }
  }
}

TEST(Utf8Test, RefusesOverlongCutAndStrayBytes) {
  const std::vector<std::string> refused = {"\x80",
                                            "\xBF",
                                            "\xC0\x80",
                                            "\xC1\xBF",
                                            "\xC3",
                                            "\xE0\x80\x80",
                                            "\xE0\x9F\xBF",
                                            "\xE4\xB8",
                                            "\xF0\x80\x80\x80",
                                            "\xF0\x8F\xBF\xBF",
                                            "\xF0\x9F\x98",
                                            "\xF8\x88\x80\x80\x80",
                                            "\xFE",
                                            "\xFF",
                                            "\xC3(",
                                            "\xE4\xB8(",
                                            "\xF0\x9F\x98("};
  for (const std::string& text : refused) {
    EXPECT_FALSE(is_valid_utf8(text));
    for (std::size_t before = 0; before < 20; ++before) {
      EXPECT_EQ(find_invalid_utf8(std::string(before, 'a') + text + "bbbbbbbbbbbb"), before);
    }
  }
  EXPECT_EQ(utf8_character_length(""), 0U);
}

TEST(Utf8Test, CountsCharactersNotBytes) {
  EXPECT_EQ(count_code_points("上海某智能制造工厂"), 9U);
  EXPECT_EQ(count_code_points("a😀é"), 3U);
  EXPECT_EQ(count_code_points(""), 0U);
}

TEST(QuoteTest, KeepsShortTextAndCleansTheRest) {
  EXPECT_EQ(quote("P0001"), "'P0001'");
  EXPECT_EQ(quote("上海"), "'上海'");
  EXPECT_EQ(quote("a\nb\x1b[31m\x7f"), "'a?b?[31m?'");
  EXPECT_EQ(quote("\xFF\xE4\xB8"), "'" + std::string(3, '?') + "'");
  EXPECT_EQ(quote(""), "''");
}

TEST(QuoteTest, CutsBetweenCharacters) {
  std::string long_text;
  for (int i = 0; i < 1000; ++i) {
    long_text += "海";
  }
  const std::string quoted = quote(long_text);
  EXPECT_TRUE(is_valid_utf8(quoted));
  EXPECT_LT(quoted.size(), 60U);
  EXPECT_TRUE(quoted.ends_with("…'"));
  EXPECT_EQ(quote(std::string(48, 'x')), "'" + std::string(48, 'x') + "'");
  EXPECT_EQ(quote(std::string(49, 'x')), "'" + std::string(48, 'x') + "…'");
}

TEST(QuoteTest, IsValidUtf8WhateverComesIn) {
  auto engine = seeds::seeded_engine();
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes(static_cast<std::size_t>(seeds::pick(engine, 0, 80)), '\0');
    for (char& c : bytes) {
      c = static_cast<char>(engine());
    }
    ASSERT_TRUE(is_valid_utf8(quote(bytes)));
  }
}

}  // namespace
}  // namespace cems
