// 8.1 to 8.6: newest values. The six differ in their points and in where those stand.
//
// An answer is made in two steps: a plan, which the question and the archive decide and which is
// kept with the question (kept_calls.h), and the readings put into it.
#include <algorithm>
#include <unordered_map>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/exchange.h"
#include "api/newest_plan.h"
#include "api/newest_text.h"
#include "api/point_places.h"
#include "base/assert.h"
#include "base/limits.h"
#include "query/class_newest.h"

namespace cems::api {
namespace {

using model::Field;
using Points = std::vector<const catalog::Point*>;

/// Writes the data of clause 8 with slots where readings go.
class PlanWriter {
 public:
  explicit PlanWriter(const Call& call) : call_(call), writer_(text_) {}

  [[nodiscard]] json::Writer& writer() { return writer_; }

  void put_moment() { slots_.push_back({writer_.values_here().size(), Slot::Kind::moment, 0}); }

  /// `"parameters":[…]` of one point: each with its newest value, `readings` empty where there is
  /// none.
  void write_newest(const catalog::Point& point) {
    writer_.key(call_.wire.member(Field::simple_point_parameters)).begin_array();
    for (const query::Series& one : query::series_of({&point}, call_.arguments.filter)) {
      write_parameter(*one.parameter, Slot::Kind::reading, place_of(one));
    }
    writer_.end_array();
  }

  /// `"parameters":[…]` of a class: the sums over its points.
  void write_sums(const catalog::Category& category) {
    const Points points = query::points_of(category, call_.arguments.include_sub);
    writer_.key(call_.wire.member(Field::simple_category_parameters)).begin_array();
    for (const query::ClassSum& sum : query::class_sums(points, call_.arguments.filter)) {
      write_parameter(*sum.parameter, Slot::Kind::sum, static_cast<std::uint32_t>(sums_.size()));
      std::vector<std::uint32_t>& members = sums_.emplace_back();
      members.reserve(sum.members.size());
      for (const query::Series& member : sum.members) {
        members.push_back(place_of(member));
      }
    }
    writer_.end_array();
  }

  [[nodiscard]] std::shared_ptr<const NewestPlan> finish() {
    text_.shrink_to_fit();
    slots_.shrink_to_fit();
    const auto member = [this](Field field) {
      return std::string(call_.wire.member(field).text());
    };
    NewestPlan::RowText row{"{" + member(Field::reading_time_stamp) + '"',
                            "\"," + member(Field::reading_value),
                            "," + member(Field::reading_quality)};
    return std::make_shared<const NewestPlan>(NewestPlan{
        std::move(text_), std::move(slots_), std::move(row),
        query::NewestSet(call_.store, call_.site, std::move(series_)), std::move(sums_)});
  }

 private:
  void write_parameter(const catalog::Parameter& parameter, Slot::Kind kind, std::uint32_t index) {
    open_parameter(writer_, call_.wire, parameter);
    writer_.key(call_.wire.member(Field::parameter_readings)).begin_array();
    slots_.push_back({text_.size(), kind, index});
    writer_.end_array().end_object();
  }

  /// Where a series stands among those that are read, once each.
  std::uint32_t place_of(const query::Series& series) {
    const auto next = static_cast<std::uint32_t>(series_.size());
    const auto [place, is_new] = places_.try_emplace(series.parameter, next);
    if (is_new) {
      series_.push_back(series);
    }
    return place->second;
  }

  const Call& call_;
  std::string text_;
  json::Writer writer_;
  std::vector<Slot> slots_;
  std::vector<query::Series> series_;
  std::unordered_map<const catalog::Parameter*, std::uint32_t> places_;
  std::vector<std::vector<std::uint32_t>> sums_;
};

/// `"points":[…]` or `"categories":[…]` of one page.
Status write_places(PlanWriter& plan, const Call& call, const Asked& asked, Points page) {
  PointPlaces places(
      plan.writer(), call.wire, call.site, asked.layout, asked.category,
      {Field::dynamic_data_points, Field::dynamic_data_categories, Field::simple_category_points});
  const bool first_page = call.arguments.page.number == 1;
  for (const catalog::Point* point : first_page ? asked.points : page) {
    places.show(*point);
  }
  std::stable_sort(page.begin(), page.end(),
                   [&](const auto* a, const auto* b) { return places.rank(*a) < places.rank(*b); });
  Status written = places.begin([&](const catalog::Category& category) {
    if (first_page) {
      plan.write_sums(category);
    }
    return Status(Unit{});
  });
  for (auto point = page.begin(); written && point != page.end(); ++point) {
    written = places.move_to(**point);
    if (written) {
      open_simple_point(plan.writer(), call.wire, **point);
      plan.write_newest(**point);
      plan.writer().end_object();
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
  CEMS_ASSERT(call.plan != nullptr && call.exchange != nullptr);
  // Memory that is used again: a class of a thousand points is asked as often as one.
  thread_local NewestReadings readings;
  if (const Status read = readings.read(*call.plan, call); !read) {
    return tl::make_unexpected(storage_problem(read.error()));
  }
  TagDigest digest;
  readings.add_to(digest);
  Data data{call.exchange->envelope(), nullptr, false};
  data.data_at = data.text.size();
  data.says = digest.finish_numbers();
  NewestText text(*call.plan, call.site.zone, call.now);
  if (text.write(readings, data.text, limits::kBodyChunkBytes)) {
    data.rest = std::make_unique<NewestBody>(call, text, std::move(readings));
  }
  return data;
}

}  // namespace

Checked<std::shared_ptr<const NewestPlan>> prepare_dynamic(const Call& call) {
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
  PlanWriter plan(call);
  json::Writer& writer = plan.writer();
  writer.begin_object();
  writer.key(call.wire.member(Field::dynamic_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::dynamic_data_data_time));
  plan.put_moment();
  if (const Status written = write_places(plan, call, *asked, page); !written) {
    return tl::make_unexpected(storage_problem(written.error()));
  }
  writer.key(call.wire.member(Field::dynamic_data_data_count));
  write_counts(writer, call.wire, counts_of(*asked, *series));
  writer.key(call.wire.member(Field::dynamic_data_page));
  const PointId last = page.empty() ? PointId() : page.back()->id;
  write_page(writer, call.wire, call.arguments.page, cut,
             next_cursor(call, cut, {last, {}, 0, {}}));
  writer.end_object();
  return plan.finish();
}

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
