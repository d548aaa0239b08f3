/// An answer as tables for a person at a terminal: facts about the whole, then classes, points,
/// readings, statistics and records, each as aligned rows.
#pragma once

#include <string>

#include "json/value.h"
#include "model/fields.h"
#include "spec/wire.h"

namespace cems::app {

/// `data` of an answer whose model is `response`. Follows the field table, so that a new list of
/// the standard is a table here without a change.
[[nodiscard]] std::string tables_of(const json::Value& data, model::Model response,
                                    const spec::Wire& wire);

}  // namespace cems::app
