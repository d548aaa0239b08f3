// SHA-256, SM3 and HMAC by the examples of their standards.
#include "base/keyed_hash.h"

#include <gtest/gtest.h>

namespace cems {
namespace {

TEST(KeyedHash, ExamplesOfTheStandards) {
  // FIPS 180-4, GB/T 32905-2016 A.1, RFC 4231 4.3.
  EXPECT_EQ(hash_hex(Hash::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_hex(Hash::sm3, "abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(to_hex(hmac_bytes(Hash::sha256, "Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(KeyedHash, HexadecimalComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all.push_back(static_cast<char>(i));
  }
  EXPECT_EQ(from_hex(to_hex(all)), all);
  EXPECT_EQ(from_hex(""), "");
  for (const char* bad : {"0", "0g", "AB", "0x", " 0"}) {
    EXPECT_EQ(from_hex(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace cems
