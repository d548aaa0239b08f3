/// Demand windows: the mean power of each interval that ends on a grid of local time (F3, R8
/// "Algorithm"; docs/statistics.md "Samples").
///
/// A window ending at e speaks about [e − interval, e) and belongs to whatever holds e − 1 ms.
/// From power it is the arithmetic mean of the samples in it. From energy it is the consumption in
/// it × 3600 s / interval: differences of neighbouring register readings at most two collection
/// periods apart, or deltas, divided by time where they cross an edge. A window that lacks more
/// than a third of its samples (from energy: of its time) has no value. Without a collection period
/// one sample is enough, neighbours of a register may be any time apart, and deltas say nothing.
///
/// One pass, whatever the step; memory for one window. Walks are owned by one thread; pointers into
/// the Site and the Store must outlive them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/fraction.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/site.h"
#include "query/quantity.h"
#include "store/store.h"

namespace cems::query {

/// Step = interval gives blocks, a shorter step slides.
/// REQUIRES: both above 0; the step divides a day.
struct DemandRule {
  std::int64_t interval_ms = 15 * kMsPerMinute;
  std::int64_t step_ms = kMsPerMinute;
};

inline constexpr DemandRule kSlidingDemand{};
inline constexpr DemandRule kBlockDemand{15 * kMsPerMinute, 15 * kMsPerMinute};

/// What demand is made of: samples of power, a register or a delta of electric energy.
struct DemandSource {
  Series series;
  Measure measure = Measure::sample;  ///< sample (power), reg or delta.
  Measured unit;
};

/// The point's total power, else its forward register, else its delta; nothing without any.
[[nodiscard]] std::optional<DemandSource> demand_source_of(const catalog::Point& point);

/// Sliding for power; energy is known in quarter hours only.
[[nodiscard]] DemandRule demand_rule_of(const DemandSource& source);

/// The end of the first window that ends at or after `t`: the grid begins anew at each local
/// midnight, which is always one of it. REQUIRES: the step divides a day.
[[nodiscard]] TimeMs window_end_from(TimeMs t, std::int64_t step_ms, const Zone& zone);

struct DemandWindow {
  TimeMs end;
  std::optional<Fraction> kilowatts;
};

class DemandWalk {
 public:
  /// Told of each reading that goes in, ascending; register readings in front of and behind the
  /// range too.
  using Seen = std::function<void(const Reading&)>;

  /// The windows whose e − 1 ms the range holds: begin < e <= end. Errors: the store's.
  [[nodiscard]] static Result<DemandWalk> over(const store::Store& store, const catalog::Site& site,
                                               const DemandSource& source, TimeRange range,
                                               DemandRule rule, Seen seen = {});

  DemandWalk(DemandWalk&&) noexcept;
  DemandWalk& operator=(DemandWalk&&) noexcept;
  ~DemandWalk();

  /// The next window, also one without a value, so that walks of several points go in step; nothing
  /// after the last. Errors: the store's.
  [[nodiscard]] Result<std::optional<DemandWindow>> next();

  /// Passes windows that nothing speaks of, which have no value: a gap of years costs no more than
  /// its edges. Errors: the store's.
  [[nodiscard]] Status skip_empty();

  class Content;

 private:
  DemandWalk(const Zone& zone, TimeRange range, DemandRule rule, std::unique_ptr<Content> content);

  Zone zone_;
  TimeMs end_;   // Of the next window.
  TimeMs last_;  // No window ends after it.
  DemandRule rule_;
  std::unique_ptr<Content> content_;
};

}  // namespace cems::query
