// Where points and sums stand in dynamic and historic answers of all six extents, and cursors.
#include "service_fixture.h"

namespace cems::api {
namespace {

constexpr std::string_view kPlant = R"({
  "cems":{"cemsId":"S3","name":"园","rootPointId":"R","timeZone":"+08:00"},
  "categories":[{"categoryCode":"02","name":"空调"},{"categoryCode":"0201","name":"冷站"},
                {"categoryCode":"05","name":"供电"}],
  "points":[
   {"pointId":"R","name":"总","categoryCode":"05","energyType":"01","parameters":[
     {"parameterId":"P","name":"功率","unit":"kW","interval":"PT1M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]},
   {"pointId":"A","name":"冷站","categoryCode":"0201","energyType":"01","parentPointId":"R",
    "parameters":[{"parameterId":"P","name":"功率","unit":"kW","interval":"PT1M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]},
   {"pointId":"B","name":"末端","categoryCode":"02","energyType":"01","parentPointId":"R",
    "parameters":[{"parameterId":"P","name":"功率","unit":"kW","interval":"PT1M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]},
   {"pointId":"C","name":"冷机","categoryCode":"0201","energyType":"01","parentPointId":"A",
    "parameters":[{"parameterId":"P","name":"功率","unit":"kW","interval":"PT1M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}]}]})";

class Places : public ServiceTest {
 protected:
  Places() {
    put_site(kPlant);
    catalog_.set(*archives_->load());
    keep("R", 29, "100");
    keep("A", 29, "20.5");
    keep("B", 28, "7");
    keep("C", 29, "15");
  }

  void keep(std::string_view point, int minute, std::string_view value) {
    const SeriesId id = *store_->intern({CemsId("S3"), PointId(point), ParameterId("P")});
    const TimeMs t = *parse_time("2024-07-18T14:00:00+08:00", Zone()) + minute * kMsPerMinute;
    ASSERT_TRUE(store_->commit(std::vector{store::SeriesReading{id, {t, *Decimal::parse(value)}}},
                               clock_.now()));
  }

  [[nodiscard]] std::string ask(std::string_view interface, std::string_view more) {
    const Answer answer = get(fmt::format("/cems/v1/{}?cemsId=S3&{}", interface, more), all_);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? answer.data() : answer.body;
  }

  /// The data without everything but structure, ids and values: what these tests speak about.
  [[nodiscard]] std::string places(std::string_view interface, std::string_view more) {
    const Result<json::Value> data = json::parse(ask(interface, more));
    const json::Value* list = data->find("categories");
    return list != nullptr ? of_classes(*list) : of_points(*data->find("points"));
  }

  static std::string of_classes(const json::Value& list) {
    std::string out;
    for (const json::Value& one : list.items) {
      out += one.find("categoryCode")->text + "{";
      if (const json::Value* sums = one.find("parameters")) {
        out += of_parameters(*sums) + ";";
      }
      if (const json::Value* points = one.find("points")) {
        out += of_points(*points);
      }
      if (const json::Value* below = one.find("categories")) {
        out += of_classes(*below);
      }
      out += "}";
    }
    return out;
  }

  static std::string of_points(const json::Value& list) {
    std::string out;
    for (const json::Value& one : list.items) {
      out += one.find("pointId")->text + "(" + of_parameters(*one.find("parameters")) + ")";
    }
    return out;
  }

  static std::string of_parameters(const json::Value& list) {
    std::string out;
    for (const json::Value& one : list.items) {
      for (const json::Value& reading : one.find("readings")->items) {
        const json::Value* quality = reading.find("quality");
        out += (out.empty() ? "" : " ") + reading.find("value")->text +
               (quality == nullptr ? "" : "q" + quality->text);
      }
    }
    return out;
  }
};

TEST_F(Places, DynamicOfTheSiteIsItsRoot) {  // 8.1
  EXPECT_EQ(places("GetCemsDynamicData", ""), "R(100)");
}

TEST_F(Places, FullDynamicNestsClassesAndSumsThemOnce) {  // 8.2; Z "double counting parents"
  EXPECT_EQ(places("GetCemsFullDynamicData", ""),
            "02{27.5;B(7)0201{20.5;A(20.5)C(15)}}05{100;R(100)}")
      << "C is below A: its power is in A's already";
}

TEST_F(Places, SumsStandOnTheFirstPageAndParentsOnEach) {  // S "Paging"
  EXPECT_EQ(places("GetCemsFullDynamicData", "pageSize=1"), "02{27.5;0201{20.5;A(20.5)}}05{100;}");
  EXPECT_EQ(places("GetCemsFullDynamicData", "pageSize=1&pageNo=4"), "05{R(100)}");
}

TEST_F(Places, AClassIsFlatWithItsSubclassesOrWithout) {  // 8.3 includeSub
  EXPECT_EQ(places("GetCemsSpecCategoryDynamicData", "categoryCode=02"),
            "02{27.5;A(20.5)B(7)C(15)}");
  EXPECT_EQ(places("GetCemsSpecCategoryDynamicData", "categoryCode=02&includeSub=false"),
            "02{7;B(7)}");
}

TEST_F(Places, TheOldestTimeAndMixedQualityOfASumAreSaid) {  // S "Category aggregates"
  EXPECT_NE(ask("GetCemsSpecCategoryDynamicData", "categoryCode=02")
                .find(R"({"timeStamp":"2024-07-18T14:28:00+08:00","value":27.5})"),
            std::string::npos);
  clock_.set(clock_.now() + 5 * kMsPerMinute);  // B's value is stale then, A's is not yet.
  keep("A", 34, "20.5");
  EXPECT_EQ(places("GetCemsSpecCategoryDynamicData", "categoryCode=02").substr(0, 12),
            "02{27.5q13;A");
}

TEST_F(Places, PointsBelowAPointAreFlatAndById) {  // 8.5, 8.6
  EXPECT_EQ(places("GetPointFullDynamicData", "pointId=A"), "A(20.5)C(15)");
  EXPECT_EQ(places("GetPointSpecCategoryDynamicData", "pointId=R&categoryCode=02"),
            "A(20.5)B(7)C(15)");
}

constexpr std::string_view kDay = "startTime=2024-07-18&endTime=2024-07-19";

TEST_F(Places, HistoricHasTheSameSixLayouts) {  // 9.1 to 9.6
  const auto with = [](std::string_view more) { return std::string(kDay) + std::string(more); };
  EXPECT_EQ(places("GetCemsHistoricData", kDay), "R(100)");
  EXPECT_EQ(places("GetCemsFullHistoricData", kDay), "02{B(7)0201{A(20.5)C(15)}}05{R(100)}");
  EXPECT_EQ(places("GetCemsSpecCategoryHistoricData", with("&categoryCode=0201")),
            "0201{A(20.5)C(15)}");
  EXPECT_EQ(places("GetPointFullHistoricData", with("&pointId=A")), "A(20.5)C(15)");
  EXPECT_EQ(places("GetPointSpecCategoryHistoricData", with("&pointId=A&categoryCode=02")),
            "A(20.5)C(15)");
  EXPECT_EQ(places("GetCemsFullHistoricData", with("&pageSize=3&pageNo=2")), "05{R(100)}")
      << "rows are cut by point id, whatever their class";
}

/// The pages that a cursor leads through, joined.
TEST_F(Places, CursorPagesDoNotShiftWhenReadingsArrive) {  // X4
  for (int minute = 0; minute < 10; ++minute) {
    keep("A", minute, std::to_string(minute));
  }
  std::string joined;
  std::string next;
  for (int page = 1; page < 20; ++page) {
    const std::string data =
        ask("GetPointFullHistoricData",
            fmt::format("pointId=A&{}&pageSize=2{}", kDay, next.empty() ? "" : "&cursor=" + next));
    const Result<json::Value> json = json::parse(data);
    joined += of_points(*json->find("points"));
    EXPECT_EQ(json->find("page")->find("pageNo")->text, std::to_string(page));
    const json::Value* cursor = json->find("page")->find("next");
    keep("A", -page, "999");  // Before everything that was answered.
    if (cursor == nullptr) {
      break;
    }
    next = cursor->text;
  }
  EXPECT_EQ(joined, "A(0 1)A(2 3)A(4 5)A(6 7)A(8 9)A(20.5)C(15)");
}

TEST_F(Places, ACursorIsGoodForItsOwnQuestionOnly) {
  const Result<json::Value> first = json::parse(ask("GetCemsFullDynamicData", "pageSize=1"));
  const std::string next = first->find("page")->find("next")->text;
  EXPECT_EQ(places("GetCemsFullDynamicData", "pageSize=2&cursor=" + next), "02{B(7)0201{C(15)}}");
  const auto code = [&](std::string_view target) { return get(target, all_).code(); };
  EXPECT_EQ(code("/cems/v1/GetCemsFullDynamicData?cemsId=S1&cursor=" + next), "40002");
  EXPECT_EQ(code("/cems/v1/GetCemsFullStaticData?cemsId=S3&cursor=" + next), "40002");
  EXPECT_EQ(code("/cems/v1/GetCemsFullDynamicData?cemsId=S3&cursor=bm9uc2Vuc2U"), "40002");
  EXPECT_EQ(code("/cems/v1/GetCemsFullDynamicData?cemsId=S3&pageNo=2&cursor=" + next), "40002");
}

TEST_F(Places, StaticPagesHaveCursorsToo) {  // 7.2, 7.5
  for (const std::string_view question :
       {"GetCemsFullStaticData?cemsId=S3", "GetPointFullStaticData?cemsId=S3&pointId=R",
        "GetCemsSpecCategoryStaticData?cemsId=S3&categoryCode=02",
        "GetPointSpecCategoryStaticData?cemsId=S3&categoryCode=02&pointId=R"}) {
    const Answer one = get(fmt::format("/cems/v1/{}&pageSize=2", question), all_);
    const std::string next = one.json.find("data")->find("page")->find("next")->text;
    const Answer two = get(fmt::format("/cems/v1/{}&pageSize=2&cursor={}", question, next), all_);
    const Answer same = get(fmt::format("/cems/v1/{}&pageSize=2&pageNo=2", question), all_);
    EXPECT_EQ(two.data(), same.data()) << question;
  }
}

TEST_F(Places, AFilteredPageListsOnlyWhatHasTheParameter) {  // S "Paging"
  EXPECT_EQ(get("/cems/v1/GetCemsFullDynamicData?cemsId=S3&parameterId=X", all_).code(), "40405");
  EXPECT_EQ(
      places("GetCemsFullDynamicData", "readingTypeId=0.0.0.12.0.1.54.0.0.0.0.0.0.0.129.0.29.0"),
      "");
}

}  // namespace
}  // namespace cems::api
