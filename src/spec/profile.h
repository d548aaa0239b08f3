/// A wire profile as a file (dictionary R9; docs/profile.md): which names travel by another name.
///
///     {"name": "…", "pathTemplate": "/api/v2/{name}",
///      "members": {"Point.pointId": "accessPointId", "extension": "ext"},
///      "parameters": {"cemsId": "siteId"}, "headers": {"X-Request-Id": "X-Trace-Id"},
///      "interfaces": {"GetCemsStaticData": {"path": "/sites/static", "methods": ["GET", "POST"]}},
///      "codes": {"40001": {"code": 1001, "message": {"zh-CN": "…", "en": "…"}}}}
///
/// Every member is optional; what is not named keeps the standard's name. A member name without a
/// model stands for that field of every model, one with a model wins over it. Keys are the
/// standard profile's names; header names in either case.
///
/// Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record_read.h"
#include "spec/wire.h"

namespace cems::spec {

/// `wire` is there exactly when `problems` is empty. Every fault is listed with its JSON pointer:
/// names that the standard has not, values of another type, and all that Wire::faults finds.
struct ProfileReading {
  std::string name;  ///< Empty where the file gives none.
  std::optional<Wire> wire;
  std::vector<model::Problem> problems;
};

/// `text` is the whole file: JSON, UTF-8.
[[nodiscard]] ProfileReading read_profile(std::string_view text);

}  // namespace cems::spec
