/// The first pass over an archive: whatever its layout, flat lists of its objects, each with its
/// place in the file. Internal to catalog.
///
/// Field by field everything is checked here (model table); what one object says about another is
/// archive_relations.h's, and what values mean archive_values.h's. Records and pointers are owned;
/// `value` pointers live as long as the document.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/parent_chain.h"
#include "json/value.h"
#include "model/record.h"
#include "model/record_read.h"
#include "spec/wire.h"

namespace cems::catalog {

using Problems = std::vector<model::Problem>;

/// One object of the file and the fields it gives.
struct Collected {
  const json::Value* value = nullptr;
  std::string pointer;
  model::Record record;

  /// Pointer of one of its members, under the spelling that the file uses; where it is not there,
  /// under the wire name.
  [[nodiscard]] std::string place_of(model::Field field, const spec::Wire& wire) const;

  /// True where the file has the member, faulty or not.
  [[nodiscard]] bool is_given(model::Field field, const spec::Wire& wire) const;

  /// The field's text; empty where it is missing or faulty.
  [[nodiscard]] std::string text_of(model::Field field) const;
};

struct CollectedCategory : Collected {
  std::string code;                ///< Empty where missing or faulty.
  std::size_t outer = kNoParent;   ///< The category it is nested in.
  std::size_t parent = kNoParent;  ///< Set by resolve_relations.
};

struct CollectedPoint : Collected {
  std::string id;                          ///< Empty where missing or faulty.
  std::size_t outer_category = kNoParent;  ///< The category it stands in, directly.
  std::size_t outer_point = kNoParent;     ///< The point it is nested in.
  std::size_t category = kNoParent;        ///< Set by resolve_relations.
  std::size_t parent = kNoParent;          ///< Set by resolve_relations.
  std::vector<Collected> parameters;
};

/// An extra member (dictionary S "Archive members beyond the full static answer").
struct CollectedExtra {
  model::Field field;
  const json::Value* value;
  std::string pointer;
};

struct CollectedArchive {
  /// `value` is null where the archive has no usable `cems`.
  Collected cems{nullptr, "", model::Record(model::Model::cems)};
  std::string cems_id;  ///< Empty where missing or faulty.

  /// Outer ones before those nested in them.
  std::vector<CollectedCategory> categories;
  std::vector<CollectedPoint> points;
  std::vector<CollectedExtra> extras;  ///< In the order of the table.
};

[[nodiscard]] CollectedArchive collect(const json::Value& archive, const spec::Wire& wire,
                                       Problems& problems);

}  // namespace cems::catalog
