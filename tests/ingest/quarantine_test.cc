// Readings from the future: listed, not stored, and never more of them than the two files hold.
#include "ingest/quarantine.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/limits.h"
#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

class QuarantineTest : public testing::Test {
 protected:
  QuarantineTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cems-q-XXXXXX").string();
    folder_ = std::filesystem::path(mkdtemp(pattern.data())) / "quarantine";
  }

  ~QuarantineTest() override { std::filesystem::remove_all(folder_.parent_path()); }

  std::vector<QuarantinedReading> list() { return *read_quarantine(folder_); }

  std::filesystem::path folder_;
};

constexpr RawReading kAhead{.cems = "SITE-1",
                            .point = "T1",
                            .parameter = "P",
                            .time = "2030-01-01T00:00:00",
                            .value = "1.50",
                            .quality = "7"};

TEST_F(QuarantineTest, IsEmptyWhereThereIsNone) {
  EXPECT_TRUE(list().empty());
}

TEST_F(QuarantineTest, ListsWhatCameInAsItCame) {
  Quarantine quarantine(folder_);
  quarantine.add(kAhead, kNow);
  EXPECT_TRUE(list().empty()) << "before the flush";
  quarantine.flush();
  ASSERT_EQ(list().size(), 1U);
  const QuarantinedReading one = list()[0];
  EXPECT_EQ(one.received_at, "2024-07-18T06:30:00+00:00");
  EXPECT_EQ(one.cems, "SITE-1");
  EXPECT_EQ(one.time, "2030-01-01T00:00:00");
  EXPECT_EQ(one.value, "1.50");
  EXPECT_EQ(one.quality, "7");
}

TEST_F(QuarantineTest, GoesOnAfterARestartAndAfterALineThatBrokeOff) {
  {
    Quarantine quarantine(folder_);
    quarantine.add(kAhead, kNow);
    quarantine.flush();
  }
  std::ofstream(folder_ / "readings.csv", std::ios::app) << "2024-07-18T06:30:00+00:00,SITE";
  EXPECT_EQ(list().size(), 1U);
  Quarantine quarantine(folder_);
  quarantine.add(kAhead, kNow);
  quarantine.flush();
  EXPECT_EQ(list().size(), 2U);
}

TEST_F(QuarantineTest, IsBounded) {
  Quarantine quarantine(folder_);
  RawReading reading = kAhead;
  const std::string text(100, '9');
  reading.value = text;
  for (std::size_t i = 0; i < 3 * limits::kQuarantineBytesMax / 150; ++i) {
    quarantine.add(reading, kNow + static_cast<std::int64_t>(i));
  }
  quarantine.flush();
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    bytes += entry.file_size();
  }
  EXPECT_LE(bytes, 2 * (limits::kQuarantineBytesMax + 100'000));
  const auto left = list();
  EXPECT_GT(left.size(), limits::kQuarantineBytesMax / 200);
  EXPECT_LT(left.front().received_at, left.back().received_at) << "oldest first";
}

TEST_F(QuarantineTest, ALoadPutsTheFutureThereAndCountsItRejected) {
  Quarantine quarantine(folder_);
  Loading loading;
  const auto report =
      loading.load({.wide = {},
                    .zone = {},
                    .now = kNow,
                    .columns = standard_columns(),
                    .quarantine = &quarantine},
                   "cemsId,pointId,parameterId,timeStamp,value\nSITE-1,T1,P,2024-07-18T14:35:01,1\n"
                   "SITE-1,T1,P,2024-07-18T14:35:00,2\nSITE-9,T1,P,2030-01-01,3\n");
  EXPECT_EQ(*report, (LoadReport{.rows = 3, .accepted = 1, .rejected = 2}));
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].time, "2024-07-18T14:35:01");
}

}  // namespace
}  // namespace cems::ingest
