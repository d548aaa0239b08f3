// Snapshots: sorted, replaced by id, and untouched by what comes after them.
#include "catalog/snapshot.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cems::catalog {
namespace {

std::shared_ptr<const Site> site(const std::string& id, const std::string& name = "") {
  auto made = std::make_shared<Site>();
  made->id = CemsId(id);
  made->name = name;
  return made;
}

std::vector<std::string> ids(const Snapshot& snapshot) {
  std::vector<std::string> found;
  for (const auto& entry : snapshot.sites()) {
    found.push_back(entry->id.str());
  }
  return found;
}

TEST(Snapshot, SortsByIdAndFindsById) {
  const Snapshot snapshot({site("b"), site("a"), site("c")});
  EXPECT_EQ(ids(snapshot), (std::vector<std::string>{"a", "b", "c"}));
  ASSERT_NE(snapshot.site(CemsId("b")), nullptr);
  EXPECT_EQ(snapshot.site(CemsId("b"))->id.str(), "b");
  EXPECT_EQ(snapshot.site(CemsId("bb")), nullptr);
  EXPECT_EQ(Snapshot().site(CemsId("a")), nullptr);
}

TEST(Snapshot, WithAddsOrReplacesAndLeavesTheOldOneAlone) {
  const Snapshot before({site("a", "old"), site("c")});
  const auto replaced = before.with(site("a", "new"));
  const auto added = replaced->with(site("b"));
  EXPECT_EQ(before.site(CemsId("a"))->name, "old");
  EXPECT_EQ(replaced->site(CemsId("a"))->name, "new");
  EXPECT_EQ(ids(*replaced), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(ids(*added), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(SnapshotDeathTest, TwoSitesOfOneIdAreOurOwnFault) {
  EXPECT_DEATH(Snapshot({site("a"), site("a")}), "twice");
}

TEST(Catalog, ReaderKeepsItsSnapshotWhileAnotherIsSet) {
  Catalog catalog;
  EXPECT_TRUE(catalog.get()->sites().empty());
  catalog.set(catalog.get()->with(site("a", "1")));
  const auto held = catalog.get();
  catalog.set(held->with(site("a", "2")));
  EXPECT_EQ(held->site(CemsId("a"))->name, "1");
  EXPECT_EQ(catalog.get()->site(CemsId("a"))->name, "2");
}

TEST(Catalog, ReadersOfOtherThreadsSeeWholeSnapshots) {
  Catalog catalog(std::make_shared<const Snapshot>(
      std::vector<std::shared_ptr<const Site>>{site("a", "0"), site("b", "0")}));
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!stop) {
      const auto seen = catalog.get();
      torn += seen->site(CemsId("a"))->name == seen->site(CemsId("b"))->name ? 0 : 1;
    }
  });
  for (int i = 1; i <= 200; ++i) {
    const std::string name = std::to_string(i);
    catalog.set(catalog.get()->with(site("a", name))->with(site("b", name)));
  }
  stop = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace cems::catalog
