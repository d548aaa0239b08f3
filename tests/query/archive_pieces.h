/// Sites made of pieces of an archive, and readings, for the tests of demand, rows and indicators.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fraction.h"
#include "query/statistic.h"
#include "query_site.h"

namespace cems::query {

inline constexpr std::string_view kPowerType = "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0";
inline constexpr std::string_view kEnergyType = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
inline constexpr std::string_view kQuarterType = "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
inline constexpr std::string_view kGasType = "0.0.0.1.1.7.58.0.0.0.0.0.0.0.0.0.42.0";
inline constexpr std::string_view kHeatType = "0.0.0.1.1.12.12.0.0.0.0.0.0.0.0.9.31.0";
inline constexpr std::string_view kWaterType = "0.0.0.1.1.9.58.0.0.0.0.0.0.0.0.0.42.0";

/// A parameter as the archive has it; without a period where `interval` is empty.
inline std::string parameter(std::string_view id, std::string_view type, std::string_view unit,
                             std::string_view interval = "") {
  std::string text = R"({"parameterId":")" + std::string(id) + R"(","name":")" + std::string(id) +
                     R"(","unit":")" + std::string(unit) + R"(","readingTypeId":")" +
                     std::string(type) + "\"";
  if (!interval.empty()) {
    text += R"(,"interval":")" + std::string(interval) + "\"";
  }
  return text + "}";
}

/// A point; `more` are further members with a comma behind each.
inline std::string point(std::string_view id, std::string_view category, std::string_view energy,
                         std::string_view more, const std::vector<std::string>& parameters) {
  std::string text = R"({"pointId":")" + std::string(id) + R"(","name":")" + std::string(id) +
                     R"(","categoryCode":")" + std::string(category) + R"(","energyType":")" +
                     std::string(energy) + "\"," + std::string(more) + R"("parameters":[)";
  for (const std::string& each : parameters) {
    text += (text.back() == '[' ? "" : ",") + each;
  }
  return text + "]}";
}

/// Site S in +08:00 with the root R (class 05, without parameters unless `points` has it), classes
/// 02 > 0201, 05, 10 > 1001, 1002, 20, 21, 22. `cems` and `more` are further members with a comma
/// behind each.
inline std::shared_ptr<const catalog::Site> site_of(const std::vector<std::string>& points,
                                                    std::string_view cems = "",
                                                    std::string_view more = "",
                                                    std::string_view zone = "+08:00") {
  std::string text = R"({"cems":{"cemsId":"S","name":"S",)" + std::string(cems) +
                     R"("rootPointId":"R","timeZone":")" + std::string(zone) + R"("},)" +
                     std::string(more) + R"("categories":[)";
  for (const char* code : {"02", "0201", "05", "10", "1001", "1002", "20", "21", "22"}) {
    text += std::string(text.back() == '[' ? "" : ",") + R"({"categoryCode":")" + code +
            R"(","name":"c"})";
  }
  text += R"(],"points":[)";
  bool has_root = false;
  for (const std::string& each : points) {
    has_root = has_root || each.find(R"("pointId":"R")") != std::string::npos;
    text += (text.back() == '[' ? "" : ",") + each;
  }
  if (!has_root) {
    text += (points.empty() ? "" : ",") + point("R", "05", "01", R"("pointType":0,)", {});
  }
  text += "]}";
  const Result<json::Value> archive = json::parse(text);
  EXPECT_TRUE(archive) << archive.error().message << text;
  const catalog::ArchiveReading reading = catalog::read_archive(*archive, spec::Wire::standard());
  for (const model::Problem& problem : reading.problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return reading.site;
}

inline Decimal number(std::string_view text) {
  return *Decimal::parse(text);
}

inline Reading value(std::string_view time, std::string_view number_text,
                     Quality quality = Quality::valid) {
  return {at(time), number(number_text), quality};
}

/// As it is printed; "null" where it is.
inline std::string print(const Cell& cell) {
  const std::optional<Decimal> printed = cell.printed();
  return printed ? printed->to_string() : "null";
}

inline std::vector<std::string> print(const StatisticRow& row) {
  std::vector<std::string> out;
  for (const Cell& cell : row.cells) {
    out.push_back(print(cell));
  }
  return out;
}

inline TimeRange between(std::string_view begin, std::string_view end) {
  return {at(begin), at(end)};
}

}  // namespace cems::query
