// Points, series and ranges of calls.
#include "api/asked.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/cursor.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using Points = std::vector<const catalog::Point*>;

Points all_points(const catalog::Site& site) {
  Points points;
  points.reserve(site.points.size());
  for (const auto& point : site.points) {
    points.push_back(point.get());
  }
  return points;
}

Points subtree_by_id(const catalog::Point& point) {
  Points points = query::subtree_of(point);
  std::sort(points.begin(), points.end(),
            [](const auto* a, const auto* b) { return a->index < b->index; });
  return points;
}

bool of_point(spec::Extent extent) {
  return extent == spec::Extent::point || extent == spec::Extent::point_full ||
         extent == spec::Extent::point_spec_category;
}

bool of_category(spec::Extent extent) {
  return extent == spec::Extent::cems_spec_category || extent == spec::Extent::point_spec_category;
}

}  // namespace

Checked<const catalog::Point*> asked_point(const Call& call) {
  const PointId& id = call.arguments.point;
  if (const catalog::Point* point = call.site.point(id)) {
    return point;
  }
  return tl::make_unexpected(
      problem(spec::Code::point_unknown, call.wire.param_name(spec::Param::point_id),
              {fmt::format("该用户端没有接入点 {}；可用 GetCemsFullStaticData 查询全部接入点",
                           quote(id.view())),
               fmt::format("this site has no point {}; GetCemsFullStaticData lists its points",
                           quote(id.view()))}));
}

Checked<const catalog::Category*> asked_category(const Call& call) {
  const CategoryCode& code = call.arguments.category;
  if (const catalog::Category* category = call.site.category(code)) {
    return category;
  }
  return tl::make_unexpected(
      problem(spec::Code::category_unknown, call.wire.param_name(spec::Param::category_code),
              {fmt::format("该用户端没有设备类 {}；可用 GetCemsStaticData 查询全部设备类",
                           quote(code.view())),
               fmt::format("this site has no class {}; GetCemsStaticData lists its classes",
                           quote(code.view()))}));
}

Checked<Asked> asked_points(const Call& call) {
  const spec::Extent extent = call.interface.extent;
  const catalog::Point* point = call.site.root;
  if (of_point(extent)) {
    const Checked<const catalog::Point*> found = asked_point(call);
    if (!found) {
      return tl::make_unexpected(found.error());
    }
    point = *found;
  }
  Asked asked;
  if (of_category(extent)) {
    const Checked<const catalog::Category*> category = asked_category(call);
    if (!category) {
      return tl::make_unexpected(category.error());
    }
    asked.category = *category;
  }
  const bool include_sub = call.arguments.include_sub;
  switch (extent) {
    case spec::Extent::cems:
    case spec::Extent::point:
      asked.points = {point};
      return asked;
    case spec::Extent::cems_full:
      asked.points = all_points(call.site);
      asked.layout = Layout::class_tree;
      return asked;
    case spec::Extent::cems_spec_category:
      asked.points = query::points_of(*asked.category, include_sub);
      asked.layout = Layout::one_class;
      return asked;
    case spec::Extent::point_full:
      asked.points = subtree_by_id(*point);
      return asked;
    case spec::Extent::point_spec_category:
      asked.points = query::points_below_in(*point, *asked.category, include_sub);
      return asked;
  }
  return asked;
}

void keep_points_of(const std::vector<query::Series>& series, Points& points) {
  auto one = series.begin();
  std::erase_if(points, [&](const catalog::Point* point) {
    const auto behind =
        std::find_if(one, series.end(), [&](const query::Series& s) { return s.point != point; });
    const bool has_none = behind == one;
    one = behind;
    return has_none;
  });
}

Problem unknown_parameter(const Call& call, std::string_view parameter) {
  return problem(spec::Code::parameter_unknown, call.wire.param_name(spec::Param::parameter_id),
                 {fmt::format("所查接入点没有计量参数 {}；可用 GetPointStaticData 查询其参数",
                              quote(parameter)),
                  fmt::format("no point asked for has a parameter {}; GetPointStaticData lists "
                              "them",
                              quote(parameter))});
}

Checked<std::vector<query::Series>> asked_series(const Call& call, const Points& points) {
  const query::Filter& filter = call.arguments.filter;
  if (const ParameterId* unknown = query::unknown_parameter(points, filter)) {
    return tl::make_unexpected(unknown_parameter(call, unknown->view()));
  }
  return query::series_of(points, filter);
}

Checked<TimeRange> asked_range(const Call& call) {
  const TimeRange& range = call.arguments.range;
  const TimeMs kept_from = call.site.kept_from(call.now);
  if (range.begin < range.end && kept_from < range.end) {
    return range;
  }
  if (range.begin < range.end) {
    const std::string from = format_time(kept_from, call.site.zone);
    return tl::make_unexpected(problem(spec::Code::time_range_invalid,
                                       call.wire.param_name(spec::Param::end_time),
                                       {fmt::format("该用户端的数据只保留到 {} 以后", from),
                                        fmt::format("the site keeps readings from {} on", from)}));
  }
  const std::string_view start = call.wire.param_name(spec::Param::start_time);
  const std::string_view end = call.wire.param_name(spec::Param::end_time);
  return tl::make_unexpected(problem(
      spec::Code::time_range_invalid, start,
      {fmt::format("{} 必须早于 {}（不含 {} 本身）", start, end, end),
       fmt::format("{} must be before {}, which is itself not part of the range", start, end)}));
}

query::PageCut cut_points(const Call& call, const Points& points) {
  const query::PageRequest& page = call.arguments.page;
  if (!page.after) {
    return query::cut_page(points.size(), page);
  }
  // Most lists ascend by id; the one of 7.5 is depth first, where only the point itself is a place.
  auto behind = std::find_if(points.begin(), points.end(), [&](const catalog::Point* point) {
    return point->id == page.after->point;
  });
  if (behind != points.end()) {
    ++behind;
  } else {
    behind = std::find_if(points.begin(), points.end(), [&](const catalog::Point* point) {
      return page.after->point < point->id;
    });
  }
  return query::cut_behind(static_cast<std::uint64_t>(behind - points.begin()), points.size(),
                           page);
}

std::string next_cursor(const Call& call, const query::PageCut& cut, query::Place last) {
  if (!cut.has_next || cut.count == 0) {
    return {};
  }
  return encode_cursor({call.arguments.page.number + 1, std::move(last)}, call.arguments.question);
}

}  // namespace cems::api
