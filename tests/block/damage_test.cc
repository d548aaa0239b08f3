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
  Columns columns;
  const auto shape = decode(bytes, columns);
  ASSERT_FALSE(shape);
  EXPECT_EQ(shape.error().code, Errc::corrupt);
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
  const std::string good = test::encoded(test::anything(random, 12));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    SCOPED_TRACE(bit);
    expect_corrupt(bad);
  }
}

TEST(BlockDamage, EveryCutAndEveryAdditionIsFound) {
  test::Random random(test::seed());
  const std::string good = test::encoded(test::anything(random, 12));
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
        Forgery{"UnknownEncoding", [](Forged& f) { f.encoding = 3; }},
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

/// A body of encoding 2, by parts.
struct ForgedPacked {
  std::uint8_t shape = 0;
  std::string times;
  std::string values = varints({0, 0x02, 2, 2}) + std::string("\x0a", 1);  // 1, 2, 3: steps of 1.
  std::string qualities;

  [[nodiscard]] std::string bytes() const {
    Forged block;
    block.encoding = 2;
    block.times = std::string(1, static_cast<char>(shape)) + times;
    block.values = values;
    block.qualities = qualities;
    return block.bytes();
  }
};

TEST(BlockDamage, TheForgedPackedBlockIsGoodAsItStands) {
  std::vector<Reading> out;
  const Status status = decode(ForgedPacked().bytes(), out);
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[2], (Reading{{1020}, Decimal::from_integer(3), Quality::valid}));
}

struct PackedForgery {
  const char* name;
  std::function<void(ForgedPacked&)> change;
};

class PackedBlockForgery : public testing::TestWithParam<PackedForgery> {};

TEST_P(PackedBlockForgery, IsCorrupt) {
  ForgedPacked forged;
  GetParam().change(forged);
  expect_corrupt(forged.bytes());
}

std::string constant(std::int64_t value) {
  return varints({0, zigzag(value)});
}

constexpr std::uint8_t kNear64 = 1U << 4U;
constexpr std::uint8_t kNear32 = 2U << 4U;
constexpr std::uint8_t kBinary32 = 3U << 4U;
constexpr std::uint8_t kBinary64 = 4U << 4U;
constexpr std::uint8_t kWide = 5U << 4U;
constexpr std::uint8_t kSeveral = 1U << 7U;

/// Changes shape and values.
std::function<void(ForgedPacked&)> with(std::uint8_t shape, const std::string& values) {
  return [=](ForgedPacked& f) {
    f.shape = shape;
    f.values = values;
  };
}

/// Changes the form of the times and their bytes.
std::function<void(ForgedPacked&)> with_times(std::uint8_t form, const std::string& times) {
  return [=](ForgedPacked& f) {
    f.shape = form;
    f.times = times;
  };
}

INSTANTIATE_TEST_SUITE_P(
    Shape, PackedBlockForgery,
    testing::Values(PackedForgery{"UnknownTimes", with_times(3, "")},
                    PackedForgery{"UnknownQualities", [](ForgedPacked& f) { f.shape = 3U << 2U; }},
                    PackedForgery{"UnknownKind", with(6U << 4U, constant(1))},
                    PackedForgery{"SeveralSegmentsWithAKind",
                                  with(kSeveral | kWide, varints({0, 3, 0}) + constant(1))},
                    PackedForgery{"NoValues", with(0, "")},
                    PackedForgery{"BytesLeftOver", [](ForgedPacked& f) { f.qualities = "x"; }},
                    PackedForgery{"NoQuality", [](ForgedPacked& f) { f.shape = 1U << 2U; }},
                    PackedForgery{"TooManyQualities",
                                  [](ForgedPacked& f) {
                                    f.shape = 2U << 2U;
                                    f.qualities = std::string("\x00\x04", 2);
                                  }},
                    PackedForgery{"RunOfTimesTooLong", with_times(1, varints({10, 3}))},
                    PackedForgery{"TimesStandStill", with_times(2, constant(0))},
                    PackedForgery{"TimesStopShort", with_times(2, constant(9))},
                    PackedForgery{"TimesRunOver", with_times(2, constant(11))},
                    PackedForgery{"TimesGoBack",
                                  with_times(2, varints({2, zigzag(30), 5}) + "\x13")},
                    PackedForgery{"TimesWrapAround", with_times(2, constant(INT64_MAX))},
                    PackedForgery{"NoTimes", with_times(2, "")}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Row, PackedBlockForgery,
    testing::Values(
        PackedForgery{"ScaleTooGreat", with(0, varints({zigzag(401)}) + constant(1))},
        PackedForgery{"NumberBeyondItsScale", with(0, varints({zigzag(-400)}) + constant(10))},
        PackedForgery{"UnknownForm", with(0, varints({0, 5, 2, 2}) + "\x0a")},
        PackedForgery{"UnknownFlags", with(0, std::string("\x00\x42\x02\x02\x0a", 5))},
        PackedForgery{"ConstantWithWidths", with(0, varints({0, 8, 2}))},
        PackedForgery{"WidthOf65", with(0, varints({0, 2, 2, 65}) + std::string(17, '\0'))},
        PackedForgery{"SumOfWidthsOf65",
                      with(0, varints({0, 2 | 7 << 3, 2, 64, 1}) + std::string(17, '\0'))},
        PackedForgery{"WidthsCutShort", with(0, varints({0, 2 | 7 << 3, 2, 64}))},
        PackedForgery{"PaddingOfWidths", with(0, varints({0, 2 | 1 << 3, 2, 2, 2}) + "\x0a")},
        PackedForgery{"NumbersCutShort", with(0, varints({0, 2, 2, 32}) + "\x0a")},
        PackedForgery{"PaddingOfNumbers", with(0, varints({0, 2, 2, 2}) + "\x1a")},
        PackedForgery{"NoHead", with(0, varints({0, 4, 2}))},
        PackedForgery{"OnlyAForm", with(0, varints({0, 1}))}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Segments, PackedBlockForgery,
    testing::Values(
        PackedForgery{"Empty", with(kSeveral, varints({0, 0, 0}) + constant(1))},
        PackedForgery{"TooLong", with(kSeveral, varints({0, 4, 0}) + constant(1))},
        PackedForgery{"CutShort", with(kSeveral, varints({0, 2, 0}) + constant(1))},
        PackedForgery{"OfOneWithSteps",
                      with(kSeveral, varints({0, 1, 0, 2, 2, 0, 0, 2, 0}) + constant(1))},
        PackedForgery{"OfTwoWithBends",
                      with(kSeveral, varints({0, 2, 0, 4, 2, 2, 0, 0, 1, 0}) + constant(1))},
        PackedForgery{"OfUnknownKind", with(kSeveral, varints({6, 3, 0}) + constant(1))},
        PackedForgery{"WideCutShort", with(kWide, varints({0}) + std::string(47, '\0'))},
        PackedForgery{"WideOf39Digits", with(kWide, varints({0}) + std::string(47, '\x7f') + "x")},
        PackedForgery{"NearMantissaTooGreat",
                      with(kNear64, varints({0}) + constant((1LL << 53) + 1) + constant(0))},
        PackedForgery{"NearScaleTooGreat",
                      with(kNear64, varints({zigzag(23)}) + constant(1) + constant(0))},
        PackedForgery{"NearScaleNegative",
                      with(kNear32, varints({zigzag(-1)}) + constant(1) + constant(0))},
        PackedForgery{"NearWithoutSteps", with(kNear32, varints({0}) + constant(1))},
        PackedForgery{"NearInfinity",
                      with(kNear64, varints({0}) + constant(1) + constant(0x7ff0LL << 48))},
        PackedForgery{"NearBeyondInt64",
                      with(kNear64, varints({0}) + constant(1) + constant(INT64_MAX))},
        PackedForgery{"Binary32Infinity", with(kBinary32, constant(0x7f800000) + constant(0))},
        PackedForgery{"Binary32NotANumber", with(kBinary32, constant(-0x7fc00000) + constant(0))},
        PackedForgery{"Binary32Beyond", with(kBinary32, constant(1LL << 40) + constant(0))},
        PackedForgery{"Binary64Infinity", with(kBinary64, constant(0x7ff0LL << 48))},
        PackedForgery{"Binary64LeastInteger", with(kBinary64, constant(INT64_MIN))}),
    [](const auto& tested) { return std::string(tested.param.name); });

// Every bit of a body flipped behind checksums made right: refused or read, never worse. Under the
// sanitizers of the dev preset this is a proof that nothing outside is touched.
TEST(BlockDamage, NoFlippedBitReadsOutside) {
  test::Random random(test::seed());
  for (const test::Family& family : test::families()) {
    const std::string good = test::encoded(family.make(random, 70));
    for (std::size_t bit = kHeaderBytes * 8; bit < good.size() * 8; ++bit) {
      std::string bad = good.substr(0, 20);
      std::string body = good.substr(kHeaderBytes);
      const std::size_t at = bit - kHeaderBytes * 8;
      body[at / 8] = static_cast<char>(body[at / 8] ^ (1 << (at % 8)));
      put_u32(bad, crc32c(body));
      put_u32(bad, crc32c(bad));
      bad += body;
      const std::vector<char> exact(bad.begin(), bad.end());  // Nothing readable behind it.
      std::vector<Reading> out;
      const Status status = decode({exact.data(), exact.size()}, out);
      if (!status) {
        EXPECT_EQ(status.error().code, Errc::corrupt);
      }
    }
  }
}

}  // namespace
}  // namespace cems::block
