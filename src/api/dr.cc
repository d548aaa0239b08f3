// Annex A: the resource, and the events under way (docs/demand-response.md).
#include <algorithm>

#include <fmt/format.h>

#include "api/annex_parts.h"
#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/dr_parts.h"
#include "api/dr_records.h"
#include "base/quote.h"
#include "events/event_book.h"
#include "model/record_write.h"
#include "query/response.h"

namespace cems::api {
namespace {

using catalog::DrEvent;
using catalog::DrState;
using model::Field;
using model::FieldInfo;
using model::Record;

/// Σ of what the points in service can change; what is contracted where no points are named.
std::optional<Fraction> adjustable(const catalog::Site& site,
                                   std::optional<Decimal> catalog::ControllablePoint::*part,
                                   const std::optional<Decimal>& contracted) {
  constexpr std::int64_t kInService = 1;
  if (site.dr_resource.controllable.empty()) {
    return contracted ? std::optional(Fraction(*contracted)) : std::nullopt;
  }
  Fraction sum;
  for (const catalog::ControllablePoint& one : site.dr_resource.controllable) {
    const catalog::Point* point = site.point(one.point);
    const bool serves =
        point != nullptr &&
        point->record.integer(Field::point_status).value_or(kInService) == kInService;
    if (serves && one.*part) {
      sum += Fraction(*(one.*part));
    }
  }
  return sum;
}

/// `"readings":[…]`: the parameter with the newest load as it is added.
void write_load(json::Writer& writer, const Call& call, const query::LiveResponse& live) {
  const query::Load load(call.site);
  writer.begin_array();
  if (live.newest && load.power() != nullptr) {
    writer.begin_object();
    writer.key(call.wire.member(Field::parameter_parameter_id)).value(load.power()->id.view());
    writer.key(call.wire.member(Field::parameter_name)).value(load.power()->name);
    writer.key(call.wire.member(Field::parameter_reading_type_id))
        .value(load.power()->reading_type_id);
    writer.key(call.wire.member(Field::parameter_unit)).value("kW");
    writer.key(call.wire.member(Field::parameter_readings)).begin_array();
    if (const std::optional<Decimal> value = live.newest->kilowatts.to_significant()) {
      write_reading(writer, call.wire, call.site.zone,
                    {live.newest->at, *value,
                     live.newest->is_stale ? Quality::questionable : Quality::valid});
    }
    writer.end_array().end_object();
  }
  writer.end_array();
}

Status write_state(json::Writer& writer, const Call& call, const DrEvent& event,
                   const std::vector<DrEvent>& events) {
  Record record = event_record(call.site, event, model::Model::dr_event_state, call.now);
  const bool is_active =
      state_of(event, call.site.dr_resource.notice_ms, call.now) == DrState::active &&
      event.participates();
  query::LiveResponse live;
  if (is_active) {
    Result<query::LiveResponse> found =
        query::live_response(call.store, call.site, event, events, call.now);
    if (!found) {
      return found.error();
    }
    live = std::move(*found);
    set_figure(record, Field::dr_event_state_real_time_power, live.actual);
    set_figure(record, Field::dr_event_state_baseline_power, live.baseline);
    set_figure(record, Field::dr_event_state_response_power, live.response);
    set_figure(record, Field::dr_event_state_response_rate, live.rate);
    set_truth(record, Field::dr_event_state_qualified, live.qualified);
    if (!live.reason.empty()) {
      record.set_text(Field::dr_event_state_reason, live.reason);
    }
  }
  writer.begin_object();
  model::write_members(writer, record, call.wire.names(), [&](const FieldInfo& field) {
    if (is_active) {
      writer.key(call.wire.member(field.field));
      write_load(writer, call, live);
    }
  });
  writer.end_object();
  return Unit{};
}

/// The events of the answer: the asked one, else those announced and not over.
Checked<std::vector<const DrEvent*>> shown_events(const Call& call,
                                                  const std::vector<DrEvent>& events) {
  std::vector<const DrEvent*> shown;
  for (const DrEvent& event : events) {
    const DrState state = state_of(event, call.site.dr_resource.notice_ms, call.now);
    const bool is_under_way =
        state == DrState::far || state == DrState::near || state == DrState::active;
    if (call.arguments.event.empty() ? is_under_way : event.id == call.arguments.event) {
      shown.push_back(&event);
    }
  }
  if (shown.empty() && !call.arguments.event.empty()) {
    return tl::make_unexpected(unknown_event(call.wire, call.arguments.event));
  }
  return shown;
}

}  // namespace

Problem unknown_event(const spec::Wire& wire, std::string_view event) {
  return problem(
      spec::Code::event_unknown, wire.param_name(spec::Param::event_id),
      {fmt::format("没有需求响应事件 {}；可用 GetCemsDrHistoricData 查询", quote(event)),
       fmt::format("there is no event {}; GetCemsDrHistoricData lists the site's", quote(event))});
}

Checked<Data> get_cems_dr_static_data(const Call& call) {
  const catalog::DrResource& resource = call.site.dr_resource;
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::dr_static_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::dr_static_data_resource)).begin_object();
  model::write_members(writer, resource.record, call.wire.names(), [&](const FieldInfo& field) {
    if (resource.controllable.empty()) {
      return;
    }
    writer.key(call.wire.member(field.field)).begin_array();
    for (const catalog::ControllablePoint& point : resource.controllable) {
      model::write_record(writer, point.record, call.wire.names());
    }
    writer.end_array();
  });
  writer.end_object().end_object();
  return data;
}

Checked<Data> get_cems_dr_dynamic_data(const Call& call) {
  const std::vector<DrEvent> events = call.events.events(call.site.id, call.site.dr_events);
  const Checked<std::vector<const DrEvent*>> shown = shown_events(call, events);
  if (!shown) {
    return tl::make_unexpected(shown.error());
  }
  const catalog::DrResource& resource = call.site.dr_resource;
  Record record(model::Model::dr_dynamic_data);
  record.set_text(Field::dr_dynamic_data_data_time, format_time(call.now, call.site.zone));
  set_figure(
      record, Field::dr_dynamic_data_adjustable_decrease,
      adjustable(call.site, &catalog::ControllablePoint::decrease, resource.contracted_decrease));
  set_figure(
      record, Field::dr_dynamic_data_adjustable_increase,
      adjustable(call.site, &catalog::ControllablePoint::increase, resource.contracted_increase));
  Data data;
  json::Writer writer(data.text);
  Status status = Unit{};
  writer.begin_object();
  model::write_members(writer, record, call.wire.names(), [&](const FieldInfo& field) {
    writer.key(call.wire.member(field.field));
    if (field.field == Field::dr_dynamic_data_cems) {
      write_cems_reference(writer, call.wire, call.site);
    } else if (field.field == Field::dr_dynamic_data_events) {
      writer.begin_array();
      for (auto event = shown->begin(); status && event != shown->end(); ++event) {
        status = write_state(writer, call, **event, events);
      }
      writer.end_array();
    } else {
      write_counts(writer, call.wire, {shown->size(), {}, {}, {}, {}});
    }
  });
  writer.end_object();
  if (!status) {
    return tl::make_unexpected(storage_problem(status.error()));
  }
  return data;
}

}  // namespace cems::api
