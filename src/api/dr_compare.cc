// Extension X7: the baseline methods on the site's own history (docs/demand-response.md "Comparing
// the methods").
#include <algorithm>

#include <fmt/format.h>

#include "api/annex_parts.h"
#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/dr_parts.h"
#include "base/limits.h"
#include "events/event_book.h"
#include "model/record_write.h"
#include "query/calendar.h"
#include "query/response.h"

namespace cems::api {
namespace {

using catalog::DrEvent;
using model::Field;
using model::FieldInfo;
using model::Record;

/// "13:00/15:00"; an end on the next day wraps.
std::string hours_text(query::EventHours hours) {
  const auto clock = [](std::int64_t ms) {
    const std::int64_t minute = ms % kMsPerDay / kMsPerMinute;
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
  };
  return clock(hours.begin_ms) + "/" + clock(hours.begin_ms + hours.length_ms);
}

Record method_record(const query::MethodFigures& figures) {
  Record record(model::Model::dr_method_figures);
  record.set_text(Field::dr_method_figures_baseline_method, spec::info(figures.method).code);
  record.set_integer(Field::dr_method_figures_days, figures.days);
  set_figure(record, Field::dr_method_figures_mape, figures.mape);
  set_figure(record, Field::dr_method_figures_bias, figures.bias);
  if (!figures.reason.empty() && (!figures.mape || !figures.bias)) {
    record.set_text(Field::dr_method_figures_reason, figures.reason);
  }
  return record;
}

/// The event whose hours are asked for, else the first hours in which the resource is available.
Checked<query::EventHours> asked_hours(const Call& call, const std::vector<DrEvent>& events) {
  if (call.arguments.event.empty()) {
    const catalog::DayHours& hours = call.site.dr_resource.hours;
    return query::EventHours{hours.begin_minute * kMsPerMinute,
                             (hours.end_minute - hours.begin_minute) * kMsPerMinute};
  }
  const auto event = std::find_if(events.begin(), events.end(), [&](const DrEvent& one) {
    return one.id == call.arguments.event;
  });
  if (event == events.end()) {
    return tl::make_unexpected(unknown_event(call.wire, call.arguments.event));
  }
  return query::hours_of(event->range, call.site.zone);
}

/// The local days of the range that are over.
Checked<std::pair<std::int64_t, std::int64_t>> asked_days(const Call& call, TimeRange range,
                                                          std::int64_t length_ms) {
  const Zone& zone = call.site.zone;
  std::int64_t first = query::local_day(zone.to_local(range.begin));
  first += query::day_begin(first, zone) < range.begin ? 1 : 0;
  const std::int64_t end = query::local_day(zone.to_local(std::min(range.end, call.now)));
  const std::int64_t slices = length_ms / call.site.dr_resource.curve_interval_ms + 1;
  const std::int64_t days = end - first + spec::baseline_rules().lookback_days;
  if (end - first > limits::kPlaceboDaysMax || slices * days > limits::kGridRowsMax) {
    return tl::make_unexpected(
        problem(spec::Code::range_too_large, call.wire.param_name(spec::Param::start_time),
                {fmt::format("最多比较 {} 日，请缩短范围", limits::kPlaceboDaysMax),
                 fmt::format("at most {} days are compared; ask for a shorter range",
                             limits::kPlaceboDaysMax)}));
  }
  return std::pair(first, std::max(first, end));
}

}  // namespace

Checked<Data> compare_dr_baselines(const Call& call) {
  const std::vector<DrEvent> events = call.events.events(call.site.id, call.site.dr_events);
  const Checked<query::EventHours> hours = asked_hours(call, events);
  if (!hours) {
    return tl::make_unexpected(hours.error());
  }
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  const auto days = asked_days(call, *range, hours->length_ms);
  if (!days) {
    return tl::make_unexpected(days.error());
  }
  const Result<query::Comparison> comparison =
      query::compare_baselines(call.store, call.site, *hours, days->first, days->second, events);
  if (!comparison) {
    return tl::make_unexpected(storage_problem(comparison.error()));
  }
  Record record(model::Model::dr_baseline_comparison);
  record.set_text(Field::dr_baseline_comparison_start_time,
                  format_time(range->begin, call.site.zone));
  record.set_text(Field::dr_baseline_comparison_end_time, format_time(range->end, call.site.zone));
  record.set_text(Field::dr_baseline_comparison_hours, hours_text(*hours));
  record.set_integer(Field::dr_baseline_comparison_placebo_days, comparison->placebo_days);
  if (comparison->best) {
    record.set_text(Field::dr_baseline_comparison_best, spec::info(*comparison->best).code);
  } else {
    record.set(Field::dr_baseline_comparison_best, model::Null{});
  }
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  model::write_members(writer, record, call.wire.names(), [&](const FieldInfo& field) {
    writer.key(call.wire.member(field.field));
    if (field.field == Field::dr_baseline_comparison_cems) {
      write_cems_reference(writer, call.wire, call.site);
    } else if (field.field == Field::dr_baseline_comparison_methods) {
      writer.begin_array();
      for (const query::MethodFigures& figures : comparison->methods) {
        model::write_record(writer, method_record(figures), call.wire.names());
      }
      writer.end_array();
    } else {
      write_counts(writer, call.wire, {comparison->methods.size(), {}, {}, {}, {}});
    }
  });
  writer.end_object();
  return data;
}

}  // namespace cems::api
