// The decoder against damage: accidents that the checksums find, and bytes made on purpose whose
// checksums are right (docs/internals/format/block.md, "Rules for readers").
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/checksum.h"
#include "block/codec.h"
#include "tests/block/families.h"

namespace cems::block {
namespace {

std::string block_of(std::span<const Reading> readings) {
  std::string out;
  encode(readings, out);
  return out;
}

/// A block of `count` readings from `first` to `last` with any body, checksums right.
struct Forged {
  std::uint8_t version = 0xB1;
  std::uint8_t encoding = 1;
  std::uint16_t count = 3;
  std::int64_t first = 1000;
  std::int64_t last = 1020;
  std::string times = std::string("\x0a\x02", 2);               // 10 ms, twice.
  std::string values = std::string("\x06\x00\x02\x02\x02", 5);  // 1, 2, 3.
  std::string qualities = std::string("\x00\x03", 2);

  [[nodiscard]] std::string bytes() const {
    const std::string body = times + values + qualities;
    std::string out;
    put_u8(out, version);
    put_u8(out, encoding);
    put_u16(out, count);
    put_u64(out, static_cast<std::uint64_t>(first));
    put_u64(out, static_cast<std::uint64_t>(last));
    put_u32(out, crc32c(body));
    put_u32(out, crc32c(out));
    return out + body;
  }
};

void expect_corrupt(std::string_view bytes) {
  std::vector<Reading> out(1);
  const Status status = decode(bytes, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::corrupt);
  EXPECT_EQ(out.size(), 1U) << "nothing is given out of a damaged block";
}

TEST(BlockDamage, TheForgedBlockIsGoodAsItStands) {
  std::vector<Reading> out;
  const Status status = decode(Forged().bytes(), out);
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[2], (Reading{{1020}, Decimal::from_integer(3), Quality::valid}));
}

TEST(BlockDamage, EveryFlippedBitIsFound) {
  test::Random random(test::seed());
  const std::string good = block_of(test::anything(random, 12));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    SCOPED_TRACE(bit);
    expect_corrupt(bad);
  }
}

TEST(BlockDamage, EveryCutAndEveryAdditionIsFound) {
  test::Random random(test::seed());
  const std::string good = block_of(test::anything(random, 12));
  for (std::size_t size = 0; size < good.size(); ++size) {
    SCOPED_TRACE(size);
    expect_corrupt(good.substr(0, size));
  }
  expect_corrupt(good + '\0');
  expect_corrupt(good + good);
}

struct Forgery {
  const char* name;
  std::function<void(Forged&)> change;
};

class BlockForgery : public testing::TestWithParam<Forgery> {};

TEST_P(BlockForgery, IsCorrupt) {
  Forged forged;
  GetParam().change(forged);
  expect_corrupt(forged.bytes());
}

std::string varints(std::initializer_list<std::uint64_t> numbers) {
  std::string out;
  for (const std::uint64_t n : numbers)
    put_varint(out, n);
  return out;
}

std::string wide(std::uint64_t low, std::uint64_t high, std::int64_t scale) {
  std::string out = varints({3, zigzag(scale)});
  put_u64(out, low);
  put_u64(out, high);
  return out + varints({4, 0, 2, 2});
}

INSTANTIATE_TEST_SUITE_P(
    All, BlockForgery,
    testing::Values(
        Forgery{"NewerVersion", [](Forged& f) { f.version = 0xB2; }},
        Forgery{"UnknownEncoding", [](Forged& f) { f.encoding = 2; }},
        Forgery{"NoReadings", [](Forged& f) { f.count = 0; }},
        Forgery{"TooManyReadings",
                [](Forged& f) {
                  f.count = 4097;
                  f.last = f.first + 5000;
                }},
        Forgery{"EndsBeforeItBegins", [](Forged& f) { f.last = f.first - 20; }},
        Forgery{"BeginsBeforeTheYear0", [](Forged& f) { f.first = kTimeMin.ms - 1; }},
        Forgery{"EndsAfterTheYear9999", [](Forged& f) { f.last = kTimeMax.ms; }},
        Forgery{"FirstOfInt64",
                [](Forged& f) {
                  f.first = INT64_MIN;
                  f.last = INT64_MAX;
                }},
        Forgery{"MoreReadingsThanMilliseconds", [](Forged& f) { f.last = f.first + 1; }},
        Forgery{"TimesStandStill",
                [](Forged& f) {
                  f.times = varints({0, 2});
                }},
        Forgery{"TimesStopShort",
                [](Forged& f) {
                  f.times = varints({9, 2});
                }},
        Forgery{"TimesRunOver",
                [](Forged& f) {
                  f.times = varints({11, 2});
                }},
        Forgery{"TimesWrapAround",
                [](Forged& f) {
                  f.times = varints({1ULL << 63U, 2});
                }},
        Forgery{"RunOfNoTimes",
                [](Forged& f) {
                  f.times = varints({10, 0, 10, 2});
                }},
        Forgery{"RunOfTooManyTimes",
                [](Forged& f) {
                  f.times = varints({10, 3});
                }},
        Forgery{"EmptySegment",
                [](Forged& f) {
                  f.values = varints({0, 0}) + f.values;
                }},
        Forgery{"SegmentTooLong",
                [](Forged& f) {
                  f.values = varints({8, 0, 2, 2, 2, 2});
                }},
        Forgery{"SegmentOf63Bits",
                [](Forged& f) {
                  f.values = varints({~1ULL, 0, 2, 2, 2});
                }},
        Forgery{"ScaleTooSmall",
                [](Forged& f) {
                  f.values = varints({6, zigzag(-401), 2, 2, 2});
                }},
        Forgery{"ScaleTooGreat",
                [](Forged& f) {
                  f.values = varints({6, zigzag(401), 2, 2, 2});
                }},
        // 10 × 10^400 would be 1 × 10^401 in canonical form.
        Forgery{"NumberBeyondItsScale",
                [](Forged& f) {
                  f.values = varints({6, zigzag(-400), zigzag(10), 2, 2});
                }},
        Forgery{"WideNumberOf39Digits", [](Forged& f) { f.values = wide(0, 3ULL << 61U, 0); }},
        Forgery{"WideNumberBelow39Digits", [](Forged& f) { f.values = wide(0, 5ULL << 61U, 0); }},
        Forgery{"WideNumberCutShort",
                [](Forged& f) {
                  f.values = varints({7, 0, 1, 2, 3});
                }},
        Forgery{"PaddedVarint",
                [](Forged& f) { f.values = std::string("\x86\x00\x00\x02\x02\x02", 6); }},
        Forgery{"NoQualities", [](Forged& f) { f.qualities.clear(); }},
        Forgery{"RunOfNoQualities",
                [](Forged& f) { f.qualities = std::string("\x00\x00\x00\x03", 4); }},
        Forgery{"TooManyQualities", [](Forged& f) { f.qualities = std::string("\x00\x04", 2); }},
        Forgery{"QualityWithoutRun", [](Forged& f) { f.qualities = std::string("\x00", 1); }},
        Forgery{"BytesLeftOver", [](Forged& f) { f.qualities += '\0'; }},
        Forgery{"Megabyte", [](Forged& f) { f.qualities += std::string(1U << 20U, '\0'); }}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace cems::block
