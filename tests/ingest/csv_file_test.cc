// Loading from the disk: pieces, progress, and strict, which writes nothing of a file that is not
// wholly good.
#include "ingest/csv_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

class CsvFile : public testing::Test {
 protected:
  CsvFile() {
    path_ = (std::filesystem::temp_directory_path() /
             ("cems-csv-" + std::to_string(::getpid()) + ".csv"))
                .string();
  }

  ~CsvFile() override { std::filesystem::remove(path_); }

  void write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }

  Result<LoadReport> load(bool strict, OnProgress on_progress = {}) {
    return load_csv_file(path_,
                         {.csv = {.wide = std::nullopt, .zone = std::nullopt, .now = kNow},
                          .strict = strict,
                          .on_rejected = loading_.on_rejected(),
                          .on_progress = std::move(on_progress)},
                         loading_.sites, *loading_.store);
  }

  Loading loading_;
  std::string path_;
};

const std::string kTwoGoodOneBad =
    "cemsId,pointId,parameterId,timeStamp,value\nSITE-1,T1,P,2024-01-01,1\n"
    "SITE-1,T1,P,2024-01-02,x\nSITE-1,T1,P,2024-01-03,3\n";

TEST_F(CsvFile, LenientKeepsTheGoodRows) {
  write(kTwoGoodOneBad);
  EXPECT_EQ(*load(false), (LoadReport{.rows = 3, .accepted = 2, .rejected = 1}));
  EXPECT_EQ(loading_.readings(series("P")).size(), 2U);
}

TEST_F(CsvFile, StrictWritesNothingOfABadFileAndReportsItsRows) {
  write(kTwoGoodOneBad);
  EXPECT_EQ(*load(true), (LoadReport{.rows = 3, .rejected = 1}));
  EXPECT_FALSE(loading_.store->find(series("P"))) << "not even the series is made";
  EXPECT_EQ(loading_.rejected.size(), 1U);
}

TEST_F(CsvFile, StrictWritesAGoodFile) {
  write("cemsId,pointId,parameterId,timeStamp,value\nSITE-1,T1,P,2024-01-01,1\n");
  EXPECT_EQ(*load(true), (LoadReport{.rows = 1, .accepted = 1}));
}

TEST_F(CsvFile, ProgressReachesTheEndOfAFileOfSeveralPieces) {
  std::string bytes = "cemsId,pointId,parameterId,timeStamp,value\n";
  while (bytes.size() < 2'500'000) {
    bytes += "SITE-1,T1,P,2024-01-01T00:00:00+08:00,1.25\n";
  }
  write(bytes);
  std::vector<FileProgress> seen;
  ASSERT_TRUE(load(true, [&](const FileProgress& p) { seen.push_back(p); }));
  ASSERT_EQ(seen.size(), 6U) << "three pieces, two passes";
  EXPECT_TRUE(seen[2].checking);
  EXPECT_EQ(seen[2].bytes, bytes.size());
  EXPECT_FALSE(seen[5].checking);
  EXPECT_EQ(seen[5].bytes, bytes.size());
  EXPECT_EQ(seen[5].bytes_total, bytes.size());
}

TEST_F(CsvFile, MissingFilesAndFoldersAreErrors) {
  EXPECT_EQ(load(false).error().code, Errc::not_found);
  path_ = std::filesystem::temp_directory_path().string();
  const auto folder = load(false);
  EXPECT_FALSE(folder);
  path_ = "/nonexistent";
}

}  // namespace
}  // namespace cems::ingest
