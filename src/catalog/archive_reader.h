/// Reads an archive: JSON in the form of GetCemsFullStaticData's `data` (contract.md) to a Site.
///
/// The whole file is checked before anything is built, and every fault is listed with its JSON
/// pointer; a file with faults gives no Site. Points may stand under a category (`points`), at the
/// top (`points`), nested in other points, or flat with `parentPointId`; categories nested or flat
/// with `parentCode`; both lists may also stand inside `cems`. `dataCount` and `page` are ignored.
/// What is checked: the type, length and form of every field (model table), unknown members,
/// duplicate ids, dangling references (rootPointId, parentPointId, parentCode, categoryCode),
/// cycles, unknown category, energy and tariff codes, the shape of reading types, the time zone,
/// schedules, holidays, outputs, prices and the factor set (docs/statistics.md).
///
/// Where an object stands says what it need not say itself: a point's class and parent, a class's
/// parent; what it says all the same must agree. A class that names no parent and is not nested is
/// under its parent of the code table, if the archive has that.
///
/// Pure; safe from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/site.h"
#include "json/value.h"
#include "model/record_read.h"
#include "spec/wire.h"

namespace cems::catalog {

/// What reading an archive gives. `site` is null exactly when `problems` is not empty. Both lists
/// are in the order of the file and end after 1000 entries with one that counts the rest.
struct ArchiveReading {
  std::shared_ptr<const Site> site;
  std::vector<model::Problem> problems;
  std::vector<model::Problem> warnings;  ///< Unknown codes inside well-formed reading types.
};

[[nodiscard]] ArchiveReading read_archive(const json::Value& archive, const spec::Wire& wire);

/// Completes `archive` from `previous`, the stored one of the same site (dictionary S): an absent
/// optional member is left as it is (so are the points, where the file has neither `categories` nor
/// `points`; one with `points` alone keeps the old categories), and a masked contact or phone, one
/// with a `*` in it, keeps the old value where there is one. Members here are those of the top:
/// within `cems` an absent field is a removed one. Drops `dataCount` and `page`.
void complete_archive(json::Value& archive, const json::Value* previous, const spec::Wire& wire);

/// `contact` and `phone` as they are shown without scope `admin`: the first character of a name,
/// the first three and the last four of a number, `*` for the rest; a number of seven characters or
/// less is `*` altogether. Masking twice changes nothing. REQUIRES: valid UTF-8.
[[nodiscard]] std::string mask_contact(std::string_view text);
[[nodiscard]] std::string mask_phone(std::string_view text);

}  // namespace cems::catalog
