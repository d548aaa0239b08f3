// Random trees of points and classes, written in random layouts: the layout never matters, and the
// Site says of every point what the generator knows. Seed: CEMS_SEED, else fixed.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "spec/code_tables.h"
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using Random = std::mt19937;

unsigned seed() {
  const char* given = std::getenv("CEMS_SEED");
  return given == nullptr ? 20240718U : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

struct PointFact {
  std::string id;
  std::string code;
  int parent = -1;  ///< Index of a point before it.
};

struct SiteFact {
  std::vector<std::string> codes;
  std::vector<PointFact> points;  ///< The first is the root.
};

SiteFact random_site(Random& random) {
  SiteFact site;
  for (const spec::CategoryEntry& entry : spec::categories()) {
    if (random() % 2 == 0) {
      site.codes.emplace_back(entry.code);
    }
  }
  if (site.codes.empty()) {
    site.codes.emplace_back("05");
  }
  const int count = 1 + static_cast<int>(random() % 30);
  for (int i = 0; i < count; ++i) {
    PointFact point;
    point.id = "P" + std::to_string(random() % 10) + "-" + std::to_string(i);
    point.code = site.codes[random() % site.codes.size()];
    point.parent =
        i == 0 || random() % 4 == 0 ? -1 : static_cast<int>(random() % static_cast<unsigned>(i));
    point.parent = point.parent < 0 && i > 0 && random() % 2 == 0 ? 0 : point.parent;
    site.points.push_back(point);
  }
  return site;
}

std::string parent_code(const SiteFact& site, const std::string& code) {
  const spec::CategoryEntry* entry = spec::find_category(code);
  const bool is_declared =
      std::find(site.codes.begin(), site.codes.end(), entry->parent) != site.codes.end();
  return is_declared ? std::string(entry->parent) : "";
}

/// Writes a site, deciding at every object anew where it stands and what it says of itself.
class LayoutWriter {
 public:
  LayoutWriter(const SiteFact& site, Random& random) : site_(site), random_(random) {}

  json::Value write() {
    place_points();
    json::Value cems = json::Value::object();
    put(cems, "cemsId", "S");
    put(cems, "name", "site");
    put(cems, "rootPointId", site_.points[0].id);
    json::Value archive = json::Value::object();
    json::Value categories = json::Value::array();
    for (const std::string& code : site_.codes) {
      if (parent_code(site_, code).empty() || !nested_codes_.contains(code)) {
        categories.items.push_back(category(code));
      }
    }
    shuffle(categories.items);
    shuffle(top_.items);
    put(coin() ? archive : cems, "categories", std::move(categories));
    put(coin() ? archive : cems, "points", std::move(top_));
    put(archive, "cems", std::move(cems));
    shuffle(archive.members);
    return archive;
  }

 private:
  bool coin() { return random_() % 2 == 0; }

  template <class List>
  void shuffle(List& list) {
    std::shuffle(list.begin(), list.end(), random_);
  }

  static void put(json::Value& object, const char* name, const std::string& text) {
    object.members.push_back({name, json::Value::string(text)});
  }

  static void put(json::Value& object, const char* name, json::Value value) {
    object.members.push_back({name, std::move(value)});
  }

  /// From the last to the first, because a point's children come after it.
  void place_points() {
    for (const std::string& code : site_.codes) {
      if (coin()) {
        nested_codes_.insert(code);
      }
    }
    std::vector<json::Value> nested(site_.points.size(), json::Value::array());
    for (std::size_t i = site_.points.size(); i-- > 0;) {
      const PointFact& fact = site_.points[i];
      const bool has_parent = fact.parent >= 0;
      const auto parent = static_cast<std::size_t>(std::max(fact.parent, 0));
      const auto place = random_() % 3;  // 0 top, 1 in its class, 2 in its parent.
      json::Value point = json::Value::object();
      put(point, "pointId", fact.id);
      put(point, "name", "n");
      put(point, "energyType", "01");
      const bool in_parent = has_parent && place == 2;
      const bool inherits_code =
          place == 1 || (in_parent && site_.points[parent].code == fact.code);
      if (!inherits_code || coin()) {
        put(point, "categoryCode", fact.code);
      }
      if (has_parent && (!in_parent || coin())) {
        put(point, "parentPointId", site_.points[parent].id);
      }
      if (!has_parent && coin()) {
        put(point, "parentPointId", json::Value());
      }
      if (coin()) {
        put(point, "cemsId", "S");
      }
      shuffle(nested[i].items);
      put(point, "points", std::move(nested[i]));
      shuffle(point.members);
      auto& list = in_parent ? nested[parent] : place == 1 ? in_class_[fact.code] : top_;
      list.items.push_back(std::move(point));
    }
  }

  json::Value category(const std::string& code) {
    json::Value object = json::Value::object();
    put(object, "categoryCode", code);
    put(object, "name", "n");
    const std::string parent = parent_code(site_, code);
    if (!parent.empty() && coin()) {
      put(object, "parentCode", parent);
    }
    json::Value inner = json::Value::array();
    for (const std::string& other : site_.codes) {
      if (parent_code(site_, other) == code && nested_codes_.contains(other)) {
        inner.items.push_back(category(other));
      }
    }
    put(object, "categories", std::move(inner));
    json::Value points = json::Value::array();
    points.items = in_class_[code].items;
    put(object, "points", std::move(points));
    shuffle(object.members);
    return object;
  }

  const SiteFact& site_;
  Random& random_;
  std::set<std::string> nested_codes_;  ///< Classes written inside their parents.
  std::map<std::string, json::Value> in_class_;
  json::Value top_ = json::Value::array();
};

void expect_facts(const Site& site, const SiteFact& facts) {
  ASSERT_EQ(site.points.size(), facts.points.size());
  ASSERT_EQ(site.categories.size(), facts.codes.size());
  for (const PointFact& fact : facts.points) {
    const Point* point = site.point(PointId(fact.id));
    ASSERT_NE(point, nullptr);
    EXPECT_EQ(point->category->code.str(), fact.code);
    const std::string parent =
        fact.parent < 0 ? "" : facts.points[static_cast<std::size_t>(fact.parent)].id;
    EXPECT_EQ(point->parent == nullptr ? "" : point->parent->id.str(), parent);
  }
  for (const std::string& code : facts.codes) {
    const Category* category = site.category(CategoryCode(code));
    ASSERT_NE(category, nullptr);
    EXPECT_EQ(category->parent == nullptr ? "" : category->parent->code.str(),
              parent_code(facts, code));
    // By the code's digits, which no pointer of the site had a part in.
    const auto below =
        std::count_if(facts.points.begin(), facts.points.end(), [&](const PointFact& fact) {
          return fact.code == code || parent_code(facts, fact.code) == code;
        });
    EXPECT_EQ(category->points_below, static_cast<std::size_t>(below));
  }
}

TEST(ArchiveRandom, LayoutNeverMatters) {
  const unsigned first = seed();
  for (unsigned round = 0; round < 120; ++round) {
    SCOPED_TRACE("CEMS_SEED=" + std::to_string(first + round));
    Random random(first + round);
    const SiteFact facts = random_site(random);
    std::string expected;
    for (int layout = 0; layout < 4; ++layout) {
      const json::Value archive = LayoutWriter(facts, random).write();
      const ArchiveReading reading = read(archive);
      ASSERT_NE(reading.site, nullptr) << lines(reading.problems) << written(archive);
      if (layout == 0) {
        expect_facts(*reading.site, facts);
        expected = describe(*reading.site);
      }
      ASSERT_EQ(describe(*reading.site), expected) << written(archive);
    }
  }
}

/// An archive of that many points, a binary tree of them.
std::string tree_of(int points) {
  std::string text = R"({"cems":{"cemsId":"S","name":"n","rootPointId":"P0"},)"
                     R"("categories":[{"categoryCode":"05","name":"c"}],"points":[)";
  for (int i = 0; i < points; ++i) {
    const std::string id = std::to_string(i);
    text += i == 0 ? "" : ",";
    text += R"({"pointId":"P)" + id + R"(","name":"n","categoryCode":"05","energyType":"01",)";
    text += i == 0 ? "" : R"("parentPointId":"P)" + std::to_string(i / 2) + R"(",)";
    text += R"("parameters":[{"parameterId":"P","name":"p","unit":"kW","interval":"PT1M",)"
            R"("readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]})";
  }
  return text + "]}";
}

/// CPU time of reading it, the shortest of three: other work on the machine counts little.
std::clock_t time_of(int points) {
  const json::Value archive = parsed(tree_of(points));
  std::clock_t shortest = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 3; ++i) {
    const std::clock_t begin = std::clock();
    const ArchiveReading reading = read(archive);
    shortest = std::min(shortest, std::clock() - begin);
    EXPECT_NE(reading.site, nullptr);
    EXPECT_EQ(reading.site->points.size(), static_cast<std::size_t>(points));
  }
  return shortest;
}

// Eight times the points would take 64 times as long where each looked at all others.
TEST(ArchiveRandom, TimeGrowsWithThePointsAndNotWithTheirSquare) {
  EXPECT_LT(time_of(8'000), 3 * 8 * time_of(1'000));
}

}  // namespace
}  // namespace cems::catalog
