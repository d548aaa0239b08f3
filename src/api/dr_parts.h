/// What several answers about demand response share.
#pragma once

#include <string_view>

#include "api/problem.h"
#include "spec/wire.h"

namespace cems::api {

/// 40406.
[[nodiscard]] Problem unknown_event(const spec::Wire& wire, std::string_view event);

}  // namespace cems::api
