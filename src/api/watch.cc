// Extension X2: live streams (docs/live.md).
#include "api/asked.h"
#include "api/operation.h"
#include "api/watch_hub.h"
#include "base/assert.h"

namespace cems::api {
namespace {

Checked<Data> watch(const Call& call) {
  CEMS_ASSERT(call.watch != nullptr);
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  Checked<std::vector<query::Series>> series = asked_series(call, asked->points);
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  return call.watch->hub.open(call, *asked->points.front(), *std::move(series));
}

}  // namespace

Checked<Data> watch_cems_dynamic_data(const Call& call) {
  return watch(call);
}

Checked<Data> watch_point_dynamic_data(const Call& call) {
  return watch(call);
}

}  // namespace cems::api
