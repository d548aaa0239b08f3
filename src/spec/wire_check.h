/// What is wrong with a profile's changes (wire.h): the rules of each kind of name.
///
/// Pure; safe from any thread. Members are checked where they are known, by model::Names::faults.
#pragma once

#include <vector>

#include "spec/wire.h"

namespace cems::spec {

/// Each name by itself: whether its place on the wire can hold it.
void check_texts(const WireOverrides& overrides, std::vector<WireFault>& faults);

/// Names against one another: parameters, headers, paths and codes that would be the same. `wire`
/// has the overrides, good or bad.
void check_twice(const WireOverrides& overrides, const Wire& wire, std::vector<WireFault>& faults);

}  // namespace cems::spec
