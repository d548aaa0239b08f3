// The archive folder: applied, found again, replaced, and never half a file.
#include "catalog/archive_folder.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/archive_sums.h"
#include "json/writer.h"
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A small archive of site `id`, with `more` members of `cems`.
std::string archive(const std::string& id, const std::string& more = "") {
  std::string quoted;
  json::append_string(quoted, id);
  return R"({"cems":{"cemsId":)" + quoted + R"(,"name":"n","rootPointId":"P0")" + more +
         R"(},"categories":[{"categoryCode":"05","name":"s"}],"points":[{"pointId":"P0",)" +
         R"("name":"r","categoryCode":"05","energyType":"01"}]})";
}

class ArchiveFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "cems-archive-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    base_ = pattern;
    path_ = (base_ / "archive").string();
  }

  void TearDown() override { std::filesystem::remove_all(base_); }

  void apply(const std::string& text) {
    const auto reading = folder().apply(text);
    ASSERT_TRUE(reading.has_value()) << reading.error().message;
    ASSERT_NE(reading->site, nullptr) << lines(reading->problems);
  }

  [[nodiscard]] std::vector<std::string> loaded_ids() const {
    std::vector<std::string> ids;
    const auto snapshot = folder().load();
    EXPECT_TRUE(snapshot.has_value()) << snapshot.error().message;
    for (const auto& site : (*snapshot)->sites()) {
      ids.push_back(site->id.str());
    }
    return ids;
  }

  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().filename() != "SUMS") {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  [[nodiscard]] std::string bytes_of(const std::string& name) const {
    std::ostringstream bytes;
    bytes << std::ifstream(path_ + '/' + name, std::ios::binary).rdbuf();
    return bytes.str();
  }

  void put(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ + '/' + name, std::ios::binary) << bytes;
  }

  [[nodiscard]] ArchiveFolder folder() const { return ArchiveFolder(path_); }

  std::filesystem::path base_;
  std::string path_;
};

TEST_F(ArchiveFolderTest, NoFolderIsNoSites) {
  EXPECT_TRUE(loaded_ids().empty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ArchiveFolderTest, AppliedArchivesAreLoadedSortedById) {
  apply(archive("B"));
  apply(archive("A"));
  apply(std::string(nested_archive()));
  EXPECT_THAT(loaded_ids(), ElementsAre("A", "B", "CEMS-EXAMPLE-01"));
  const auto snapshot = folder().load();
  EXPECT_EQ(describe(*(*snapshot)->site(CemsId("CEMS-EXAMPLE-01"))),
            describe(*read(parsed(nested_archive())).site));
}

TEST_F(ArchiveFolderTest, ApplyingAgainReplacesTheOneFile) {
  apply(archive("A", R"(,"area":1)"));
  apply(archive("A", R"(,"area":2)"));
  EXPECT_THAT(files(), ElementsAre("A.json"));
  EXPECT_THAT(bytes_of("A.json"), HasSubstr(R"("area":2)"));
}

TEST_F(ArchiveFolderTest, FileIsTheSameHoweverItsMembersCame) {
  apply(R"({"page":{},"demand":{"billingMode":1},"points":[{"pointId":"P0","name":"r",)"
        R"("categoryCode":"05","energyType":"01"}],"outputs":[ ],"dataCount":{},)"
        R"("categories":[{"categoryCode":"05","name":"s"}],)"
        R"("cems":{"cemsId":"A","name":"n","rootPointId":"P0"}})");
  const std::string expected =
      R"({"cems":{"cemsId":"A","name":"n","rootPointId":"P0"},)"
      R"("categories":[{"categoryCode":"05","name":"s"}],"points":[{"pointId":"P0",)"
      R"("name":"r","categoryCode":"05","energyType":"01"}],)"
      R"("demand":{"billingMode":1},"outputs":[]})";
  EXPECT_EQ(bytes_of("A.json"), expected);
  apply(expected);
  EXPECT_EQ(bytes_of("A.json"), expected);
  apply(archive("A"));  // Absent members are left as they are.
  EXPECT_EQ(bytes_of("A.json"), expected);
}

TEST_F(ArchiveFolderTest, MaskedContactKeepsTheStoredOne) {
  apply(archive("A", R"(,"contact":"张三丰","phone":"13812345678")"));
  apply(archive("A", R"(,"contact":"张**","phone":"138****5678","area":3)"));
  const auto snapshot = folder().load();
  const Site* site = (*snapshot)->site(CemsId("A"));
  EXPECT_EQ(site->record.text(model::Field::cems_contact), "张三丰");
  EXPECT_EQ(site->record.text(model::Field::cems_phone), "13812345678");
  EXPECT_TRUE(site->record.has(model::Field::cems_area));
}

TEST_F(ArchiveFolderTest, FaultyArchiveChangesNothing) {
  apply(archive("A"));
  const std::string before = bytes_of("A.json");
  const auto reading = folder().apply(archive("A", R"(,"touScheme":"NOWHERE")"));
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->site, nullptr);
  ASSERT_EQ(reading->problems.size(), 1U);
  EXPECT_EQ(reading->problems[0].pointer, "/cems/touScheme");
  EXPECT_EQ(bytes_of("A.json"), before);
  EXPECT_THAT(files(), ElementsAre("A.json"));

  const auto text = folder().apply("{\"cems\":");
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, Errc::invalid_argument);
}

TEST_F(ArchiveFolderTest, CompletedArchiveIsCheckedAsAWhole) {
  apply(archive("A", R"(,"touScheme":"SH-2022-50-TWOPART")"));
  // The root is named anew, but the points are the stored ones.
  const auto reading = folder().apply(R"({"cems":{"cemsId":"A","name":"n","rootPointId":"P1"}})");
  ASSERT_TRUE(reading.has_value());
  ASSERT_EQ(reading->problems.size(), 1U);
  EXPECT_EQ(reading->problems[0].pointer, "/cems/rootPointId");
}

TEST_F(ArchiveFolderTest, AnyIdHasAFileOfItsOwnInsideTheFolder) {
  const std::vector<std::string> ids = {".",     "..",  "../x", "CON", "a b",
                                        "a%2Fb", "a/b", "a~b",  "中文"};
  for (const std::string& id : ids) {
    apply(archive(id));
  }
  EXPECT_EQ(loaded_ids(), ids);
  EXPECT_THAT(files(),
              ElementsAre("%E4%B8%AD%E6%96%87.json", "..%2Fx.json", "...json", "..json", "CON.json",
                          "a%20b.json", "a%252Fb.json", "a%2Fb.json", "a%7Eb.json"));
  std::size_t beside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(base_)) {
    EXPECT_EQ(entry.path().filename(), "archive");
    ++beside;
  }
  EXPECT_EQ(beside, 1U);
}

TEST_F(ArchiveFolderTest, LongIdsHaveFileNamesThatFitAndDiffer) {
  std::string first;
  for (int i = 0; i < 63; ++i) {
    first += "中";
  }
  const std::string second = first + "乙";
  first += "甲";
  apply(archive(first));
  apply(archive(second));
  ASSERT_EQ(files().size(), 2U);
  EXPECT_LE(files()[0].size(), 222U);  // 255 less what a temporary file adds.
  EXPECT_EQ(loaded_ids(), (std::vector<std::string>{second, first}));
}

TEST_F(ArchiveFolderTest, UnfinishedAndForeignFilesArePassedOver) {
  apply(archive("A"));
  put("A.json.0123456789ab.tmp", R"({"cems":{"cemsId":"A")");
  put("README", "not an archive");
  EXPECT_THAT(loaded_ids(), ElementsAre("A"));
}

TEST_F(ArchiveFolderTest, DamagedFileIsNamed) {
  apply(archive("A"));
  const std::string good = bytes_of("A.json");
  std::filesystem::remove(path_ + "/SUMS");  // As in a folder of an older program.
  const std::pair<std::string, std::string> damages[] = {
      {good.substr(0, good.size() - 1), "A.json"},
      {"", "A.json"},
      {written(edited(good, {{"/points", "[]"}})), "/cems/rootPointId"},
      {archive("B"), "B.json"},
  };
  for (const auto& [bytes, said] : damages) {
    put("A.json", bytes);
    const auto snapshot = folder().load();
    ASSERT_FALSE(snapshot.has_value()) << bytes;
    EXPECT_EQ(snapshot.error().code, Errc::corrupt);
    EXPECT_THAT(snapshot.error().message, HasSubstr(path_ + "/A.json"));
    EXPECT_THAT(snapshot.error().message, HasSubstr(said));
  }
  // The stored archive would complete the new one: it is not overwritten unread.
  const auto reading = folder().apply(archive("A"));
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().code, Errc::corrupt);
}

TEST_F(ArchiveFolderTest, EveryFlippedBitIsFound) {
  apply(archive("A", R"(,"area":1200)"));
  for (const std::string name : {"A.json", "SUMS"}) {
    const std::string good = bytes_of(name);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
      std::string bad = good;
      bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
      put(name, bad);
      const auto snapshot = folder().load();
      ASSERT_FALSE(snapshot.has_value()) << name << " bit " << bit;
      EXPECT_EQ(snapshot.error().code, Errc::corrupt);
      EXPECT_FALSE(folder().apply(archive("A")).has_value());
    }
    put(name, good);
  }
  EXPECT_THAT(loaded_ids(), ElementsAre("A"));
}

TEST_F(ArchiveFolderTest, AnArchiveThatIsGoneIsMissed) {
  apply(archive("A"));
  apply(archive("B"));
  std::filesystem::remove(path_ + "/A.json");
  const auto snapshot = folder().load();
  ASSERT_FALSE(snapshot.has_value());
  EXPECT_EQ(snapshot.error().code, Errc::corrupt);
  EXPECT_THAT(snapshot.error().message, HasSubstr("A.json is missing"));
}

TEST_F(ArchiveFolderTest, AReplacementThatIsCutShortIsTheOldOrTheNewArchive) {
  apply(archive("A", R"(,"area":1)"));
  const std::string old_bytes = bytes_of("A.json");
  const std::string new_bytes = written(edited(old_bytes, {{"/cems/area", "2"}}));
  auto sums = ArchiveSums::read(path_).value();
  sums.announce("A.json", new_bytes);
  sums.announce("B.json", archive("B"));
  ASSERT_TRUE(sums.write(path_));
  EXPECT_THAT(loaded_ids(), ElementsAre("A"));
  put("A.json", new_bytes);
  put("B.json", archive("B"));
  EXPECT_THAT(loaded_ids(), ElementsAre("A", "B"));
}

TEST_F(ArchiveFolderTest, FolderThatCannotBeMadeIsAnError) {
  std::ofstream(path_) << "a file in its place";
  const auto reading = folder().apply(archive("A"));
  ASSERT_FALSE(reading.has_value());
  EXPECT_THAT(reading.error().message, HasSubstr(path_));
  EXPECT_FALSE(folder().load().has_value());
}

}  // namespace
}  // namespace cems::catalog
