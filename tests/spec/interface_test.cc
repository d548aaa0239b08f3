// The interfaces: names, clauses and titles as the front matter prints them, parameters as the
// dictionary lists them (R3, R7, R8).
#include "spec/interface.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace cems::spec {
namespace {

struct Printed {
  std::string_view clause;
  std::string_view chinese;
  std::string_view name;
};

/// Typed from the table of contents; shares nothing with the data files.
constexpr Printed kPrinted[] = {
    {"7.1", "获取用户端静态数据", "GetCemsStaticData"},
    {"7.2", "获取用户端完整的静态数据", "GetCemsFullStaticData"},
    {"7.3", "获取用户端特定设备类的静态数据", "GetCemsSpecCategoryStaticData"},
    {"7.4", "获取接入点静态数据", "GetPointStaticData"},
    {"7.5", "获取接入点完整的静态数据", "GetPointFullStaticData"},
    {"7.6", "获取接入点特定设备类的静态数据", "GetPointSpecCategoryStaticData"},
    {"8.1", "获取用户端动态实时数据", "GetCemsDynamicData"},
    {"8.2", "获取用户端完整的动态实时数据", "GetCemsFullDynamicData"},
    {"8.3", "获取用户端特定设备类的动态实时数据", "GetCemsSpecCategoryDynamicData"},
    {"8.4", "获取接入点动态实时数据", "GetPointDynamicData"},
    {"8.5", "获取接入点完整的动态实时数据", "GetPointFullDynamicData"},
    {"8.6", "获取接入点特定设备类的动态实时数据", "GetPointSpecCategoryDynamicData"},
    {"9.1", "获取用户端历史数据", "GetCemsHistoricData"},
    {"9.2", "获取用户端完整的历史数据", "GetCemsFullHistoricData"},
    {"9.3", "获取用户端特定设备类的历史数据", "GetCemsSpecCategoryHistoricData"},
    {"9.4", "获取接入点历史数据", "GetPointHistoricData"},
    {"9.5", "获取接入点完整的历史数据", "GetPointFullHistoricData"},
    {"9.6", "获取接入点特定设备类的历史数据", "GetPointSpecCategoryHistoricData"},
    {"10.1", "获取用户端统计数据", "GetCemsStatisticData"},
    {"10.2", "获取用户端完整的统计数据", "GetCemsFullStatisticData"},
    {"10.3", "获取用户端特定设备类的统计数据", "GetCemsSpecCategoryStatisticData"},
    {"10.4", "获取接入点统计数据", "GetPointStatisticData"},
    {"10.5", "获取接入点完整的统计数据", "GetPointFullStatisticData"},
    {"10.6", "获取接入点特定设备类的统计数据", "GetPointSpecCategoryStatisticData"},
};

std::string uses(std::string_view name) {
  const InterfaceInfo* interface = find_interface(name);
  EXPECT_NE(interface, nullptr) << name;
  std::string list;
  for (const ParamUse& use : interface->parameters) {
    list += std::string(info(use.param).name) + (use.required ? "! " : " ");
  }
  return list;
}

TEST(Interfaces, AreThe24PrintedOnesInTheirOrder) {
  std::vector<const InterfaceInfo*> standards;
  for (const InterfaceInfo& interface : all_interfaces()) {
    if (interface.extension.empty()) {
      standards.push_back(&interface);
    }
  }
  ASSERT_GE(standards.size(), std::size(kPrinted));
  for (std::size_t i = 0; i < std::size(kPrinted); ++i) {
    const InterfaceInfo& interface = *standards[i];
    EXPECT_EQ(interface.name, kPrinted[i].name);
    EXPECT_EQ(interface.clause, kPrinted[i].clause);
    EXPECT_EQ(interface.chinese, kPrinted[i].chinese);
    EXPECT_EQ(interface.origin, model::Origin::seed);
  }
}

TEST(Interfaces, AnnexesHaveThreeEachAndSayThatTheyAreInferred) {
  std::map<std::string_view, int> count;
  std::set<std::string_view> ours;  // Beyond the standard.
  for (const InterfaceInfo& interface : all_interfaces()) {
    if (!interface.extension.empty()) {
      ours.insert(interface.name);
    } else if (interface.origin == model::Origin::inferred) {
      ++count[interface.clause];
    }
  }
  EXPECT_EQ(count, (std::map<std::string_view, int>{{"A.3", 3}, {"B.3", 3}}));
  EXPECT_EQ(ours, (std::set<std::string_view>{"CompareDrBaselines", "WatchCemsDynamicData",
                                              "WatchPointDynamicData"}));
  EXPECT_EQ(all_interfaces().size(), 30U + ours.size());
}

TEST(Interfaces, FamilyIsTheClause) {
  const std::map<std::string_view, Family> families = {
      {"7", Family::static_data}, {"8", Family::dynamic}, {"9", Family::historic},
      {"10", Family::statistic},  {"A", Family::dr},      {"B", Family::demand}};
  for (const InterfaceInfo& interface : all_interfaces()) {
    const std::string_view clause = interface.clause.substr(0, interface.clause.find('.'));
    EXPECT_EQ(interface.family, families.at(clause)) << interface.name;
  }
}

TEST(Interfaces, IndexedByIdAndFoundByName) {
  std::size_t index = 0;
  for (const InterfaceInfo& interface : all_interfaces()) {
    EXPECT_EQ(static_cast<std::size_t>(interface.id), index++);
    EXPECT_EQ(&info(interface.id), &interface);
    EXPECT_EQ(find_interface(interface.name), &interface);
    EXPECT_EQ(interface.path, "/cems/v1/" + std::string(interface.name));
  }
  EXPECT_EQ(find_interface("getcemsstaticdata"), nullptr);
  EXPECT_EQ(find_interface(""), nullptr);
}

TEST(Interfaces, TakeTheParametersOfTheDictionary) {
  const std::string filters = "parameterId readingTypeId ";
  const std::string page = "pageNo pageSize cursor ";
  const std::string range = "startTime! endTime! ";
  EXPECT_EQ(uses("GetCemsStaticData"), "cemsId! strict ");
  EXPECT_EQ(uses("GetCemsFullStaticData"), "cemsId! " + page + "strict ");
  EXPECT_EQ(uses("GetCemsSpecCategoryStaticData"),
            "cemsId! categoryCode! includeSub " + page + "strict ");
  EXPECT_EQ(uses("GetPointStaticData"), "cemsId! pointId! strict ");
  EXPECT_EQ(uses("GetPointFullStaticData"), "cemsId! pointId! " + page + "strict ");
  EXPECT_EQ(uses("GetPointSpecCategoryStaticData"),
            "cemsId! pointId! categoryCode! includeSub " + page + "strict ");
  EXPECT_EQ(uses("GetCemsDynamicData"), "cemsId! " + filters + "strict ");
  EXPECT_EQ(uses("GetPointDynamicData"), "cemsId! pointId! " + filters + page + "strict ");
  EXPECT_EQ(uses("GetPointSpecCategoryDynamicData"),
            "cemsId! pointId! categoryCode! " + filters + page + "strict ");
  EXPECT_EQ(uses("GetPointHistoricData"),
            "cemsId! pointId! " + range + "interval order " + filters + page + "strict ");
  EXPECT_EQ(uses("GetCemsSpecCategoryStatisticData"), "cemsId! categoryCode! " + range +
                                                          "period tou aggregate " + filters + page +
                                                          "explain strict ");
  EXPECT_EQ(uses("GetCemsDrStaticData"), "cemsId! strict ");
  EXPECT_EQ(uses("GetCemsDrDynamicData"), "cemsId! eventId strict ");
  EXPECT_EQ(uses("GetCemsDrHistoricData"),
            "cemsId! " + range + "responseType eventStatus eventId includeCurve explain " + page +
                "strict ");
  EXPECT_EQ(uses("GetCemsDemandDynamicData"), "cemsId! pointId strict ");
  EXPECT_EQ(uses("GetCemsDemandHistoricData"),
            "cemsId! " + range + "pointId interval includeCurve explain " + page + "strict ");
}

TEST(Interfaces, RequiredParametersFollowFromTheName) {
  for (const InterfaceInfo& interface : all_interfaces()) {
    const auto required = [&interface](Param param) {
      const ParamUse* use = interface.use_of(param);
      return use != nullptr && use->required;
    };
    EXPECT_TRUE(required(Param::cems_id)) << interface.name;
    EXPECT_EQ(required(Param::point_id),
              interface.name.starts_with("GetPoint") || interface.name.starts_with("WatchPoint"))
        << interface.name;
    EXPECT_EQ(required(Param::category_code),
              interface.name.find("SpecCategory") != std::string_view::npos)
        << interface.name;
    const bool ranged = interface.name.ends_with("HistoricData") ||
                        interface.name.ends_with("StatisticData") ||
                        interface.name == "CompareDrBaselines";
    EXPECT_EQ(required(Param::start_time), ranged) << interface.name;
    EXPECT_EQ(required(Param::end_time), ranged) << interface.name;
    EXPECT_EQ(interface.use_of(Param::page_no) != nullptr,
              interface.page_unit != model::Model::none)
        << interface.name;
  }
}

// Dictionary R3: default 100, at most 1000; historic counts readings: 1000, at most 100000.
TEST(Interfaces, PageSizesAreThoseOfTheFamily) {
  const ParamUse* static_size = find_interface("GetCemsFullStaticData")->use_of(Param::page_size);
  EXPECT_EQ(static_size->default_value, "100");
  EXPECT_EQ(static_size->max, 1000);
  const ParamUse* historic_size = find_interface("GetPointHistoricData")->use_of(Param::page_size);
  EXPECT_EQ(historic_size->default_value, "1000");
  EXPECT_EQ(historic_size->max, 100'000);
  EXPECT_EQ(find_interface("GetPointHistoricData")->page_unit, model::Model::reading);
}

TEST(Interfaces, OurOwnParametersAreMarkedAsExtensions) {
  std::set<std::string> extensions;
  for (const InterfaceInfo& interface : all_interfaces()) {
    for (const ParamUse& use : interface.parameters) {
      if (!use.extension.empty()) {
        extensions.insert(std::string(use.extension) + ' ' + std::string(info(use.param).name));
      }
    }
  }
  EXPECT_EQ(extensions, (std::set<std::string>{"X1 explain", "X2 since", "X4 cursor"}));
}

TEST(Interfaces, AnswerTheModelOfTheirFamily) {
  EXPECT_EQ(find_interface("GetPointStaticData")->response, model::Model::static_data);
  EXPECT_EQ(find_interface("GetPointDynamicData")->response, model::Model::dynamic_data);
  EXPECT_EQ(find_interface("GetPointHistoricData")->response, model::Model::historic_data);
  EXPECT_EQ(find_interface("GetPointStatisticData")->response, model::Model::statistic_data);
  EXPECT_EQ(find_interface("GetCemsDrHistoricData")->response, model::Model::dr_historic_data);
}

TEST(Params, IndexedAndDescribed) {
  std::size_t index = 0;
  for (const ParamInfo& param : all_params()) {
    EXPECT_EQ(static_cast<std::size_t>(param.param), index++);
    EXPECT_FALSE(param.english.empty());
    EXPECT_FALSE(param.chinese.empty());
    EXPECT_GE(param.chars_max, 1);
  }
  EXPECT_EQ(info(Param::include_sub).default_value, "true");
  EXPECT_EQ(info(Param::order).default_value, "asc");
  EXPECT_TRUE(info(Param::parameter_id).list);
  EXPECT_EQ(info(Param::tou).max, 5);
}

TEST(Scopes, AreTheSixFamiliesAndTwoMore) {
  for (const Scope scope : all_scopes()) {
    EXPECT_EQ(scope_named(name(scope)), scope);
  }
  EXPECT_EQ(name(scope_of(Family::static_data)), "static");
  EXPECT_EQ(name(scope_of(Family::demand)), "demand");
  EXPECT_EQ(name(Family::historic), "historic");
  EXPECT_EQ(scope_named("static_data"), std::nullopt);
  EXPECT_EQ(all_scopes().size(), kScopes);
}

}  // namespace
}  // namespace cems::spec
