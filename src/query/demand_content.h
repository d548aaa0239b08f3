/// What is in a demand window: samples of power, or pieces of energy. For walks (demand.cc) and
/// loads (load.cc).
#pragma once

#include <memory>
#include <optional>

#include "query/demand.h"

namespace cems::query {

class DemandWalk::Content {
 public:
  Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  virtual ~Content() = default;

  /// Mean power of a window in kW; nothing where too much is missing. Windows come ascending.
  /// Errors: the store's.
  [[nodiscard]] virtual Result<std::optional<Fraction>> mean(TimeRange window) = 0;

  /// Windows behind those asked for that end at or before this have no value; kTimeMax where
  /// nothing is left at all. Errors: the store's.
  [[nodiscard]] virtual Result<TimeMs> empty_until() = 0;
};

/// `range`: from the begin of the first window to the end of the last.
[[nodiscard]] Result<std::unique_ptr<DemandWalk::Content>> make_demand_content(
    const store::Store& store, const catalog::Site& site, const DemandSource& source,
    TimeRange range, DemandWalk::Seen seen);

}  // namespace cems::query
