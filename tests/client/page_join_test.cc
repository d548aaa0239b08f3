// Joining pages: any way of cutting an answer into pages joins to the same whole (dictionary S
// "Paging" and "Nesting").
#include "client/page_join.h"

#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cems::client {
namespace {

using json::Value;
using model::Model;

Value parsed(std::string_view text) {
  Result<Value> value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : Value();
}

std::string text(const Value& value) {
  std::string out;
  json::write(out, value);
  return out;
}

std::string join(Model response, const std::vector<std::string>& pages) {
  PageJoin join(response, spec::Wire::standard());
  for (const std::string& page : pages) {
    join.add(parsed(page));
  }
  return text(join.take());
}

std::mt19937_64 seeded() {
  const char* const given = std::getenv("CEMS_SEED");
  const std::uint64_t seed = given == nullptr ? 20260 : std::strtoull(given, nullptr, 10);
  std::cout << "CEMS_SEED=" << seed << '\n';
  return std::mt19937_64(seed);
}

TEST(PageJoin, AppendsReadingsAndKeepsTheirDigits) {
  EXPECT_EQ(
      join(Model::historic_data,
           {R"({"cems":{"cemsId":"X","name":"n"},"points":[{"pointId":"A","parameters":[
             {"parameterId":"P","unit":"kW","readings":[{"timeStamp":"t1","value":0.0035999998450279236}]}]}],
             "dataCount":{"total":4},"page":{"pageNo":1,"pageSize":2,"totalPages":2,"hasNext":true,"next":"c"}})",
            R"({"cems":{"cemsId":"X","name":"n"},"points":[{"pointId":"A","parameters":[
             {"parameterId":"P","unit":"kW","readings":[{"timeStamp":"t2","value":1.50}]},
             {"parameterId":"Q","unit":"kvar","readings":[{"timeStamp":"t1","value":null}]}]},
             {"pointId":"B","parameters":[{"parameterId":"P","unit":"kW","readings":[{"timeStamp":"t1","value":1E2}]}]}],
             "dataCount":{"total":4},"page":{"pageNo":2,"pageSize":2,"totalPages":2,"hasNext":false}})"}),
      R"({"cems":{"cemsId":"X","name":"n"},"points":[{"pointId":"A","parameters":[)"
      R"({"parameterId":"P","unit":"kW","readings":[{"timeStamp":"t1","value":0.0035999998450279236},{"timeStamp":"t2","value":1.50}]},)"
      R"({"parameterId":"Q","unit":"kvar","readings":[{"timeStamp":"t1","value":null}]}]},)"
      R"({"pointId":"B","parameters":[{"parameterId":"P","unit":"kW","readings":[{"timeStamp":"t1","value":1E2}]}]}],)"
      R"("dataCount":{"total":4},"page":{"pageNo":1,"pageSize":4,"totalPages":1,"hasNext":false}})");
}

TEST(PageJoin, RepeatedParentsAreNotRepeatedNorTheirLists) {
  const std::string one =
      R"({"points":[{"pointId":"R","name":"root","extension":{"tags":[{"a":1}]},"parameters":[],"points":[{"pointId":"A","parameters":[]}]}],"page":{"pageNo":1,"pageSize":1,"totalPages":2,"hasNext":true},"dataCount":{"total":2}})";
  const std::string two =
      R"({"points":[{"pointId":"R","name":"root","extension":{"tags":[{"a":1}]},"points":[{"pointId":"B","parameters":[]}]}],"page":{"pageNo":2,"pageSize":1,"totalPages":2,"hasNext":false},"dataCount":{"total":2}})";
  EXPECT_EQ(
      join(Model::static_data, {one, two}),
      R"({"points":[{"pointId":"R","name":"root","extension":{"tags":[{"a":1}]},"parameters":[],"points":[{"pointId":"A","parameters":[]},{"pointId":"B","parameters":[]}]}],"page":{"pageNo":1,"pageSize":2,"totalPages":1,"hasNext":false},"dataCount":{"total":2}})");
}

TEST(PageJoin, StatisticRowsDifferByPointClassAggregateAndParameter) {
  const auto row = [](const std::string& point, int tou, const std::string& aggregate,
                      const std::string& parameter) {
    return R"({"pointId":")" + point + R"(","tou":)" + std::to_string(tou) + R"(,"aggregate":")" +
           aggregate + R"(","parameter":{"parameterId":")" + parameter +
           R"(","unit":"1","readings":[{"timeStamp":"t","value":1}]}})";
  };
  const std::string rest =
      R"(],"dataCount":{"total":5},"page":{"pageNo":1,"pageSize":5,"totalPages":1,"hasNext":false}})";
  const std::vector<std::string> rows = {row("A", 0, "sum", "EPI"), row("A", 1, "sum", "EPI"),
                                         row("A", 0, "max", "EPI"), row("A", 0, "sum", "P"),
                                         row("B", 0, "sum", "EPI")};
  std::string whole = R"({"points":[)";
  std::vector<std::string> pages;
  for (const std::string& r : rows) {
    whole += (pages.empty() ? "" : ",") + r;
    pages.push_back(R"({"points":[)" + r + rest);
  }
  EXPECT_EQ(join(Model::statistic_data, pages), whole + rest);
}

TEST(PageJoin, ClassesAndTheirMembersStandInOrderWhereverTheyCome) {
  const std::string page =
      R"("page":{"pageNo":1,"pageSize":2,"totalPages":1,"hasNext":false},"dataCount":{"total":2}})";
  EXPECT_EQ(
      join(
          Model::static_data,
          {R"({"categories":[{"categoryCode":"02","name":"b","points":[{"pointId":"A"}]},{"categoryCode":"04","name":"d"}],)" +
               page,
           R"({"categories":[{"categoryCode":"03","name":"c","points":[{"pointId":"B"}]},{"categoryCode":"04","name":"d","categories":[{"categoryCode":"0401"}],"extension":{}}],)" +
               page}),
      R"({"categories":[{"categoryCode":"02","name":"b","points":[{"pointId":"A"}]},{"categoryCode":"03","name":"c","points":[{"pointId":"B"}]},{"categoryCode":"04","name":"d","categories":[{"categoryCode":"0401"}],"extension":{}}],)" +
          page);
}

TEST(PageJoin, AnEmptyAnswerHasNoPages) {
  EXPECT_EQ(
      join(
          Model::historic_data,
          {R"({"points":[],"dataCount":{"total":0},"page":{"pageNo":1,"pageSize":9,"totalPages":0,"hasNext":false}})"}),
      R"({"points":[],"dataCount":{"total":0},"page":{"pageNo":1,"pageSize":1,"totalPages":0,"hasNext":false}})");
}

// --- cutting a random answer -------------------------------------------------------------------

// A tree of classes, points, parameters and readings, as nested text, of which only the rows
// [begin, end) are written, each under its parents: what a server does, in the test's own words.
class RandomAnswer {
 public:
  explicit RandomAnswer(std::mt19937_64& random) {
    for (std::size_t c = random() % 4; c > 0; --c) {
      Class made;
      for (std::size_t p = random() % 4; p > 0; --p) {
        std::vector<std::size_t> parameters;
        for (std::size_t n = random() % 4; n > 0; --n) {
          parameters.push_back(1 + random() % 5);
          total += parameters.back();
        }
        made.points.push_back(parameters);
      }
      classes_.push_back(made);
    }
  }

  std::string page(std::size_t begin, std::size_t end, const std::string& page_member) const {
    std::size_t row = 0;
    std::string classes;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      std::string points;
      for (std::size_t p = 0; p < classes_[c].points.size(); ++p) {
        const std::string parameters = parameters_of(classes_[c].points[p], begin, end, row);
        if (!parameters.empty()) {
          points += comma(points) + R"({"pointId":"P)" + std::to_string(p) + R"(","parameters":[)" +
                    parameters + "]}";
        }
      }
      // The class's own sums stand on the first page, two of them with one id.
      const std::string sums =
          begin == 0
              ? R"("parameters":[{"parameterId":"S","unit":"kWh","readings":[]},{"parameterId":"S","unit":"GJ","readings":[]}])"
              : "";
      if (!points.empty() || !sums.empty()) {
        classes += comma(classes) + R"({"categoryCode":"0)" + std::to_string(c) + '"' +
                   (sums.empty() ? "" : "," + sums) +
                   (points.empty() ? "" : R"(,"points":[)" + points + "]") + "}";
      }
    }
    return R"({"categories":[)" + classes + R"(],"dataCount":{"total":)" + std::to_string(total) +
           R"(},"page":)" + page_member + "}";
  }

  std::size_t total = 0;

 private:
  struct Class {
    std::vector<std::vector<std::size_t>> points;
  };

  static std::string comma(const std::string& before) { return before.empty() ? "" : ","; }

  static std::string parameters_of(const std::vector<std::size_t>& counts, std::size_t begin,
                                   std::size_t end, std::size_t& row) {
    std::string out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      std::string readings;
      for (std::size_t n = 0; n < counts[i]; ++n, ++row) {
        if (begin <= row && row < end) {
          readings += comma(readings) + R"({"value":)" + std::to_string(row) + ".50}";
        }
      }
      if (!readings.empty()) {
        out += comma(out) + R"({"parameterId":"Q)" + std::to_string(i) + R"(","readings":[)" +
               readings + "]}";
      }
    }
    return out;
  }

  std::vector<Class> classes_;
};

TEST(PageJoin, AnyCuttingOfARandomAnswerJoinsToTheWhole) {
  std::mt19937_64 random = seeded();
  for (int round = 0; round < 200; ++round) {
    const RandomAnswer answer(random);
    const std::string pages = answer.total == 0 ? "0" : "1";
    const std::string whole = answer.page(
        0, answer.total,
        R"({"pageNo":1,"pageSize":)" + std::to_string(std::max<std::size_t>(answer.total, 1)) +
            R"(,"totalPages":)" + pages + R"(,"hasNext":false})");
    const std::size_t size = 1 + random() % 9;
    std::vector<std::string> cut;
    for (std::size_t begin = 0; begin == 0 || begin < answer.total; begin += size) {
      cut.push_back(answer.page(begin, begin + size,
                                R"({"pageNo":7,"pageSize":3,"totalPages":9,"hasNext":true})"));
    }
    EXPECT_EQ(join(Model::historic_data, cut), whole) << "page size " << size;
  }
}

}  // namespace
}  // namespace cems::client
