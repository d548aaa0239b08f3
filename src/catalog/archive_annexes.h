/// What an archive says for Annexes A and B: demand contracts, the demand response resource and its
/// events, defaults filled in (docs/demand.md, docs/demand-response.md). Internal to catalog.
#pragma once

#include <vector>

#include "catalog/archive_collect.h"
#include "catalog/demand_contract.h"
#include "catalog/dr_event.h"
#include "catalog/dr_resource.h"
#include "spec/wire.h"

namespace cems::catalog {

struct Annexes {
  std::vector<DemandContract> contracts;  ///< Ascending by from_day.
  DrResource dr_resource;
  std::vector<DrEvent> dr_events;  ///< By begin, then id.
};

/// Reads demand, drResource and drEvents. What their values say goes to `problems`; their form is
/// archive_extras.h's, and a member whose form is wrong gives nothing here.
[[nodiscard]] Annexes read_annexes(const CollectedArchive& archive, const spec::Wire& wire,
                                   Problems& problems);

/// The contracts of the member `demand`: one, or a list. Part of read_annexes.
[[nodiscard]] std::vector<DemandContract> read_contracts(const CollectedArchive& archive,
                                                         const CollectedExtra& extra,
                                                         const spec::Wire& wire,
                                                         Problems& problems);

/// The member `drResource`. Part of read_annexes.
[[nodiscard]] DrResource read_resource(const CollectedExtra& extra, const spec::Wire& wire,
                                       Problems& problems);

/// Texts of a member that is a list of them; empty where it is not there.
[[nodiscard]] std::vector<std::string> texts_of(const json::Value& object, std::string_view name);

/// Ids as a field that is a list of texts.
[[nodiscard]] model::JsonText id_list_of(const std::vector<PointId>& ids);

/// A duration of whole minutes, in ms; nothing for months and for other lengths.
[[nodiscard]] std::optional<std::int64_t> whole_minutes(std::string_view text);

}  // namespace cems::catalog
