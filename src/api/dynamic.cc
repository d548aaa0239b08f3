// 8.1 to 8.6: newest values. The six differ in their points and in where those stand.
#include <algorithm>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/point_places.h"
#include "query/class_newest.h"
#include "query/newest.h"

namespace cems::api {
namespace {

using model::Field;
using Points = std::vector<const catalog::Point*>;

/// `"parameters":[…]` of one point: each with its newest value, `readings` empty where there is
/// none.
Status write_newest(json::Writer& writer, const Call& call, const catalog::Point& point) {
  for (const query::Series& one : query::series_of({&point}, call.arguments.filter)) {
    const Result<std::optional<Reading>> newest =
        query::newest(call.store, call.site.id, one, call.now);
    if (!newest) {
      return newest.error();
    }
    open_parameter(writer, call.wire, *one.parameter);
    writer.key(call.wire.member(Field::parameter_readings)).begin_array();
    if (newest->has_value()) {
      write_reading(writer, call.wire, call.site.zone, **newest);
    }
    writer.end_array().end_object();
  }
  return Unit{};
}

/// `"parameters":[…]` of a class: the sums over its points.
Status write_sums(json::Writer& writer, const Call& call, const catalog::Category& category) {
  const Points points = query::points_of(category, call.arguments.include_sub);
  const Result<std::vector<query::ClassSum>> sums =
      query::class_newest(call.store, call.site.id, points, call.arguments.filter, call.now);
  if (!sums) {
    return sums.error();
  }
  writer.key(call.wire.member(Field::simple_category_parameters)).begin_array();
  for (const query::ClassSum& sum : *sums) {
    open_parameter(writer, call.wire, *sum.parameter);
    writer.key(call.wire.member(Field::parameter_readings)).begin_array();
    if (sum.reading) {
      write_reading(writer, call.wire, call.site.zone, *sum.reading);
    }
    writer.end_array().end_object();
  }
  writer.end_array();
  return Unit{};
}

/// `"points":[…]` or `"categories":[…]` of one page.
Status write_places(json::Writer& writer, const Call& call, const Asked& asked, Points page) {
  PointPlaces places(
      writer, call.wire, call.site, asked.layout, asked.category,
      {Field::dynamic_data_points, Field::dynamic_data_categories, Field::simple_category_points});
  const bool first_page = call.arguments.page.number == 1;
  for (const catalog::Point* point : first_page ? asked.points : page) {
    places.show(*point);
  }
  std::stable_sort(page.begin(), page.end(),
                   [&](const auto* a, const auto* b) { return places.rank(*a) < places.rank(*b); });
  Status written = places.begin([&](const catalog::Category& category) {
    return first_page ? write_sums(writer, call, category) : Status(Unit{});
  });
  for (auto point = page.begin(); written && point != page.end(); ++point) {
    written = places.move_to(**point);
    if (written) {
      open_simple_point(writer, call.wire, **point);
      writer.key(call.wire.member(Field::simple_point_parameters)).begin_array();
      written = write_newest(writer, call, **point);
      writer.end_array().end_object();
    }
  }
  return written ? places.end() : written;
}

Counts counts_of(const Asked& asked, const std::vector<query::Series>& series) {
  Counts counts{asked.points.size(), {}, asked.points.size(), series.size(), {}};
  if (asked.layout == Layout::class_tree) {
    counts.categories = query::count_categories(asked.points);
  } else if (asked.layout == Layout::one_class) {
    counts.categories = 1;
  }
  return counts;
}

Checked<Data> answer_dynamic(const Call& call) {
  Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const Checked<std::vector<query::Series>> series = asked_series(call, asked->points);
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  if (!call.arguments.filter.empty()) {  // A page lists only what has rows (dictionary S "Paging").
    keep_points_of(*series, asked->points);
  }
  const query::PageCut cut = cut_points(call, asked->points);
  const auto first = asked->points.begin() + static_cast<std::ptrdiff_t>(cut.first);
  const Points page(first, first + static_cast<std::ptrdiff_t>(cut.count));
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::dynamic_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::dynamic_data_data_time))
      .value(format_time(call.now, call.site.zone));
  if (const Status written = write_places(writer, call, *asked, page); !written) {
    return tl::make_unexpected(storage_problem(written.error()));
  }
  writer.key(call.wire.member(Field::dynamic_data_data_count));
  write_counts(writer, call.wire, counts_of(*asked, *series));
  writer.key(call.wire.member(Field::dynamic_data_page));
  const PointId last = page.empty() ? PointId() : page.back()->id;
  write_page(writer, call.wire, call.arguments.page, cut,
             next_cursor(call, cut, {last, {}, 0, {}}));
  writer.end_object();
  return data;
}

}  // namespace

Checked<Data> get_cems_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

Checked<Data> get_cems_full_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

Checked<Data> get_cems_spec_category_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

Checked<Data> get_point_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

Checked<Data> get_point_full_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

Checked<Data> get_point_spec_category_dynamic_data(const Call& call) {
  return answer_dynamic(call);
}

}  // namespace cems::api
