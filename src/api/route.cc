// The few addresses beside the interfaces, and the interfaces through the wire profile.
#include "api/route.h"

#include "api/target.h"

namespace cems::api {
namespace {

constexpr std::string_view kReading = "GET, HEAD";

}  // namespace

bool Route::allows(std::string_view method) const {
  for (std::string_view rest = allow; !rest.empty();) {
    const std::size_t comma = rest.find(", ");
    if (rest.substr(0, comma) == method) {
      return true;
    }
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
  }
  return false;
}

std::optional<Route> route_of(std::string_view path, const spec::Wire& wire) {
  if (path == kHealthPath) {
    return Route{Place::health, {}, {}, kReading};
  }
  if (path == kReadyPath) {
    return Route{Place::readiness, {}, {}, kReading};
  }
  if (path == kDocumentPath) {
    return Route{Place::document, {}, {}, kReading};
  }
  if (path == kReadingsPath) {
    return Route{Place::readings, {}, {}, "POST"};
  }
  if (path == kDrEventsPath) {
    return Route{Place::dr_events, {}, {}, "POST"};
  }
  if (path == kDrRepliesPath) {
    return Route{Place::dr_replies, {}, {}, "POST"};
  }
  if (path == kAccessPath) {
    return Route{Place::access, {}, {}, kReading};
  }
  if (path.starts_with(kArchivesPath)) {
    Result<std::string> cems = decode_segment(path.substr(kArchivesPath.size()));
    if (cems && !cems->empty()) {
      return Route{Place::archive, {}, std::move(*cems), "PUT"};
    }
  }
  if (const std::optional<spec::InterfaceId> id = wire.interface_at(path)) {
    return Route{Place::interface, *id, {}, wire.allow(*id)};
  }
  return std::nullopt;
}

}  // namespace cems::api
