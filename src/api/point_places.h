/// Where points stand in an answer of clauses 8 to 10: in a flat list, in the asked class, or each
/// in its own class of the tree (dictionary S "Nesting", "Paging").
///
/// Writes `"points":[` or `"categories":[…` around points that its caller writes, one after another
/// in the order of `arrange`. Used by one thread; the writer, the site and the call's wire outlive
/// it.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/asked.h"
#include "json/writer.h"

namespace cems::api {

/// The members of an answer that places are written to.
struct PlaceNames {
  model::Field points;      ///< Of the data, e.g. dynamic_data_points.
  model::Field categories;  ///< Of the data, e.g. dynamic_data_categories.
  model::Field class_rows;  ///< Of a class: simple_category_points or …_statistic_points.
};

class PointPlaces {
 public:
  /// Writes the members of a class between its name and its points (its aggregates), or nothing.
  using ClassMembers = std::function<Status(const catalog::Category&)>;

  PointPlaces(json::Writer& writer, const spec::Wire& wire, const catalog::Site& site,
              Layout layout, const catalog::Category* category, PlaceNames names);

  /// Points of one page get here, so that their classes are written; also those without points on
  /// this page when everything of the site's classes belongs on it (page 1).
  void show(const catalog::Point& point);

  /// The number of the point's class in the order of the answer; points are written by it, and by
  /// id inside it. 0 for flat lists.
  [[nodiscard]] std::size_t rank(const catalog::Point& point) const;

  /// Opens the list. `members` is called for each class as it is opened.
  [[nodiscard]] Status begin(ClassMembers members);
  /// Closes and opens classes until a point of this one may be written.
  [[nodiscard]] Status move_to(const catalog::Point& point);
  /// Writes the classes that are left and closes the list.
  [[nodiscard]] Status end();

 private:
  struct Open {
    const catalog::Category* category;
    bool points = false;      // Its array of points is open.
    bool categories = false;  // Its array of subclasses is open.
  };

  void number(const std::vector<const catalog::Category*>& categories);
  [[nodiscard]] Status open(const catalog::Category& category);
  void close();
  [[nodiscard]] Status open_up_to(std::size_t rank);

  json::Writer& writer_;
  const spec::Wire& wire_;
  const Layout layout_;
  const catalog::Category* const category_;
  const PlaceNames names_;
  ClassMembers members_;
  std::vector<const catalog::Category*> order_;  // Of the tree, parents first.
  std::unordered_map<const catalog::Category*, std::size_t> ranks_;
  std::unordered_set<const catalog::Category*> shown_;
  std::vector<Open> open_;
  std::size_t next_ = 0;  // Of order_: the first class not opened yet.
};

}  // namespace cems::api
