// The block codec against its document: the worked example, golden bytes, round trips.
#include "block/codec.h"

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "tests/block/families.h"

namespace cems::block {
namespace {

using test::encoded;
using test::reading;

std::vector<Reading> decoded(std::string_view bytes) {
  std::vector<Reading> out;
  const Status status = decode(bytes, out);
  EXPECT_TRUE(status) << status.error().message;
  return out;
}

std::string bytes_of(std::initializer_list<unsigned char> bytes) {
  return {bytes.begin(), bytes.end()};
}

// docs/internals/format/block.md, "Worked example".
TEST(BlockCodec, FollowsTheWorkedExample) {
  const std::vector<Reading> readings = {reading(1711929600000, "12.3"),
                                         reading(1711930500000, "12.34"),
                                         reading(1711931400000, "12", Quality::estimated_linear)};
  const std::string plain = bytes_of(
      {0xb1, 0x01, 0x03, 0x00, 0x00, 0xa8, 0xf4, 0x96, 0x8e, 0x01, 0x00, 0x00, 0x40, 0x1f,
       0x10, 0x97, 0x8e, 0x01, 0x00, 0x00, 0x0f, 0x12, 0x2c, 0xd9, 0xeb, 0x55, 0xb2, 0xce,
       0xa0, 0xf7, 0x36, 0x02, 0x06, 0x04, 0x9c, 0x13, 0x08, 0x43, 0x00, 0x02, 0x09, 0x01});
  EXPECT_EQ(decoded(plain), readings);
  const std::string packed = bytes_of({0x08, 0x04, 0x02, 0x9c, 0x13, 0x07, 0x88, 0x21,  //
                                       0x00, 0x02, 0x09, 0x01});
  EXPECT_EQ(encoded(readings).substr(kHeaderBytes), packed);
}

struct GoldenCase {
  std::vector<Reading> readings;
  std::string bytes;
};

std::string take_string(std::string_view& in) {
  const auto size = get_u32(in);
  const auto bytes = size ? get_bytes(in, *size) : std::nullopt;
  EXPECT_TRUE(bytes.has_value()) << "golden file is cut short";
  return std::string(bytes.value_or(""));
}

std::vector<GoldenCase> golden_cases(const std::string& name) {
  std::ifstream file("tests/golden/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << "run from the repository's root";
  const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<GoldenCase> cases;
  for (std::string_view in = all; !in.empty();) {
    GoldenCase one;
    std::istringstream text(take_string(in));
    std::int64_t at = 0;
    std::string mantissa;
    int scale = 0;
    int quality = 0;
    while (text >> at >> mantissa >> scale >> quality) {
      const std::string number = mantissa + "e" + std::to_string(-scale);
      one.readings.push_back(reading(at, number, static_cast<Quality>(quality)));
    }
    one.bytes = take_string(in);
    cases.push_back(std::move(one));
  }
  return cases;
}

// Written when encoding 1 was the only one; what is on disk stays readable.
TEST(BlockCodec, ReadsTheGoldenBytesOfEncoding1) {
  const auto cases = golden_cases("block_v1.bin");
  ASSERT_EQ(cases.size(), 10U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(decoded(cases[i].bytes) == cases[i].readings);
  }
}

// tests/golden/make_block_packed.py is a second encoder after the same document.
TEST(BlockCodec, WritesAndReadsTheGoldenBytes) {
  const auto cases = golden_cases("block_packed.bin");
  ASSERT_EQ(cases.size(), 31U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(encoded(cases[i].readings) == cases[i].bytes);
    EXPECT_TRUE(decoded(cases[i].bytes) == cases[i].readings);
  }
}

class BlockFamily : public testing::TestWithParam<test::Family> {};

TEST_P(BlockFamily, RoundTripsExactly) {
  test::Random random(test::seed());
  for (const std::size_t n : {1U, 2U, 3U, 100U, 1440U, 4096U}) {
    SCOPED_TRACE(testing::Message() << "seed " << test::seed() << ", readings " << n);
    const auto readings = GetParam().make(random, n);
    const std::string bytes = encoded(readings);
    ASSERT_TRUE(decoded(bytes) == readings);
    const auto header = peek(std::string_view(bytes).substr(0, kHeaderBytes));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->count, n);
    EXPECT_EQ(header->first, readings.front().at);
    EXPECT_EQ(header->last, readings.back().at);
    Columns columns;
    const auto shape = decode(bytes, columns);
    ASSERT_TRUE(shape) << shape.error().message;
    if (*shape == Shape::mixed) continue;
    std::vector<Reading> from_columns;
    columns.append_to(from_columns);
    ASSERT_TRUE(from_columns == readings);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BlockFamily, testing::ValuesIn(test::families()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(BlockCodec, KeepsTheFirstAndTheLastMomentThereIs) {
  const std::vector<Reading> readings = {reading(kTimeMin.ms, "-1"), reading(kTimeMax.ms - 1, "1")};
  EXPECT_EQ(decoded(encoded(readings)), readings);
}

TEST(BlockCodec, KeepsTheSmallestAndTheGreatestNumbers) {
  const std::vector<Reading> readings = {reading(1, "99999999999999999999999999999999999999e362"),
                                         reading(2, "1e400"),
                                         reading(3, "-99999999999999999999999999999999999999e-400"),
                                         reading(4, "1e-400"),
                                         reading(5, "9223372036854775807"),
                                         reading(6, "-9223372036854775808"),
                                         reading(7, "9223372036854775809"),
                                         reading(8, "-9223372036854775809"),
                                         reading(9, "0")};
  EXPECT_EQ(decoded(encoded(readings)), readings);
}

// Decimal text of the kind that binary floats leave behind.
TEST(BlockCodec, GivesBackTheSameText) {
  const std::vector<Reading> readings = {reading(1, "0.0035999998450279236"),
                                         reading(2, "30.530999660491943"), reading(3, "1200"),
                                         reading(4, "-0.1")};
  std::vector<std::string> texts;
  for (const Reading& r : decoded(encoded(readings)))
    texts.push_back(r.value.to_string());
  EXPECT_THAT(texts,
              testing::ElementsAre("0.0035999998450279236", "30.530999660491943", "1200", "-0.1"));
}

TEST(BlockCodec, AppendsBehindWhatIsThere) {
  const std::vector<Reading> readings = {reading(1, "1"), reading(2, "2")};
  std::string bytes = "before";
  encode(readings, bytes);
  EXPECT_EQ(bytes.substr(0, 6), "before");
  std::vector<Reading> out = {reading(0, "0")};
  ASSERT_TRUE(decode(std::string_view(bytes).substr(6), out));
  EXPECT_THAT(out, testing::ElementsAre(reading(0, "0"), readings[0], readings[1]));
}

// What the disk costs now; a codec that gets worse should be noticed. Bytes a reading, 4,096.
TEST(BlockCodec, StaysSmall) {
  test::Random random(test::seed());
  const std::map<std::string, double> most = {
      {"constant", 0.01},    {"counter", 0.90},    {"two_decimals", 2.17}, {"float_text", 10.0},
      {"float32_text", 1.6}, {"float_sums", 1.35}, {"any_doubles", 8.1},   {"uneven_times", 2.15}};
  for (const test::Family& family : test::families()) {
    const auto limit = most.find(family.name);
    if (limit == most.end()) continue;
    const auto bytes = encoded(family.make(random, limits::kBlockReadingsMax));
    EXPECT_LE(static_cast<double>(bytes.size()) / limits::kBlockReadingsMax, limit->second)
        << family.name;
  }
}

// The log and the head of a series are many blocks of a few readings.
TEST(BlockCodec, StaysSmallForAFewReadings) {
  test::Random random(test::seed());
  const auto body_bytes = [&](std::string_view family, std::size_t n) {
    for (const test::Family& one : test::families()) {
      if (one.name == family) return encoded(one.make(random, n)).size() - kHeaderBytes;
    }
    return SIZE_MAX;
  };
  EXPECT_LE(body_bytes("constant", 5), 5U);
  EXPECT_LE(body_bytes("counter", 5), 12U);
  EXPECT_LE(body_bytes("counter", 50), 55U);
  EXPECT_LE(body_bytes("two_decimals", 1), 7U);
}

TEST(BlockCodecDeathTest, AssertsItsPreconditions) {
  std::string out;
  EXPECT_DEATH(encode({}, out), "does not hold");
  const std::vector<Reading> twice = {reading(5, "1"), reading(5, "2")};
  EXPECT_DEATH(encode(twice, out), "does not hold");
  const std::vector<Reading> outside = {reading(kTimeMax.ms, "1")};
  EXPECT_DEATH(encode(outside, out), "does not hold");
}

}  // namespace
}  // namespace cems::block
