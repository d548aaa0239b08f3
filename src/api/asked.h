/// What a call speaks about: its points, series and range, checked for existence and sense in the
/// order of dictionary R2.
///
/// Results point into the call's Site and live as long as its snapshot.
#pragma once

#include <vector>

#include "api/operation.h"
#include "query/selection.h"

namespace cems::api {

/// How an answer lays its points out (dictionary R3, "response data").
enum class Layout : std::uint8_t {
  points,     ///< A flat list.
  one_class,  ///< In the asked class, points of its subclasses included.
  class_tree  ///< Each in its own class, classes nested.
};

struct Asked {
  std::vector<const catalog::Point*> points;  ///< By id.
  Layout layout = Layout::points;
  const catalog::Category* category = nullptr;  ///< The asked class, where there is one.
};

/// The point of a call, or 40403.
[[nodiscard]] Checked<const catalog::Point*> asked_point(const Call& call);

/// The class of a call, or 40404.
[[nodiscard]] Checked<const catalog::Category*> asked_category(const Call& call);

/// The points an interface of clauses 8 to 10 speaks about, by its extent; 40403 or 40404.
[[nodiscard]] Checked<Asked> asked_points(const Call& call);

/// The series of the points that pass the call's filters, or 40405 for a parameterId that none of
/// them has.
[[nodiscard]] Checked<std::vector<query::Series>> asked_series(
    const Call& call, const std::vector<const catalog::Point*>& points);

/// Leaves of `points` (by id) those that have one of the series (points by id).
void keep_points_of(const std::vector<query::Series>& series,
                    std::vector<const catalog::Point*>& points);

/// 40405 for a parameter of that id.
[[nodiscard]] Problem unknown_parameter(const Call& call, std::string_view parameter);

/// The range of a call, or 40004.
[[nodiscard]] Checked<TimeRange> asked_range(const Call& call);

/// The rows of a list of points that stand on the call's page; `points` in the order of the answer.
/// A cursor whose point is no longer among them goes on with the next id.
[[nodiscard]] query::PageCut cut_points(const Call& call,
                                        const std::vector<const catalog::Point*>& points);

/// The cursor of the page behind `last`, the last row of this one; empty when there is none.
[[nodiscard]] std::string next_cursor(const Call& call, const query::PageCut& cut,
                                      query::Place last);

}  // namespace cems::api
