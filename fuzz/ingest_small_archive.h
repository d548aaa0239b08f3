/// The archive of the fuzzers of readings: site S in +08:00, point T, parameter P of at most 1000.
#pragma once

#include <memory>
#include <vector>

#include "catalog/site.h"
#include "catalog/snapshot.h"

inline std::shared_ptr<const cems::catalog::Snapshot> small_archive() {
  auto point = std::make_unique<cems::catalog::Point>();
  point->id = cems::PointId("T");
  cems::catalog::Parameter parameter;
  parameter.id = cems::ParameterId("P");
  parameter.maximum = cems::Decimal::from_integer(1000);
  point->parameters.push_back(std::move(parameter));
  auto site = std::make_shared<cems::catalog::Site>();
  site->id = cems::CemsId("S");
  site->zone = *cems::Zone::parse("+08:00");
  site->root = point.get();
  site->points.push_back(std::move(point));
  return std::make_shared<cems::catalog::Snapshot>(
      std::vector<std::shared_ptr<const cems::catalog::Site>>{site});
}
