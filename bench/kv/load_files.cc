// Writes the registers as an archive and a CSV file.
#include "bench/kv/load_files.h"

#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "base/zone.h"

namespace cems::bench {
namespace {

bool write_archive(const std::filesystem::path& path, const Shape& shape) {
  std::ofstream out(path);
  out << fmt::format(
             R"({{"cems":{{"cemsId":"{}","name":"bench","rootPointId":"{}","timeZone":"+08:00"}},)",
             kSite, point_id(0))
      << R"("categories":[{"categoryCode":"01","name":"light"}],"points":[)";
  for (int point = 0; point < shape.points; ++point) {
    out << (point == 0 ? "" : ",")
        << fmt::format(
               R"({{"pointId":"{}","name":"register","categoryCode":"01",{})"
               R"("energyType":"01","parameters":[{{"parameterId":"{}",)"
               R"("name":"register","unit":"kWh","interval":"PT1M","decimals":2,)"
               R"("readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}}]}})",
               point_id(point),
               point == 0 ? std::string() : fmt::format(R"("parentPointId":"{}",)", point_id(0)),
               kParameter);
  }
  out << "]}\n";
  return static_cast<bool>(out.flush());
}

}  // namespace

std::string point_id(int point) {
  return fmt::format("P{:03}", point);
}

bool write_load_files(const std::filesystem::path& folder, const Shape& shape) {
  if (!write_archive(folder / "archive.json", shape)) return false;
  std::ofstream out(folder / "readings.csv");
  out << "cemsId,pointId,parameterId,timeStamp,value\n";
  const Zone zone = Zone::fixed(8 * 60);
  Registers registers(shape);
  std::vector<RegisterReading> minutes;
  std::string lines;
  for (;;) {
    registers.next(std::int64_t{60} * shape.points, minutes);
    if (minutes.empty()) break;
    lines.clear();
    for (const RegisterReading& r : minutes) {
      fmt::format_to(std::back_inserter(lines), "{},{},{},{},{}.{:02}\n", kSite, point_id(r.point),
                     kParameter, format_time(r.at, zone), r.hundredths / 100, r.hundredths % 100);
    }
    out << lines;
  }
  return static_cast<bool>(out.flush());
}

}  // namespace cems::bench
