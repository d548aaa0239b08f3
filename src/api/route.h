/// What stands at which path (contract.md "Addresses").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/interface.h"
#include "spec/wire.h"

namespace cems::api {

enum class Place : unsigned char {
  health,
  readiness,
  document,
  interface,
  readings,
  archive,
  dr_events,
  dr_replies,
  access
};

/// How many there are; the last one's name stands here.
inline constexpr std::size_t kPlaces = static_cast<std::size_t>(Place::access) + 1;

// Addresses beside the interfaces: no wire profile renames them.
inline constexpr std::string_view kHealthPath = "/healthz";
inline constexpr std::string_view kReadyPath = "/readyz";
inline constexpr std::string_view kDocumentPath = "/openapi.json";
inline constexpr std::string_view kConsolePath = "/";  ///< And the files it asks for (console.h).
inline constexpr std::string_view kReadingsPath = "/ingest/v1/readings";
inline constexpr std::string_view kDrEventsPath = "/ingest/v1/dr-events";
inline constexpr std::string_view kDrRepliesPath = "/ingest/v1/dr-replies";
inline constexpr std::string_view kAccessPath = "/access/v1/cems";
inline constexpr std::string_view kArchivesPath = "/admin/v1/cems/";  ///< Then the site's id.

struct Route {
  Place place = Place::health;
  spec::InterfaceId interface {};  ///< With Place::interface.
  std::string cems;                ///< With Place::archive: the id in the path, decoded.
  std::string_view allow;          ///< Methods, as the Allow field lists them.

  [[nodiscard]] bool allows(std::string_view method) const;
};

/// Nothing where no route fits: a path is compared as it was sent (target.h).
[[nodiscard]] std::optional<Route> route_of(std::string_view path, const spec::Wire& wire);

}  // namespace cems::api
