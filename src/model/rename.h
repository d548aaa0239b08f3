/// One JSON document in other names: from those of one profile into those of another.
///
/// Pure; safe from any thread.
#pragma once

#include "json/value.h"
#include "model/names.h"

namespace cems::model {

/// Renames the members of `object` and of every object below it that a field of type model leads
/// to, on the spot; order and values stay. Left alone is what no table names: members that the
/// model does not have, and everything inside `extension` and the like (FieldType::object) but a
/// statistic's receipt. What is not an object, or not where its model wants one, stays as it is:
/// judging is read_record's.
///
/// REQUIRES: model != Model::none. Nests no deeper than json::parse lets a document.
void rename_members(json::Value& object, Model model, const Names& from, const Names& to);

}  // namespace cems::model
