/// Byte order, varints and zigzag: written out by hand, round trips, and what readers refuse.
#include "base/bytes.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems {
namespace {

TEST(BytesTest, IntegersAreLittleEndian) {
  std::string out;
  put_u8(out, 0xAB);
  put_u16(out, 0x0102);
  put_u32(out, 0x03040506);
  put_u64(out, 0x0708090A0B0C0D0EU);
  EXPECT_EQ(out, std::string("\xAB\x02\x01\x06\x05\x04\x03\x0E\x0D\x0C\x0B\x0A\x09\x08\x07", 15));
  std::string_view in = out;
  EXPECT_EQ(get_u8(in), 0xAB);
  EXPECT_EQ(get_u16(in), 0x0102);
  EXPECT_EQ(get_u32(in), 0x03040506U);
  EXPECT_EQ(get_u64(in), 0x0708090A0B0C0D0EU);
  EXPECT_TRUE(in.empty());
}

TEST(BytesTest, ShortInputGivesNothingAndStays) {
  std::string_view in = "abc";
  EXPECT_FALSE(get_u32(in).has_value());
  EXPECT_FALSE(get_u64(in).has_value());
  EXPECT_FALSE(get_bytes(in, 4).has_value());
  EXPECT_EQ(in, "abc");
  EXPECT_EQ(get_bytes(in, 2), "ab");
  EXPECT_EQ(in, "c");
  std::string_view open = "\x80\x80";
  EXPECT_FALSE(get_varint(open).has_value());
  EXPECT_EQ(open.size(), 2U);
}

TEST(BytesTest, VarintsAreLeb128) {
  struct Case {
    std::uint64_t value;
    std::string bytes;
  };

  const std::vector<Case> cases = {
      {0, std::string(1, '\0')},
      {127, "\x7F"},
      {128, "\x80\x01"},
      {300, "\xAC\x02"},
      {624485, "\xE5\x8E\x26"},
      {std::numeric_limits<std::uint64_t>::max(), std::string(9, '\xFF') + "\x01"},
  };
  for (const Case& given : cases) {
    std::string out;
    put_varint(out, given.value);
    EXPECT_EQ(out, given.bytes) << given.value;
    std::string_view in = out;
    EXPECT_EQ(get_varint(in), given.value);
    EXPECT_TRUE(in.empty());
  }
}

TEST(BytesTest, VarintsHaveOneSpelling) {
  std::string_view padded("\x80\x00", 2);
  EXPECT_FALSE(get_varint(padded).has_value());
  const std::string too_big = std::string(9, '\xFF') + "\x02";
  std::string_view in = too_big;
  EXPECT_FALSE(get_varint(in).has_value());
  const std::string too_long = std::string(10, '\xFF') + "\x01";
  in = too_long;
  EXPECT_FALSE(get_varint(in).has_value());
}

TEST(BytesTest, ZigzagKeepsSmallNumbersSmall) {
  static_assert(zigzag(0) == 0 && zigzag(-1) == 1 && zigzag(1) == 2 && zigzag(-2) == 3);
  static_assert(zigzag(std::numeric_limits<std::int64_t>::min()) ==
                std::numeric_limits<std::uint64_t>::max());
  auto engine = seeds::seeded_engine();
  std::string out;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 5'000; ++i) {
    const auto bits = static_cast<int>(seeds::pick(engine, 0, 63));
    values.push_back(static_cast<std::int64_t>(engine()) >> bits);
    put_signed_varint(out, values.back());
  }
  std::string_view in = out;
  for (const std::int64_t value : values) {
    ASSERT_EQ(get_signed_varint(in), value);
  }
  EXPECT_TRUE(in.empty());
}

TEST(BytesTest, ViewsShowTheSameBytes) {
  const std::string text("a\0\xFF", 3);
  EXPECT_EQ(as_text(as_bytes(text)), text);
  EXPECT_EQ(as_unsigned(text)[2], 0xFF);
}

}  // namespace
}  // namespace cems
