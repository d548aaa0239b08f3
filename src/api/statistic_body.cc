// Writing statistic rows in pieces.
#include "api/statistic_body.h"

#include <algorithm>

#include "api/answer_parts.h"
#include "api/statistic_words.h"
#include "api/write_statistic.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using model::Field;

constexpr PlaceNames kStatisticPlaces{Field::statistic_data_points,
                                      Field::statistic_data_categories,
                                      Field::simple_category_statistic_points};

using Points = std::vector<const catalog::Point*>;

bool asks_of_classes(const query::StatisticAsk& ask) {
  return std::any_of(ask.filter.parameters.begin(), ask.filter.parameters.end(),
                     [](const ParameterId& id) {
                       const spec::IndicatorInfo* info = spec::find_indicator(id.view());
                       return info != nullptr && info->of_class;
                     });
}

}  // namespace

StatisticBody::StatisticBody(const Call& call, const Asked& asked, StatisticPlan plan)
    : call_(call),
      asked_(asked),
      plan_(std::move(plan)),
      buckets_(plan_.buckets, call.site.zone),
      places_(writer_, call_.wire, call_.site, asked.layout, asked.category, kStatisticPlaces) {
  // Aggregates of classes stand on page 1, so that it shows every class that has rows on any; and
  // all classes where figures are asked that only classes have.
  if (call_.arguments.page.number == 1) {
    for (const query::RowSource& source : plan_.sources) {
      places_.show(source.point());
    }
    for (const catalog::Point* point : asks_of_classes(plan_.ask) ? asked_.points : Points()) {
      places_.show(*point);
    }
  }
  for (const RowSlice& slice : plan_.slices) {
    places_.show(slice.source->point());
  }
  std::stable_sort(plan_.slices.begin(), plan_.slices.end(),
                   [&](const RowSlice& a, const RowSlice& b) {
                     return places_.rank(a.source->point()) < places_.rank(b.source->point());
                   });
}

query::StatisticRequest StatisticBody::request() const {
  return {plan_.buckets, call_.now, call_.arguments.explain, call_.closed};
}

void StatisticBody::write_head() {
  const spec::Wire& wire = call_.wire;
  const Arguments& arguments = call_.arguments;
  writer_.begin_object();
  writer_.key(wire.member(Field::statistic_data_cems));
  write_cems_reference(writer_, wire, call_.site);
  writer_.key(wire.member(Field::statistic_data_start_time))
      .value(format_time(arguments.range.begin, call_.site.zone));
  writer_.key(wire.member(Field::statistic_data_end_time))
      .value(format_time(arguments.range.end, call_.site.zone));
  if (arguments.period != query::Period::whole) {
    writer_.key(wire.member(Field::statistic_data_period)).value(period_word(arguments.period));
  }
  writer_.key(wire.member(Field::statistic_data_tou)).begin_array();
  for (const model::TouClass tou : arguments.tou) {
    writer_.value(static_cast<std::int64_t>(tou));
  }
  writer_.end_array();
}

Status StatisticBody::write_aggregates(const catalog::Category& category) {
  if (call_.arguments.page.number != 1) {
    return Unit{};
  }
  const Result<std::vector<query::ClassAggregate>> aggregates = query::class_aggregates(
      call_.store, call_.site, category, plan_.ask, call_.arguments.period, request());
  if (!aggregates) {
    return aggregates.error();
  }
  writer_.key(call_.wire.member(Field::simple_category_parameters)).begin_array();
  for (const query::ClassAggregate& one : *aggregates) {
    write_row_parameter(writer_, {call_, buckets_},
                        {one.parameter.view(), one.name, one.unit, one.type}, one.row, true);
  }
  writer_.end_array();
  return Unit{};
}

Status StatisticBody::write_slice(const RowSlice& slice) {
  const query::RowSource& source = *slice.source;
  const Result<std::vector<query::StatisticRow>> rows =
      query::rows_of(call_.store, call_.site, source, request());
  if (!rows) {
    return rows.error();
  }
  if (const Status moved = places_.move_to(source.point()); !moved) {
    return moved;
  }
  for (std::size_t i = slice.first; i < slice.first + slice.count; ++i) {
    const query::StatisticRow& row = (*rows)[i];
    write_statistic_point(writer_, {call_, buckets_}, source.point(), row_aggregate(source),
                          row_parameter(call_.site, source, row.tou, call_.arguments.period), row);
  }
  return Unit{};
}

Status StatisticBody::finish() {
  if (const Status ended = places_.end(); !ended) {
    return ended;
  }
  Counts counts{plan_.page.total, {}, {}, plan_.sources.size(), {}};
  std::vector<const catalog::Point*> points;
  for (const query::RowSource& source : plan_.sources) {
    if (points.empty() || points.back() != &source.point()) {
      points.push_back(&source.point());
    }
  }
  counts.points = points.size();
  if (asked_.layout != Layout::points) {
    counts.categories = asked_.layout == Layout::one_class ? 1 : query::count_categories(points);
  }
  counts.readings = plan_.page.total * plan_.buckets.size();
  const spec::Wire& wire = call_.wire;
  writer_.key(wire.member(Field::statistic_data_data_count));
  write_counts(writer_, wire, counts);
  writer_.key(wire.member(Field::statistic_data_page));
  write_page(writer_, wire, call_.arguments.page, plan_.page,
             next_cursor(call_, plan_.page, plan_.last));
  writer_.end_object();
  return Unit{};
}

Result<bool> StatisticBody::read(std::string& out) {
  text_.swap(out);  // Appended to where it is.
  Result<bool> more = make();
  text_.swap(out);
  if (!more) {
    spdlog::error("a statistic answer of {} was cut: {}", quote(call_.site.id.view()),
                  more.error().message);
  }
  return more;
}

Result<bool> StatisticBody::make() {
  const std::size_t end = text_.size() + limits::kBodyChunkBytes;
  Status written = Unit{};
  if (!begun_) {
    begun_ = true;
    write_head();
    written = places_.begin([this](const catalog::Category& c) { return write_aggregates(c); });
  }
  bool more = true;
  while (written && more && text_.size() < end) {
    more = next_ < plan_.slices.size();
    written = more ? write_slice(plan_.slices[next_++]) : finish();
  }
  if (!written) {
    return written.error();
  }
  return more;
}

}  // namespace cems::api
