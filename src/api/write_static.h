/// Static data as JSON: sites, classes and points from their records (6.2, 6.3, 6.9).
#pragma once

#include <functional>
#include <vector>

#include "api/operation.h"
#include "catalog/site.h"
#include "json/writer.h"

namespace cems::api {

/// 6.3 without `categories` and `points`; contact and phone as the caller may see them.
void write_cems(json::Writer& writer, const Call& call);

/// Writes the members `categories` and `points` of a class where they belong, or nothing.
struct CategoryParts {
  /// Subclasses: a complete array with its key, through category_categories.
  std::function<void()> categories;
  /// Points: likewise, through category_points.
  std::function<void()> points;
};

/// 6.2 with its pointCount; absent parts are left out.
void write_category(json::Writer& writer, const spec::Wire& wire, const catalog::Category& category,
                    const CategoryParts& parts);

/// 6.9 with its parameters (without readings), without children.
void write_point(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point);

/// 6.9 as a parent on a page (docs/interpretation.md D-03): its own fields, no parameters where
/// `with_parameters` is false, and `points` written by `children` where there is one.
void write_point_above(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point,
                       bool with_parameters, const std::function<void()>& children);

}  // namespace cems::api
