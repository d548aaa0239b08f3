// Rows of answers: the same bytes from columns as from readings, in pieces of bounded size.
#include "api/reading_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/answer_parts.h"
#include "base/limits.h"
#include "spec/wire.h"

namespace cems::api {
namespace {

class ReadingRowsTest : public testing::Test {
 protected:
  std::string one_by_one(const std::vector<Reading>& readings) {
    std::string out;
    json::Writer writer(out);
    for (const Reading& reading : readings)
      write_reading(writer, wire_, zone_, reading);
    return out;
  }

  static void take(ReadingRows& rows, const block::Columns& columns) { rows.take(columns, {}); }

  static void take(ReadingRows& rows, std::span<const Reading> readings) { rows.take(readings); }

  /// Expects no piece to be longer than `bytes` and a row.
  template <class Part>
  std::string in_pieces(const Part& part, std::size_t bytes) {
    ReadingRows rows(wire_, zone_, nullptr);
    std::string piece;
    std::string all;
    json::Writer writer(piece);
    take(rows, part);
    for (; !rows.done(); piece.clear()) {
      rows.write(writer, bytes);
      EXPECT_LT(piece.size(), bytes + 100);
      all += piece;
    }
    return all;
  }

  void expect_the_same(const std::vector<Reading>& readings) {
    const std::string expected = one_by_one(readings);
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{500}, limits::kBodyChunkBytes}) {
      EXPECT_EQ(in_pieces(std::span<const Reading>(readings), bytes), expected);
      block::Columns columns;
      if (columns.assign(readings) == block::Shape::columns) {
        EXPECT_EQ(in_pieces(columns, bytes), expected);
      }
    }
  }

  spec::Wire wire_;
  Zone zone_ = Zone::fixed(480);
};

std::vector<Reading> readings_of_a_day() {
  std::vector<Reading> out;
  for (std::int64_t i = 0; i < 1440; ++i) {
    const auto quality = static_cast<Quality>(i % 400 < 350 ? 0 : 8);
    out.push_back({{1'711'900'800'000 + i * 60'000}, Decimal::from(i * 37 % 9999, 2), quality});
  }
  return out;
}

TEST_F(ReadingRowsTest, AreTheSameFromColumnsAndReadings) {
  expect_the_same(readings_of_a_day());
}

TEST_F(ReadingRowsTest, GoDownAsWellAsUp) {
  auto readings = readings_of_a_day();
  std::reverse(readings.begin(), readings.end());
  expect_the_same(readings);
}

TEST_F(ReadingRowsTest, HoldNumbersThatNoScaleServes) {
  auto readings = readings_of_a_day();
  readings[5].value = Decimal::parse("99999999999999999999999999999999999999").value();
  readings[6].value = Decimal::parse("1e-30").value();
  expect_the_same(readings);
}

}  // namespace
}  // namespace cems::api
