/// Checksums, digests, base64url and random text: published answers and laws.
#include "base/checksum.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/random.h"
#include "tests/base/seed.h"

namespace cems {
namespace {

TEST(ChecksumTest, CrcGivesThePublishedAnswers) {
  // RFC 3720 B.4, and the usual check value of "123456789".
  std::string rising;
  for (int i = 0; i < 32; ++i) {
    rising.push_back(static_cast<char>(i));
  }
  for (const auto crc : {+[](std::string_view data) { return crc32c(data); },
                         +[](std::string_view data) { return crc32c_by_tables(data); }}) {
    EXPECT_EQ(crc(""), 0U);
    EXPECT_EQ(crc("123456789"), 0xE3069283U);
    EXPECT_EQ(crc(std::string(32, '\0')), 0x8A9136AAU);
    EXPECT_EQ(crc(std::string(32, '\xFF')), 0x62A8AB43U);
    EXPECT_EQ(crc(rising), 0x46DD794EU);
  }
}

TEST(ChecksumTest, InstructionAndTablesAgreeInPieces) {
  auto engine = seeds::seeded_engine();
  std::string data(4096, '\0');
  for (char& c : data) {
    c = static_cast<char>(engine());
  }
  for (int round = 0; round < 500; ++round) {
    const std::string_view part =
        std::string_view(data).substr(static_cast<std::size_t>(seeds::pick(engine, 0, 64)),
                                      static_cast<std::size_t>(seeds::pick(engine, 0, 4000)));
    const auto cut =
        static_cast<std::size_t>(seeds::pick(engine, 0, static_cast<std::int64_t>(part.size())));
    const std::uint32_t whole = crc32c(part);
    ASSERT_EQ(whole, crc32c_by_tables(part));
    ASSERT_EQ(whole, crc32c(part.substr(cut), crc32c(part.substr(0, cut))));
  }
}

TEST(ChecksumTest, Sha256GivesThePublishedAnswers) {
  // FIPS 180-4 examples.
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 digest;
  digest.update("a");
  digest.update("bc");
  EXPECT_EQ(digest.finish_hex(), sha256_hex("abc"));
  digest.update("");
  EXPECT_EQ(digest.finish_hex(), sha256_hex(""));  // finish_hex starts again.
}

TEST(ChecksumTest, SecretsCompareByAllBytes) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("token", "token"));
  EXPECT_FALSE(equal_in_constant_time("token", "tokem"));
  EXPECT_FALSE(equal_in_constant_time("token", "toke"));
}

TEST(Base64Test, GivesThePublishedAnswersWithoutPadding) {
  // RFC 4648 section 10.
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF\xFE", "-__-"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64url_encode(bytes), text);
    EXPECT_EQ(base64url_decode(text), bytes);
  }
}

TEST(Base64Test, RefusesOtherSpellings) {
  for (const char* const text : {"Zg==", "Zm9v\n", "Z", "Zm9vY", "+//-", "Zh", "Zm9", " Zg"}) {
    EXPECT_FALSE(base64url_decode(text).has_value()) << text;
  }
}

TEST(RandomTest, TextsAreLongAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string text = random_text(32);
    EXPECT_EQ(text.size(), 43U);
    EXPECT_EQ(base64url_decode(text).value_or("").size(), 32U);
    seen.insert(text);
  }
  EXPECT_EQ(seen.size(), 200U);
}

}  // namespace
}  // namespace cems
