// 7.1 to 7.3: static data of a site, of all of it, and of one class.
//
// Points are paged by id over the whole answer and stand on the page in the class they belong to
// (docs/interpretation.md D-02).
#include <unordered_map>
#include <unordered_set>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/write_static.h"
#include "query/page.h"
#include "query/selection.h"

namespace cems::api {
namespace {

using model::Field;
using Points = std::vector<const catalog::Point*>;

Points cut(const Points& points, const query::PageCut& page) {
  const auto first = points.begin() + static_cast<std::ptrdiff_t>(page.first);
  return {first, first + static_cast<std::ptrdiff_t>(page.count)};
}

void write_points(json::Writer& writer, const spec::Wire& wire, const Points& points) {
  writer.key(wire.member(Field::category_points)).begin_array();
  for (const catalog::Point* point : points) {
    write_point(writer, wire, *point);
  }
  writer.end_array();
}

/// Writes the class tree of 7.1 (no points) and 7.2 (points of one page, nested subclasses).
class CategoryTree {
 public:
  CategoryTree(json::Writer& writer, const spec::Wire& wire) : writer_(writer), wire_(wire) {}

  /// Only classes that have rows on the page, and their parents, are written; and all on page 1.
  void show_points(const Points& page, bool first_page) {
    with_points_ = true;
    everything_ = first_page;
    for (const catalog::Point* point : page) {
      on_page_[point->category].push_back(point);
      for (const catalog::Category* c = point->category; c != nullptr; c = c->parent) {
        shown_.insert(c);
      }
    }
  }

  void write(const std::vector<const catalog::Category*>& categories) {
    writer_.begin_array();
    for (const catalog::Category* category : categories) {
      if (everything_ || shown_.contains(category)) {
        write_one(*category);
      }
    }
    writer_.end_array();
  }

 private:
  void write_one(const catalog::Category& category) {
    CategoryParts parts;
    if (!category.children.empty()) {
      parts.categories = [&] {
        writer_.key(wire_.member(Field::category_categories));
        write(category.children);
      };
    }
    if (with_points_) {
      parts.points = [&] { write_points(writer_, wire_, on_page_[&category]); };
    }
    write_category(writer_, wire_, category, parts);
  }

  json::Writer& writer_;
  const spec::Wire& wire_;
  bool with_points_ = false;
  bool everything_ = true;
  std::unordered_set<const catalog::Category*> shown_;
  std::unordered_map<const catalog::Category*, Points> on_page_;
};

std::string cursor_behind(const Call& call, const query::PageCut& page, const Points& points) {
  return page.count == 0
             ? std::string()
             : next_cursor(call, page, {points[page.first + page.count - 1]->id, {}, 0, {}});
}

}  // namespace

Checked<Data> get_cems_static_data(const Call& call) {
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::static_data_cems));
  write_cems(writer, call);
  writer.key(call.wire.member(Field::static_data_categories));
  CategoryTree(writer, call.wire).write(call.site.top_categories);
  writer.key(call.wire.member(Field::static_data_data_count));
  write_counts(writer, call.wire,
               {1, call.site.categories.size(), call.site.points.size(), {}, {}});
  writer.end_object();
  return data;
}

Checked<Data> get_cems_full_static_data(const Call& call) {
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const Points& points = asked->points;
  const query::PageRequest& request = call.arguments.page;
  const query::PageCut page = cut_points(call, points);
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::static_data_cems));
  write_cems(writer, call);
  writer.key(call.wire.member(Field::static_data_categories));
  CategoryTree tree(writer, call.wire);
  tree.show_points(cut(points, page), request.number == 1);
  tree.write(call.site.top_categories);
  writer.key(call.wire.member(Field::static_data_data_count));
  write_counts(
      writer, call.wire,
      {page.total, call.site.categories.size(), page.total, query::count_parameters(points), {}});
  writer.key(call.wire.member(Field::static_data_page));
  write_page(writer, call.wire, request, page, cursor_behind(call, page, points));
  writer.end_object();
  return data;
}

Checked<Data> get_cems_spec_category_static_data(const Call& call) {
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const Points& points = asked->points;
  const query::PageCut page = cut_points(call, points);
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::static_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::static_data_categories)).begin_array();
  if (page.count > 0 || call.arguments.page.number == 1) {
    CategoryParts parts;
    parts.points = [&] { write_points(writer, call.wire, cut(points, page)); };
    write_category(writer, call.wire, *asked->category, parts);
  }
  writer.end_array();
  writer.key(call.wire.member(Field::static_data_data_count));
  write_counts(writer, call.wire, {page.total, 1, page.total, query::count_parameters(points), {}});
  writer.key(call.wire.member(Field::static_data_page));
  write_page(writer, call.wire, call.arguments.page, page, cursor_behind(call, page, points));
  writer.end_object();
  return data;
}

}  // namespace cems::api
