/// The site that the tests of this module load readings into, and the store they go to.
///
/// SITE-1 in the given zone has point T1 with parameters P and OT; SITE-2 in +08:00 has T1 with P.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/time.h"
#include "base/zone.h"
#include "catalog/site.h"
#include "catalog/snapshot.h"
#include "ingest/csv_load.h"
#include "store/memory/memory_store.h"

namespace cems::ingest {

inline std::shared_ptr<const catalog::Site> make_site(std::string_view id, std::string_view zone,
                                                      std::vector<std::string> parameters,
                                                      std::optional<Duration> retention = {}) {
  auto point = std::make_unique<catalog::Point>();
  point->id = PointId("T1");
  for (const std::string& name : parameters) {
    catalog::Parameter parameter;
    parameter.id = ParameterId(name);
    point->parameters.push_back(std::move(parameter));
  }
  auto site = std::make_shared<catalog::Site>();
  site->id = CemsId(id);
  site->zone = *Zone::parse(zone);
  site->retention = retention;
  site->root = point.get();
  site->points.push_back(std::move(point));
  return site;
}

inline std::shared_ptr<const catalog::Snapshot> make_sites(std::string_view zone = "+08:00") {
  return std::make_shared<catalog::Snapshot>(std::vector<std::shared_ptr<const catalog::Site>>{
      make_site("SITE-1", zone, {"OT", "P"}), make_site("SITE-2", "+08:00", {"P"})});
}

/// Long after every reading of the tests that is not about the future.
inline const TimeMs kNow = *parse_time("2024-07-18T14:30:00+08:00", Zone());

/// A store and what has been said about rejected rows, as `line column: reason`.
class Loading {
 public:
  explicit Loading(std::string_view zone = "+08:00") : sites(make_sites(zone)) {}

  Result<LoadReport> load(std::string_view bytes, std::optional<WideForm> wide = std::nullopt,
                          std::optional<Zone> zone_for_times = std::nullopt) {
    return load({.wide = std::move(wide), .zone = std::move(zone_for_times), .now = kNow}, bytes);
  }

  Result<LoadReport> load(CsvLoadOptions options, std::string_view bytes) {
    CsvLoad csv(std::move(options), sites, store.get(), on_rejected());
    if (const Status fed = csv.feed(bytes); !fed) {
      return fed.error();
    }
    if (const Status finished = csv.finish(); !finished) {
      return finished.error();
    }
    return csv.report();
  }

  OnRejected on_rejected() {
    return [this](const RejectedCell& cell) {
      rejected.push_back(std::to_string(cell.line) + ' ' + std::string(cell.column) + ": " +
                         cell.fault.reason);
      refusals.push_back(cell.fault.refusal);
    };
  }

  /// Everything a series holds, as `time=value` or `time=value/quality`.
  std::vector<std::string> readings(const SeriesKey& key) const {
    const std::optional<SeriesId> id = store->find(key);
    std::vector<std::string> out;
    if (!id) {
      return out;
    }
    auto scan = store->scan(*id, {kTimeMin, kTimeMax}, store::Order::ascending);
    for (;;) {
      const auto some = (*scan)->next();
      if (!some || some->empty()) {
        return out;
      }
      for (const Reading& reading : *some) {
        std::string text =
            format_time(reading.at, *Zone::parse("+08:00")) + '=' + reading.value.to_string();
        if (reading.quality != Quality::valid) {
          text += '/' + std::to_string(static_cast<int>(reading.quality));
        }
        out.push_back(std::move(text));
      }
    }
  }

  std::shared_ptr<const catalog::Snapshot> sites;
  std::unique_ptr<store::Store> store = store::make_memory_store();
  std::vector<std::string> rejected;
  std::vector<Refusal> refusals;
};

inline SeriesKey series(std::string_view parameter, std::string_view cems = "SITE-1") {
  return {CemsId(cems), PointId("T1"), ParameterId(parameter)};
}

}  // namespace cems::ingest
