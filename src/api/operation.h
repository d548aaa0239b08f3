/// What an interface is made of: a function from a checked call to the answer's `data`.
///
/// spec/interfaces.json says which interfaces are implemented; the generated operations.inc
/// declares one function for each, so one without a function does not link. Handlers run on the
/// loops' threads, several at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/arguments.h"
#include "api/negotiation.h"
#include "api/problem.h"
#include "catalog/snapshot.h"
#include "http/message.h"
#include "spec/interface.h"
#include "spec/wire.h"

namespace cems::store {
class Store;  // Passed on to query and ingest; this layer does not look into it.
}

namespace cems::query {
class ClosedCells;
}

namespace cems::events {
class EventBook;
}

namespace cems::api {

class Exchange;
class KeptAnswers;
class RowTexts;
struct NewestPlan;
struct WatchCall;

/// A request that has passed every check up to the syntax of its parameters, for a site that the
/// caller may see and that exists.
struct Call {
  const spec::InterfaceInfo& interface;
  const spec::Wire& wire;
  const store::Store& store;
  events::EventBook& events;  ///< Calls for demand response; keeps revisions of their records.
  std::shared_ptr<const catalog::Snapshot> snapshot;  ///< Keeps `site` alive; streams copy it.
  const catalog::Site& site;
  TimeMs now;                        ///< Of this answer.
  bool sees_contacts;                ///< Scope `admin`: contact and phone unmasked.
  std::shared_ptr<const void> held;  ///< Keeps `arguments` alive; streams copy it.
  const Arguments& arguments;
  Representation representation = Representation::json;  ///< csv: in 9.x and 10.x only.
  query::ClosedCells* closed = nullptr;  ///< Pieces of past time, kept between calls.
  KeptAnswers* answers = nullptr;        ///< Statistics of the past; null for none.
  RowTexts* row_texts = nullptr;         ///< Rows of historic answers; null for none.
  const NewestPlan* plan = nullptr;      ///< Of an answer of clause 8: what prepare_dynamic() made.
  const Exchange* exchange = nullptr;    ///< The answer's envelope, for Data::data_at.
  const WatchCall* watch = nullptr;      ///< Of a live stream, else null.
};

/// The envelope's `data` as JSON text: whole, or its beginning and the rest piece by piece. Or,
/// where Call::representation is csv, the whole answer as a table with its header line.
struct Data {
  std::string text;
  std::unique_ptr<http::BodySource> rest;
  bool is_csv = false;
  /// Where the data begin in `text`, if the envelope stands before them already.
  std::optional<std::size_t> data_at{};
  /// Digest of what it says beyond archive and request, its own time left out: what its entity tag
  /// is made of. Where there is none, the text is.
  std::optional<std::array<std::uint64_t, 2>> says{};
};

using Operation = Checked<Data> (*)(const Call&);

/// The function of an interface; null for one that is not implemented.
[[nodiscard]] Operation operation_of(spec::InterfaceId id);

#define CEMS_OPERATION(id) [[nodiscard]] Checked<Data> id(const Call& call);
#include "api/operations.inc"
#undef CEMS_OPERATION

}  // namespace cems::api
