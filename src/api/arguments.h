/// The parameters of a call, read and typed (dictionary R3 "Query semantics").
///
/// Syntax only: whether a point exists or a range makes sense is looked at later, in the order of
/// checks of dictionary R2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/problem.h"
#include "api/statistic_words.h"
#include "api/target.h"
#include "base/ids.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/dr_event.h"
#include "model/class_calendar.h"
#include "query/history.h"
#include "query/page.h"
#include "query/selection.h"
#include "spec/interface.h"
#include "spec/wire.h"

namespace cems::api {

/// Members that an interface does not have keep their defaults.
struct Arguments {
  CemsId cems;
  PointId point;
  CategoryCode category;
  bool include_sub = true;
  query::Filter filter;
  TimeRange range{};  ///< As given; may be empty or reversed (40004 comes later).
  std::optional<Duration> interval;
  std::string interval_text;  ///< As given; answers repeat it.
  query::Order order = query::Order::ascending;
  query::Period period = query::Period::whole;
  std::vector<model::TouClass> tou;  ///< Ascending, without repeats; `none` is class 0.
  std::optional<query::Aggregate> aggregate;
  bool explain = false;
  std::string event;                          ///< eventId; empty where it was not given.
  std::optional<TimeMs> since;                ///< Of a live stream.
  std::optional<std::int64_t> response_type;  ///< 1 or 2.
  std::optional<catalog::DrState> event_status;
  bool include_curve = false;
  query::PageRequest page;
  bool page_given = false;  ///< pageNo, pageSize or cursor was; a CSV answer is whole without.
  /// The interface and every parameter that decides which rows there are and their order, in one
  /// spelling: what a cursor belongs to.
  std::string question;
};

/// The value of a parameter among what was given, or null; its wire name comes from the profile.
[[nodiscard]] const std::string* given_value(const std::vector<NameValue>& given,
                                             const spec::Wire& wire, spec::Param param);

/// Reads every parameter of the interface; all that is wrong is listed, the code is the first's,
/// missing ones before malformed ones. Names the interface does not have are ignored, unless
/// `strict=true` was given. `zone` is for times without an offset.
[[nodiscard]] Checked<Arguments> read_arguments(const spec::InterfaceInfo& interface,
                                                const std::vector<NameValue>& given,
                                                const spec::Wire& wire, const Zone& zone);

}  // namespace cems::api
