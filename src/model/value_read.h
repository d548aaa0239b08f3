/// Reads one JSON value as the value of a field. Used by record_read.cc; pure functions.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "json/value.h"
#include "model/fields.h"
#include "model/record.h"

namespace cems::model {

/// The value, or the reason why it is none for this field (what it is and what is allowed).
/// REQUIRES: the field is no list and no model.
[[nodiscard]] tl::expected<FieldValue, std::string> read_value(const FieldInfo& field,
                                                               const json::Value& value);

/// How a value of the field looks, for messages: "a string of at most 64 characters".
[[nodiscard]] std::string expectation(const FieldInfo& field);

}  // namespace cems::model
