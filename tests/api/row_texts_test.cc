// Rows that are asked for again: copied, and always those that the store has now.
#include "api/row_texts.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/answer_parts.h"
#include "api/reading_rows.h"
#include "query/history.h"
#include "spec/wire.h"
#include "tests/store/backends.h"

namespace cems::api {
namespace {

namespace on_store = store::test;

constexpr TimeMs kBegin{1'711'900'800'000};
constexpr std::int64_t kMinute = 60'000;

class RowTextsTest : public testing::Test {
 protected:
  /// What a historic answer says of the series, of the range, as HistoricBody has it written.
  std::string ask(TimeRange range, std::size_t piece_bytes = limits::kBodyChunkBytes) {
    query::HistorySlice slice;
    slice.id = series_;
    slice.take = store_->count(series_, range).value();
    query::HistoryRequest request;
    request.range = range;
    auto opened = query::Rows::open(*store_, slice, request);
    EXPECT_TRUE(opened) << opened.error().message;
    std::string piece;
    std::string all;
    json::Writer writer(piece);
    ReadingRows rows(wire_, zone_, &texts_);
    while (take_next(*opened, rows)) {
      for (; !rows.done(); piece.clear()) {
        rows.write(writer, piece_bytes);
        all += piece;
      }
    }
    return all;
  }

  bool take_next(query::Rows& from, ReadingRows& rows) {
    const auto columns = from.next_columns();
    EXPECT_TRUE(columns) << columns.error().message;
    if (*columns != nullptr) {
      rows.take(**columns, ReadingRows::Origin{series_, from.epoch().value()});
      return true;
    }
    const auto piece = from.next();
    EXPECT_TRUE(piece) << piece.error().message;
    rows.take(*piece);
    return !piece->empty();
  }

  std::string expected(TimeRange range) {
    std::string out;
    json::Writer writer(out);
    for (const Reading& reading : on_store::read(*store_, series_, range))
      write_reading(writer, wire_, zone_, reading);
    return out;
  }

  void put(std::span<const Reading> readings) {
    on_store::commit(*store_, series_, readings);
    ASSERT_TRUE(store_->seal());
  }

  on_store::TempFolder folder_{on_store::memory_folder()};
  std::unique_ptr<store::Store> store_ = on_store::open_rocks(folder_.path());
  SeriesId series_ = on_store::intern(*store_, "P");
  spec::Wire wire_;
  Zone zone_ = Zone::fixed(480);
  RowTexts texts_;
};

TEST_F(RowTextsTest, KeepWhatIsAskedForTwice) {
  put(on_store::steps(kBegin.ms, 10'000));
  const TimeRange all{kBegin, kBegin + 10'000 * kMinute};
  const std::string first = ask(all);
  EXPECT_EQ(first, expected(all));
  EXPECT_EQ(texts_.bytes(), 0U) << "kept what was asked for once";
  EXPECT_EQ(ask(all), first);
  const std::size_t kept = texts_.bytes();
  EXPECT_GT(kept, first.size() * 8 / 10);
  EXPECT_EQ(ask(all), first);
  EXPECT_EQ(ask(all, 100), first) << "in other pieces";
  EXPECT_EQ(texts_.bytes(), kept);
}

TEST_F(RowTextsTest, GiveWayToACorrection) {
  put(on_store::steps(kBegin.ms, 5'000));
  const TimeRange all{kBegin, kBegin + 5'000 * kMinute};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ask(all), expected(all));
  // The same times, the same number of readings: only the epoch tells.
  put({{{kBegin + 77 * kMinute, Decimal::from_integer(-1), Quality::valid}}});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ask(all), expected(all));
  EXPECT_NE(ask(all).find("-1"), std::string::npos);
}

TEST_F(RowTextsTest, AreOfAnOffset) {
  put(on_store::steps(kBegin.ms, 5'000));
  const TimeRange all{kBegin, kBegin + 5'000 * kMinute};
  for (const Zone& zone :
       {Zone::fixed(480), Zone::fixed(0), Zone::parse("Europe/Berlin").value()}) {
    zone_ = zone;
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(ask(all), expected(all)) << zone.name();
  }
}

TEST_F(RowTextsTest, AreTheStoresRowsWhateverComesIn) {
  std::mt19937_64 random(on_store::seed());
  RecordProperty("seed", static_cast<int>(on_store::seed()));
  put(on_store::steps(kBegin.ms, 20'000));
  for (int turn = 0; turn < 300; ++turn) {
    const std::int64_t from = on_store::between(random, 0, 4) * 5'000;
    const TimeRange range{kBegin + from * kMinute,
                          kBegin + (from + on_store::between(random, 1, 10'000)) * kMinute};
    EXPECT_EQ(ask(range), expected(range)) << "turn " << turn << ", seed " << on_store::seed();
    if (turn % 10 == 9) {
      const TimeMs at = kBegin + on_store::between(random, 0, 20'000) * kMinute;
      const auto value = Decimal::from(on_store::between(random, -9'999, 9'999), 2);
      put({{{at, value, on_store::between(random, 0, 1) == 0 ? Quality::valid : Quality{8}}}});
    }
  }
  EXPECT_GT(texts_.bytes(), 0U);
}

}  // namespace
}  // namespace cems::api
