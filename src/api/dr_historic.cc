// Annex A: the records of events (docs/demand-response.md "The record of an event").
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "api/annex_parts.h"
#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/dr_records.h"
#include "base/civil.h"
#include "base/limits.h"
#include "events/event_book.h"
#include "model/record_write.h"

namespace cems::api {
namespace {

using catalog::DrEvent;
using model::Field;
using model::FieldInfo;

/// `"baselineCurve":[…]` and `"actualCurve":[…]`.
void write_loads(json::Writer& writer, const Call& call, const query::Response& response,
                 const query::Loads& loads) {
  writer.begin_array();
  for (std::size_t i = 0; i < response.slices.size(); ++i) {
    write_period_reading(writer, call, response.slices[i].begin, response.slices[i], loads[i]);
  }
  writer.end_array();
}

std::string date_text(std::int64_t day) {
  const CivilDate date = civil_from_days(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

/// X1.
void write_dr_receipt(json::Writer& writer, const Call& call, const query::Response& response,
                      const query::ResponseReceipt& receipt) {
  const spec::Wire& wire = call.wire;
  const spec::BaselineMethodInfo& method = spec::info(call.site.dr_resource.method);
  writer.begin_object();
  writer.key(wire.member(Field::dr_receipt_baseline_method)).value(method.code);
  writer.key(wire.member(Field::dr_receipt_baseline_days)).begin_array();
  for (const std::int64_t day : response.made.days) {
    writer.value(date_text(day));
  }
  writer.end_array();
  if (response.made.adjustment) {
    writer.key(wire.member(Field::dr_receipt_adjustment));
    writer.value(response.made.adjustment->to_significant().value_or(Decimal()));
  }
  writer.key(wire.member(Field::dr_receipt_samples))
      .value(static_cast<std::int64_t>(receipt.samples));
  writer.key(wire.member(Field::dr_receipt_algorithm)).value(method.english);
  writer.key(wire.member(Field::dr_receipt_notes)).begin_array();
  for (const std::string& note : receipt.notes) {
    writer.value(note);
  }
  writer.end_array();
  writer.key(wire.member(Field::dr_receipt_digest)).value(receipt.digest);
  writer.end_object();
}

/// A record on the page, with what was asked for beside its figures.
Status write_record_of(json::Writer& writer, const Call& call, const DrEvent& event,
                       EventResult result, const std::vector<DrEvent>& events) {
  const bool is_wanted = call.arguments.include_curve || call.arguments.explain;
  const bool has_figures = result.record.has(Field::dr_record_revision) || result.response;
  if (is_wanted && has_figures && !result.response) {  // Settled: its figures are kept, no more.
    Result<query::Response> response = query::response_to(call.store, call.site, event, events);
    if (!response) {
      return response.error();
    }
    result.response = std::move(*response);
  }
  std::optional<query::ResponseReceipt> receipt;
  if (call.arguments.explain && result.response) {
    Result<query::ResponseReceipt> made =
        query::receipt_of(call.store, call.site, event, *result.response);
    if (!made) {
      return made.error();
    }
    receipt = std::move(*made);
  }
  writer.begin_object();
  model::write_members(writer, result.record, call.wire.names(), [&](const FieldInfo& field) {
    const json::Name& name = call.wire.member(field.field);
    if (field.field == Field::dr_record_extension) {
      if (receipt) {
        writer.key(name);
        write_dr_receipt(writer, call, *result.response, *receipt);
      }
    } else if (call.arguments.include_curve && result.response) {
      writer.key(name);
      write_loads(writer, call, *result.response,
                  field.field == Field::dr_record_baseline_curve ? result.response->baseline
                                                                 : result.response->actual);
    }
  });
  writer.end_object();
  return Unit{};
}

/// Sums over the whole range.
struct Summary {
  std::int64_t events = 0;
  std::int64_t participated = 0;
  std::int64_t effective = 0;
  Fraction energy;
  Fraction amount;

  void add(const DrEvent& event, const EventResult& result) {
    ++events;
    participated += event.participates() ? 1 : 0;
    effective += result.effective ? 1 : 0;
    energy += result.energy.value_or(Fraction());
    amount += result.amount ? Fraction(*result.amount) : Fraction();
  }

  void write(json::Writer& writer, const Call& call) const {
    model::Record record(model::Model::dr_summary);
    record.set_integer(Field::dr_summary_event_count, events);
    record.set_integer(Field::dr_summary_participated_count, participated);
    record.set_integer(Field::dr_summary_effective_count, effective);
    set_figure(record, Field::dr_summary_response_energy, energy);
    set_amount(record, Field::dr_summary_subsidy_amount, amount.exact());
    model::write_record(writer, record, call.wire.names());
  }
};

std::vector<const DrEvent*> events_in(const Call& call, TimeRange range,
                                      const std::vector<DrEvent>& events) {
  const Arguments& asked = call.arguments;
  std::vector<const DrEvent*> found;
  for (const DrEvent& event : events) {
    const std::int64_t type = event.fills_valleys ? 2 : 1;
    if (range.contains(event.range.begin) && (asked.event.empty() || event.id == asked.event) &&
        (!asked.response_type || type == *asked.response_type) &&
        (!asked.event_status ||
         state_of(event, call.site.dr_resource.notice_ms, call.now) == *asked.event_status)) {
      found.push_back(&event);
    }
  }
  return found;
}

query::PageCut cut_events(const Call& call, const std::vector<const DrEvent*>& events) {
  const query::PageRequest& page = call.arguments.page;
  if (!page.after) {
    return query::cut_page(events.size(), page);
  }
  const auto behind = std::upper_bound(
      events.begin(), events.end(), *page.after,
      [](const query::Place& place, const DrEvent* event) {
        return std::forward_as_tuple(place.at, place.parameter.view()) <
               std::forward_as_tuple(event->range.begin, std::string_view(event->id));
      });
  return query::cut_behind(static_cast<std::uint64_t>(behind - events.begin()), events.size(),
                           page);
}

bool is_too_much(const Call& call, const std::vector<const DrEvent*>& found,
                 const query::PageCut& cut) {
  std::int64_t slices = 0;
  for (std::size_t i = cut.first; call.arguments.include_curve && i < cut.first + cut.count; ++i) {
    const TimeRange range = found[i]->range;
    slices += (range.end - range.begin) / call.site.dr_resource.curve_interval_ms + 1;
  }
  return found.size() > limits::kDrEventsComputedMax || slices > limits::kGridRowsMax;
}

}  // namespace

Checked<Data> get_cems_dr_historic_data(const Call& call) {
  const std::vector<DrEvent> events = call.events.events(call.site.id, call.site.dr_events);
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  const std::vector<const DrEvent*> found = events_in(call, *range, events);
  const query::PageCut cut = cut_events(call, found);
  if (is_too_much(call, found, cut)) {
    return tl::make_unexpected(
        problem(spec::Code::range_too_large, call.wire.param_name(spec::Param::start_time),
                {"范围内事件或曲线点过多，请缩短范围或减小每页条数",
                 "too many events or slices of curves for one answer; ask for a shorter range or a "
                 "smaller page"}));
  }
  Summary summary;
  std::string records;
  json::Writer record_writer(records);
  record_writer.begin_array();
  for (std::size_t i = 0; i < found.size(); ++i) {
    Result<EventResult> result =
        event_result(call.store, call.events, call.site, *found[i], events, call.now);
    Status written = result ? Status(Unit{}) : Status(result.error());
    if (written) {
      summary.add(*found[i], *result);
      if (i >= cut.first && i < cut.first + cut.count) {
        written = write_record_of(record_writer, call, *found[i], std::move(*result), events);
      }
    }
    if (!written) {
      return tl::make_unexpected(storage_problem(written.error()));
    }
  }
  record_writer.end_array();
  Data data;
  json::Writer writer(data.text);
  const spec::Wire& wire = call.wire;
  writer.begin_object();
  writer.key(wire.member(Field::dr_historic_data_cems));
  write_cems_reference(writer, wire, call.site);
  writer.key(wire.member(Field::dr_historic_data_start_time))
      .value(format_time(range->begin, call.site.zone));
  writer.key(wire.member(Field::dr_historic_data_end_time))
      .value(format_time(range->end, call.site.zone));
  writer.key(wire.member(Field::dr_historic_data_summary));
  summary.write(writer, call);
  writer.key(wire.member(Field::dr_historic_data_records)).raw(records);
  writer.key(wire.member(Field::dr_historic_data_data_count));
  write_counts(writer, wire, {cut.total, {}, {}, {}, {}});
  writer.key(wire.member(Field::dr_historic_data_page));
  query::Place last;
  if (cut.count > 0) {
    const DrEvent& event = *found[cut.first + cut.count - 1];
    last.parameter = ParameterId(event.id);
    last.at = event.range.begin;
  }
  write_page(writer, wire, call.arguments.page, cut, next_cursor(call, cut, last));
  writer.end_object();
  return data;
}

}  // namespace cems::api
