// Annex B: the contract, and where the site stands in its billing month (docs/demand.md).
#include "api/annex_parts.h"
#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/demand_parts.h"
#include "model/record_write.h"
#include "query/demand_month.h"

namespace cems::api {
namespace {

using model::Field;
using model::FieldInfo;
using model::Record;

/// MD and MDmax_M of spec/reading_types.json, with the window as their reading.
void write_peak_parameter(json::Writer& writer, const Call& call, std::string_view id,
                          const query::DemandNow& state, const std::optional<Fraction>& kilowatts,
                          TimeMs at) {
  open_demand_parameter(writer, call, id, state.meter.rule);
  writer.key(call.wire.member(Field::parameter_readings)).begin_array();
  if (kilowatts) {
    write_period_reading(writer, call, at, {at - state.meter.rule.interval_ms, at}, kilowatts);
  }
  writer.end_array().end_object();
}

void set_window(Record& record, const Call& call, Field value, Field time,
                const std::optional<Fraction>& kilowatts, TimeMs at) {
  set_figure(record, value, kilowatts);
  set_time(record, time, kilowatts ? std::optional(at) : std::nullopt, call.site.zone);
}

Record record_of(const Call& call, const query::DemandNow& state) {
  Record record(model::Model::demand_dynamic_data);
  record.set_text(Field::demand_dynamic_data_data_time, format_time(call.now, call.site.zone));
  set_window(record, call, Field::demand_dynamic_data_current_demand,
             Field::demand_dynamic_data_current_demand_time,
             state.current ? state.current->kilowatts : std::nullopt,
             state.current ? state.current->end : TimeMs{});
  set_figure(record, Field::demand_dynamic_data_real_time_power, state.real_time);
  set_figure(record, Field::demand_dynamic_data_predicted_demand, state.predicted);
  set_window(record, call, Field::demand_dynamic_data_day_max_demand,
             Field::demand_dynamic_data_day_max_demand_time, state.day.kilowatts, state.day.at);
  set_window(record, call, Field::demand_dynamic_data_month_max_demand,
             Field::demand_dynamic_data_month_max_demand_time, state.month.kilowatts,
             state.month.at);
  if (!state.compared) {
    return record;
  }
  record.set(Field::demand_dynamic_data_contract_demand, *state.contract->contract);
  set_figure(record, Field::demand_dynamic_data_headroom, state.headroom);
  set_figure(record, Field::demand_dynamic_data_demand_limit, state.limit);
  set_figure(record, Field::demand_dynamic_data_demand_rate, state.rate);
  set_figure(record, Field::demand_dynamic_data_margin, state.margin);
  set_figure(record, Field::demand_dynamic_data_over_demand, state.over);
  record.set_integer(Field::demand_dynamic_data_status, static_cast<std::int64_t>(*state.state));
  return record;
}

}  // namespace

Checked<Data> get_cems_demand_static_data(const Call& call) {
  const catalog::DemandContract* contract =
      catalog::contract_at(call.site.contracts, call.now, call.site.zone);
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::demand_static_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::demand_static_data_demand));
  if (contract != nullptr) {
    model::write_record(writer, contract->record, call.wire.names());
  } else {
    Record none(model::Model::demand_info);
    none.set_text(Field::demand_info_cems_id, call.site.id.view());
    none.set_integer(Field::demand_info_billing_mode, 1);
    model::write_record(writer, none, call.wire.names());
  }
  writer.end_object();
  return data;
}

Checked<Data> get_cems_demand_dynamic_data(const Call& call) {
  const catalog::Point* point = nullptr;
  if (!call.arguments.point.empty()) {
    const Checked<const catalog::Point*> found = asked_point(call);
    if (!found) {
      return tl::make_unexpected(found.error());
    }
    point = *found;
  }
  const Result<query::DemandNow> state = query::demand_now(call.store, call.site, point, call.now);
  if (!state) {
    return tl::make_unexpected(storage_problem(state.error()));
  }
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  model::write_members(
      writer, record_of(call, *state), call.wire.names(), [&](const FieldInfo& field) {
        writer.key(call.wire.member(field.field));
        if (field.field == Field::demand_dynamic_data_cems) {
          return write_cems_reference(writer, call.wire, call.site);
        }
        writer.begin_array();
        write_peak_parameter(writer, call, "MD", *state,
                             state->current ? state->current->kilowatts : std::nullopt,
                             state->current ? state->current->end : TimeMs{});
        write_peak_parameter(writer, call, "MDmax_M", *state, state->month.kilowatts,
                             state->month.at);
        writer.end_array();
      });
  writer.end_object();
  return data;
}

}  // namespace cems::api
