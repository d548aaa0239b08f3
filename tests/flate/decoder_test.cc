// Streams of gzip and zstd from anybody: the text however they are cut, every fault a refusal, a
// bomb stopped early (reliability bars: "gzip bomb").
#include "flate/decoder.h"

#include <iostream>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/flate/streams.h"

namespace cems::flate {
namespace {

using testing::HasSubstr;

constexpr DecodeLimits kWide{.bytes_max = 1U << 30U, .ratio_max = 1'000'000, .ratio_free_bytes = 0};

struct Outcome {
  std::string text;
  Status status = Unit{};
};

/// Decodes `bytes` in pieces of at most `piece`.
Outcome decode_with(Format format, std::string_view bytes, DecodeLimits limits = kWide,
                    std::size_t piece = SIZE_MAX) {
  Outcome out;
  const auto decoder = make_decoder(format, limits);
  const TakeDecoded take = [&](std::string_view decoded) -> Status {
    EXPECT_LE(decoded.size(), kDecodedPieceBytes);
    EXPECT_FALSE(decoded.empty());
    out.text += decoded;
    return Unit{};
  };
  while (out.status && !bytes.empty()) {
    out.status = (*decoder)->add(bytes.substr(0, piece), take);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (out.status) {
    out.status = (*decoder)->finish();
  }
  return out;
}

std::string stream_of(Format format, std::string_view text) {
  return *encode(format, text);
}

class Decoding : public ::testing::TestWithParam<Format> {};

TEST_P(Decoding, GivesTheTextHoweverTheStreamIsCut) {
  const std::uint64_t start = seed();
  std::cout << "seed " << start << '\n';
  std::mt19937_64 random(start);
  for (const std::string& text : {std::string(), std::string("a"), readings(5'000, random),
                                  noise(200'000, random), std::string(1'000'000, 'x')}) {
    const std::string bytes = stream_of(GetParam(), text);
    for (const std::size_t piece : {std::size_t{7}, std::size_t{4096}, SIZE_MAX}) {
      const Outcome out = decode_with(GetParam(), bytes, kWide, piece);
      ASSERT_TRUE(out.status) << out.status.error().message;
      EXPECT_EQ(out.text, text) << "piece " << piece;
    }
  }
}

// RFC 1952 2.2 and RFC 8878 3: streams after one another are one text.
TEST_P(Decoding, ReadsStreamsAfterOneAnother) {
  const std::string bytes =
      stream_of(GetParam(), "first,") + stream_of(GetParam(), "") + stream_of(GetParam(), "second");
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    const Outcome out = decode_with(GetParam(), bytes, kWide, piece);
    ASSERT_TRUE(out.status) << out.status.error().message;
    EXPECT_EQ(out.text, "first,second");
  }
}

TEST_P(Decoding, ACutStreamIsNoStream) {
  std::mt19937_64 random(1);
  const std::string bytes = stream_of(GetParam(), readings(300, random));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Outcome out = decode_with(GetParam(), std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(out.status) << size;
    EXPECT_EQ(out.status.error().code, Errc::invalid_argument) << size;
  }
}

TEST_P(Decoding, AFlippedBitIsFoundAtTheLatestByTheChecksum) {
  std::mt19937_64 random(2);
  const std::string text = readings(100, random);
  const std::string bytes = stream_of(GetParam(), text);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    const Outcome out = decode_with(GetParam(), damaged);
    EXPECT_TRUE(!out.status || out.text == text) << "bit " << bit;
  }
}

TEST_P(Decoding, WhatFollowsTheStreamIsNotIgnored) {
  const Outcome out = decode_with(GetParam(), stream_of(GetParam(), "text") + "more");
  ASSERT_FALSE(out.status);
  EXPECT_EQ(out.status.error().code, Errc::invalid_argument);
  EXPECT_EQ(decode_with(GetParam(), "cemsId,pointId\n").status.error().code,
            Errc::invalid_argument);
}

TEST_P(Decoding, ABombIsStoppedEarly) {
  const std::string bomb = stream_of(GetParam(), std::string(64U << 20U, '0'));
  const DecodeLimits limits{
      .bytes_max = 1U << 30U, .ratio_max = 100, .ratio_free_bytes = 1U << 20U};
  const Outcome out = decode_with(GetParam(), bomb, limits, 4096);
  ASSERT_FALSE(out.status);
  EXPECT_EQ(out.status.error().code, Errc::too_large);
  EXPECT_THAT(out.status.error().message, HasSubstr("100 times its own size"));
  EXPECT_LE(out.text.size(), 2U << 20U) << "of 64 MiB";
}

TEST_P(Decoding, TooMuchIsTooMuchWhateverTheRatio) {
  std::mt19937_64 random(3);
  const std::string bytes = stream_of(GetParam(), noise(300'000, random));
  const Outcome out = decode_with(
      GetParam(), bytes, {.bytes_max = 100'000, .ratio_max = 1'000'000, .ratio_free_bytes = 0});
  EXPECT_EQ(out.status.error().code, Errc::too_large);
  EXPECT_LE(out.text.size(), 100'000U);
}

TEST_P(Decoding, WhoeverTakesMayStopIt) {
  std::mt19937_64 random(4);
  const std::string bytes = stream_of(GetParam(), readings(20'000, random));
  const auto decoder = make_decoder(GetParam(), kWide);
  int pieces = 0;
  const Status status = (*decoder)->add(bytes, [&](std::string_view) -> Status {
    return ++pieces < 2 ? Status(Unit{}) : Error{Errc::no_space, "full"};
  });
  EXPECT_EQ(status.error().code, Errc::no_space);
  EXPECT_EQ(pieces, 2);
}

INSTANTIATE_TEST_SUITE_P(Formats, Decoding, testing::Values(Format::gzip, Format::zstd),
                         [](const auto& tested) {
                           return tested.param == Format::gzip ? "gzip" : "zstd";
                         });

// RFC 9659 3: a frame that wants more than 8 MiB to look back in is refused, not allocated.
TEST(ZstdDecoding, AWindowBeyondEightMebibytesIsRefused) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  std::string bytes(1024, '\0');
  ZSTD_inBuffer in{"text", 4, 0};
  ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
  ASSERT_EQ(ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush), 0U);
  ASSERT_EQ(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end), 0U);
  ZSTD_freeCCtx(context);
  const Outcome outcome = decode_with(Format::zstd, std::string_view(bytes).substr(0, out.pos));
  EXPECT_EQ(outcome.status.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace cems::flate
