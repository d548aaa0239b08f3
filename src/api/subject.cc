// Names for what counters are kept of.
#include "api/subject.h"

namespace cems::api {
namespace {

std::string_view name_of(Place place) {
  switch (place) {
    case Place::health:
      return kHealthPath;
    case Place::readiness:
      return kReadyPath;
    case Place::document:
      return kDocumentPath;
    case Place::interface:
      break;  // Has an index of its own.
    case Place::readings:
      return kReadingsPath;
    case Place::archive:
      return "/admin/v1/cems";
    case Place::dr_events:
      return kDrEventsPath;
    case Place::dr_replies:
      return kDrRepliesPath;
    case Place::access:
      return kAccessPath;
  }
  return "unknown";
}

}  // namespace

std::string_view Subject::name() const {
  if (index_ < kInterfaces) {
    return spec::info(static_cast<spec::InterfaceId>(index_)).name;
  }
  return index_ + 1U < kCount ? name_of(static_cast<Place>(index_ - kInterfaces)) : "unknown";
}

}  // namespace cems::api
