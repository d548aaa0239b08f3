// Keys and values of the embedded store as docs/internals/format/log.md draws them.
#include "store/rocks/keys.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/record_frame.h"
#include "store/rocks/records.h"
#include "store/rocks/sealer.h"
#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

TEST(RocksKeys, ByteOrderIsTimeOrder) {
  const std::vector<std::int64_t> times = {kTimeMin.ms, -256, -255, -1,         0,
                                           1,           255,  256,  kTimeMax.ms};
  for (std::size_t i = 1; i < times.size(); ++i) {
    EXPECT_LT(rocks::block_key(SeriesId{7}, {times[i - 1]}),
              rocks::block_key(SeriesId{7}, {times[i]}));
  }
  EXPECT_LT(rocks::block_key(SeriesId{255}, kTimeMax), rocks::block_key(SeriesId{256}, kTimeMin));
  EXPECT_LT(rocks::log_key(255), rocks::log_key(256));
}

TEST(RocksKeys, AreSpelledAsDocumented) {
  EXPECT_EQ(rocks::show_key(rocks::block_key(SeriesId{258}, {1})),
            "B00000000000001028000000000000001");
  EXPECT_EQ(rocks::show_key(rocks::correction_key(SeriesId{1}, {-1}, 3)),
            "C00000000000000017fffffffffffffff0000000000000003");
  EXPECT_EQ(rocks::show_key(rocks::series_key({CemsId("a"), PointId(""), ParameterId("bc")})),
            "S000000016100000000000000026263");
}

TEST(RocksKeys, ReadBackWhatTheyWrite) {
  const SeriesKey names{CemsId(std::string("a\0b", 3)), PointId("泵"), ParameterId("")};
  EXPECT_EQ(rocks::read_series_key(rocks::series_key(names)), names);
  const auto block = rocks::read_block_key(rocks::block_key(SeriesId{9}, {-5}));
  ASSERT_TRUE(block);
  EXPECT_EQ(block->series, SeriesId{9});
  EXPECT_EQ(block->first, TimeMs{-5});
  EXPECT_EQ(rocks::read_log_key(rocks::log_key(77)), 77U);
}

TEST(RocksKeys, RefuseWhatIsCutOrTooLong) {
  const std::string key = rocks::series_key(key_of("P"));
  for (std::size_t size = 0; size < key.size(); ++size) {
    EXPECT_FALSE(rocks::read_series_key(key.substr(0, size))) << size;
  }
  EXPECT_FALSE(rocks::read_series_key(key + "x"));
  EXPECT_FALSE(rocks::read_block_key(rocks::block_key(SeriesId{1}, {1}) + "x"));
  EXPECT_FALSE(rocks::read_log_key("L"));
}

TEST(RocksRecords, BatchesComeBackWhole) {
  std::vector<SeriesReading> batch;
  for (const Reading& r : steps(0, 10'000, 7))
    batch.push_back({SeriesId{3}, r});
  for (const Reading& r : steps(-100, 3, 7))
    batch.push_back({SeriesId{300}, r});
  std::vector<SeriesReading> got;
  ASSERT_TRUE(rocks::decode_batch(rocks::encode_batch(batch), got));
  ASSERT_EQ(got.size(), batch.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].series, batch[i].series);
    EXPECT_EQ(got[i].reading, batch[i].reading);
  }
}

TEST(RocksRecords, ASoundBatchOutOfOrderIsRefused) {
  // One reading a part, evenly spaced, valid; a part says how much higher its series is.
  const auto batch_of = [](std::uint64_t further, std::int64_t at) {
    std::string bytes;
    rocks::begin_frame(bytes, 2);
    put_signed_varint(bytes, 0);  // The time that times are counted from.
    put_varint(bytes, 2);         // Parts.
    for (const auto& [series, time] :
         {std::pair<std::uint64_t, std::int64_t>{1, 5}, {further, at}}) {
      put_varint(bytes, series);
      put_varint(bytes, 1U << 3U | 2U | 4U);
      for (const std::int64_t number : {std::int64_t{0}, time, std::int64_t{7}})
        put_signed_varint(bytes, number);
    }
    rocks::seal_frame(bytes);
    return bytes;
  };
  std::vector<SeriesReading> got;
  EXPECT_TRUE(rocks::decode_batch(batch_of(0, 6), got));
  EXPECT_TRUE(rocks::decode_batch(batch_of(1, 5), got));
  EXPECT_FALSE(rocks::decode_batch(batch_of(0, 5), got)) << "the same instant twice";
  EXPECT_FALSE(rocks::decode_batch(batch_of(0, 4), got));
  EXPECT_FALSE(rocks::decode_batch(batch_of(~std::uint64_t{0}, 6), got)) << "a series below";
}

TEST(RocksRecords, EveryFlippedBitOfARecordIsFound) {
  const std::vector<SeriesReading> batch = {{SeriesId{1}, reading(1, "1.5")},
                                            {SeriesId{2}, reading(1, "2")}};
  const std::string log = rocks::encode_batch(batch);
  const std::string correction = rocks::encode_correction({reading(5, "7"), {99}});
  const std::string number = rocks::encode_number("Mseq", 12);
  const auto flipped = [](std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    return bytes;
  };
  for (std::size_t bit = 0; bit < log.size() * 8; ++bit) {
    std::vector<SeriesReading> out;
    EXPECT_FALSE(rocks::decode_batch(flipped(log, bit), out)) << bit;
  }
  for (std::size_t bit = 0; bit < correction.size() * 8; ++bit) {
    EXPECT_FALSE(rocks::decode_correction(flipped(correction, bit))) << bit;
  }
  for (std::size_t bit = 0; bit < number.size() * 8; ++bit) {
    EXPECT_FALSE(rocks::decode_number("Mseq", flipped(number, bit))) << bit;
  }
  EXPECT_EQ(rocks::decode_number("Mseq", number).value(), 12U);
  EXPECT_FALSE(rocks::decode_number("Mformat", number)) << "a value under another's key";
}

TEST(RocksSealer, KnowsTheMonthsOfUtc) {
  const auto month = [](std::int64_t at) { return rocks::utc_month_of({at}); };
  EXPECT_EQ(month(0), (TimeRange{{0}, {31 * kMsPerDay}}));
  EXPECT_EQ(month(-1), (TimeRange{{-31 * kMsPerDay}, {0}}));
  // 2024-02 has 29 days.
  EXPECT_EQ(month(1'709'251'199'999), (TimeRange{{1'706'745'600'000}, {1'709'251'200'000}}));
  EXPECT_EQ(month(1'709'251'200'000).begin, TimeMs{1'709'251'200'000});
  EXPECT_EQ(month(kTimeMin.ms).begin, kTimeMin);
  EXPECT_EQ(month(kTimeMax.ms - 1).end, kTimeMax);
}

}  // namespace
}  // namespace cems::store::test
