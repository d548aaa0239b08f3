// Streams of gzip and zstd: decoded by zlib and libzstd, whole only after finish(), bounded, alike.
#include "flate/encoder.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/flate/decoders.h"
#include "tests/flate/streams.h"

namespace cems::flate {
namespace {

class Streams : public ::testing::TestWithParam<Format> {
 protected:
  static std::string decoded(const std::string& bytes) { return decode(GetParam(), bytes).text; }
};

TEST_P(Streams, GiveBackEveryTextHoweverItWasCut) {
  const std::uint64_t start = seed();
  std::cout << "seed " << start << '\n';
  std::mt19937_64 random(start);
  for (const std::string& text : {std::string(), std::string("a"), readings(20'000, random),
                                  noise(300'000, random), std::string(2'000'000, 'x')}) {
    const auto encoder = make_encoder(GetParam());
    ASSERT_TRUE(encoder);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t n = random() % 70'000;  // Empty pieces among them.
      ASSERT_TRUE((*encoder)->add(std::string_view(text).substr(at, n), out));
      at += n;
    }
    ASSERT_TRUE((*encoder)->finish(out));
    EXPECT_EQ(decoded(out), text) << text.size();
  }
}

// RFC 1952 2.3.1, RFC 8878 3.1.1: the trailer tells a client that it has everything.
TEST_P(Streams, AreNotWholeBeforeTheirEnd) {
  std::mt19937_64 random(seed());
  const auto encoder = make_encoder(GetParam());
  ASSERT_TRUE(encoder);
  std::string out;
  ASSERT_TRUE((*encoder)->add(readings(5'000, random), out));
  EXPECT_FALSE(decode(GetParam(), out).whole);
  ASSERT_TRUE((*encoder)->finish(out));
  EXPECT_TRUE(decode(GetParam(), out).whole);
  out[out.size() / 2] = static_cast<char>(out[out.size() / 2] ^ 1);
  EXPECT_FALSE(decode(GetParam(), out).whole) << "a flipped bit is seen";
}

TEST_P(Streams, AreTheSameForTheSameText) {
  std::mt19937_64 random(seed());
  const std::string text = readings(3'000, random);
  const auto first = encode(GetParam(), text);
  const auto second = encode(GetParam(), text);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  EXPECT_LT(first->size(), text.size() / 5);
  std::cout << text.size() << " bytes in " << first->size() << '\n';
}

TEST_P(Streams, HoldBackLittleWhateverComes) {
  // What has been taken and not given out is in the encoder: it must not grow with the stream.
  std::mt19937_64 random(seed());
  const auto encoder = make_encoder(GetParam());
  ASSERT_TRUE(encoder);
  std::string out;
  std::size_t in = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string piece = noise(32 * 1024, random);  // Cannot become shorter.
    in += piece.size();
    ASSERT_TRUE((*encoder)->add(piece, out));
    ASSERT_LE(in, out.size() + kEncoderBytesMax);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Streams, testing::Values(Format::gzip, Format::zstd),
                         [](const auto& tested) {
                           return tested.param == Format::gzip ? "gzip" : "zstd";
                         });

}  // namespace
}  // namespace cems::flate
