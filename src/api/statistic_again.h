/// A statistic of the past, which may have been answered before (api/kept_answers.h).
#pragma once

#include "api/asked.h"
#include "api/operation.h"
#include "api/statistic_body.h"

namespace cems::api {

/// The answer as JSON. REQUIRES: call.answers; call.arguments.range has ended by call.now, so that
/// nothing in the answer depends on the moment.
[[nodiscard]] Checked<Data> answer_again(const Call& call, const Asked& asked, StatisticPlan plan);

}  // namespace cems::api
