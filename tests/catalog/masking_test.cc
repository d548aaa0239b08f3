// Masking of contact and phone (dictionary S "contact and phone are clear only with scope admin").
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "catalog/archive_reader.h"

namespace cems::catalog {
namespace {

TEST(Masking, NameKeepsItsFirstCharacterNotItsFirstByte) {
  EXPECT_EQ(mask_contact("张三丰"), "张**");
  EXPECT_EQ(mask_contact("Li Lei"), "L*****");
  EXPECT_EQ(mask_contact("张"), "张");
  EXPECT_EQ(mask_contact(""), "");
  EXPECT_EQ(mask_contact("😀😀"), "😀*");
}

TEST(Masking, NumberKeepsThreeAndFour) {
  EXPECT_EQ(mask_phone("13812345678"), "138****5678");
  EXPECT_EQ(mask_phone("021-55551234"), "021*****1234");
  EXPECT_EQ(mask_phone("12345678"), "123*5678");
}

TEST(Masking, ShortNumberIsHiddenWhole) {
  EXPECT_EQ(mask_phone("1234567"), "*******");
  EXPECT_EQ(mask_phone("8001"), "****");
  EXPECT_EQ(mask_phone(""), "");
}

TEST(Masking, TwiceChangesNothing) {
  std::minstd_rand random(1);
  const std::string alphabet[] = {"1", "a", "*", "é", "张", "😀"};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::uint_fast32_t length = random() % 16; length > 0; --length) {
      text += alphabet[random() % std::size(alphabet)];
    }
    SCOPED_TRACE(text);
    EXPECT_EQ(mask_contact(mask_contact(text)), mask_contact(text));
    EXPECT_EQ(mask_phone(mask_phone(text)), mask_phone(text));
  }
}

}  // namespace
}  // namespace cems::catalog
