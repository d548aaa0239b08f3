// Annex B: past months and their curve (docs/demand.md "Past months").
#include <algorithm>

#include <fmt/format.h>

#include "api/annex_parts.h"
#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/demand_parts.h"
#include "api/write_statistic.h"
#include "base/limits.h"
#include "model/record_write.h"
#include "query/demand_month.h"

namespace cems::api {
namespace {

using catalog::BillingMonth;
using model::Field;
using model::FieldInfo;
using model::Record;

/// The windows of the curve in one billing month, made as its contract says.
struct CurvePart {
  query::DemandMeter meter;
  std::size_t first = 0;  ///< Index of its first window.
};

/// Everything a call asks, checked.
struct HistoricDemand {
  TimeRange range{};
  const catalog::Point* point = nullptr;
  std::vector<BillingMonth> months;
  std::vector<TimeMs> ends;      ///< Of the curve's windows; with includeCurve only.
  std::vector<CurvePart> parts;  ///< The months that they are in.
};

Record month_record(const Call& call, const query::DemandMonth& month) {
  Record record(model::Model::demand_record);
  record.set_text(Field::demand_record_month, month.month.name);
  record.set_text(Field::demand_record_time_period, period_text(month.month.range, call.site.zone));
  set_figure(record, Field::demand_record_max_demand, month.peak.kilowatts);
  set_time(record, Field::demand_record_max_demand_time,
           month.peak.kilowatts ? std::optional(month.peak.at) : std::nullopt, call.site.zone);
  if (month.compared) {
    record.set(Field::demand_record_contract_demand, *month.month.contract->contract);
    set_figure(record, Field::demand_record_demand_rate, month.rate);
    set_figure(record, Field::demand_record_over_demand, month.over_demand);
  }
  const auto charge = [&](Field field, const std::optional<Decimal>& amount) {
    if (amount) {
      record.set(field, *amount);
    }
  };
  charge(Field::demand_record_basic_charge, month.charges.basic);
  charge(Field::demand_record_contract_charge_a, month.charges.contract_a);
  charge(Field::demand_record_contract_charge_b, month.charges.contract_b);
  charge(Field::demand_record_actual_charge, month.charges.actual);
  charge(Field::demand_record_capacity_charge, month.charges.capacity);
  return record;
}

Status write_records(json::Writer& writer, const Call& call, const HistoricDemand& asked,
                     std::size_t first, std::size_t count) {
  writer.begin_array();
  for (std::size_t i = first; i < first + count; ++i) {
    const Result<query::DemandMonth> month = query::demand_month(
        call.store, call.site, asked.months[i], asked.point, call.now, call.arguments.explain);
    if (!month) {
      return month.error();
    }
    writer.begin_object();
    model::write_members(writer, month_record(call, *month), call.wire.names(),
                         [&](const FieldInfo& field) {
                           writer.key(call.wire.member(field.field));
                           write_receipt_of(writer, call.wire, month->coverage, month->receipt);
                         });
    writer.end_object();
  }
  writer.end_array();
  return Unit{};
}

/// The windows [first, end) of one part.
Status write_part(json::Writer& writer, const Call& call, const HistoricDemand& asked,
                  const CurvePart& part, std::size_t first, std::size_t end) {
  std::size_t next = first;
  const std::int64_t interval = part.meter.rule.interval_ms;
  const auto write = [&](const std::optional<Fraction>& value) {
    const TimeMs at = asked.ends[next++];
    write_period_reading(writer, call, at, {at - interval, at}, value);
  };
  const Status walked =
      query::walk_demand(call.store, call.site, part.meter,
                         {asked.ends[first] - part.meter.rule.step_ms, asked.ends[end - 1]},
                         [&](const query::DemandWindow& window) {
                           while (next < end && asked.ends[next] < window.end) {
                             write(std::nullopt);  // The walk passes over what nothing speaks of.
                           }
                           if (next < end && asked.ends[next] == window.end) {
                             write(window.kilowatts);
                           }
                         });
  while (walked && next < end) {
    write(std::nullopt);
  }
  return walked;
}

/// `"curve":{…}` of the windows [first, first + count).
Status write_curve(json::Writer& writer, const Call& call, const HistoricDemand& asked,
                   std::size_t first, std::size_t count) {
  const catalog::DemandContract* first_contract =
      asked.months.empty() ? nullptr : asked.months.front().contract;
  open_demand_parameter(writer, call, "MD",
                        query::meter_of(call.site, first_contract, asked.point).rule);
  writer.key(call.wire.member(Field::parameter_readings)).begin_array();
  Status written = Unit{};
  for (std::size_t i = 0; written && i < asked.parts.size(); ++i) {
    const std::size_t behind =
        i + 1 < asked.parts.size() ? asked.parts[i + 1].first : asked.ends.size();
    const std::size_t from = std::max(first, asked.parts[i].first);
    const std::size_t to = std::min(first + count, behind);
    if (from < to) {
      written = write_part(writer, call, asked, asked.parts[i], from, to);
    }
  }
  writer.end_array().end_object();
  return written;
}

Problem interval_unfit(const Call& call, const query::DemandRule& rule) {
  const std::string_view name = call.wire.param_name(spec::Param::interval);
  const std::int64_t minutes = rule.step_ms / kMsPerMinute;
  return problem(spec::Code::statistic_unsupported, name,
                 {fmt::format("{} 应为需量滑差步长（{} 分钟）的整数倍，且整除一日", name, minutes),
                  fmt::format("{} must be a multiple of the step of the windows ({} minutes) that "
                              "divides a day",
                              name, minutes)});
}

Problem curve_too_long(const Call& call) {
  return problem(
      spec::Code::range_too_large, call.wire.param_name(spec::Param::interval),
      {fmt::format("曲线超过 {} 点，请加大间隔或缩短范围", limits::kGridRowsMax),
       fmt::format("the curve has more than {} windows; ask for a longer interval or a shorter "
                   "range",
                   limits::kGridRowsMax)});
}

/// The windows of one month: e − 1 ms in it and in the range, e not after now.
Checked<Unit> plan_part(const Call& call, HistoricDemand& asked,
                        const catalog::DemandContract* contract, TimeRange month) {
  CurvePart part{query::meter_of(call.site, contract, asked.point), asked.ends.size()};
  const query::DemandRule& rule = part.meter.rule;
  std::int64_t grid_ms = rule.step_ms;
  if (const std::optional<Duration>& interval = call.arguments.interval) {
    if (interval->months != 0 || interval->ms % rule.step_ms != 0) {
      return tl::make_unexpected(interval_unfit(call, rule));
    }
    grid_ms = interval->ms;
  }
  const TimeMs printable = kTimeMin + 2 * kMsPerDay;  // With the begin of the window, in any zone.
  const TimeRange windows{std::max({asked.range.begin, month.begin, printable}),
                          std::min({asked.range.end, month.end, call.now})};
  if (windows.empty()) {
    return Unit{};
  }
  if (static_cast<std::int64_t>(asked.ends.size()) + (windows.end - windows.begin) / grid_ms >
      limits::kGridRowsMax) {
    return tl::make_unexpected(curve_too_long(call));
  }
  for (TimeMs at = query::window_end_from(windows.begin + 1, grid_ms, call.site.zone);
       at <= windows.end; at = query::window_end_from(at + 1, grid_ms, call.site.zone)) {
    asked.ends.push_back(at);
  }
  asked.parts.push_back(std::move(part));
  return Unit{};
}

Checked<Unit> plan_curve(const Call& call, HistoricDemand& asked) {
  if (call.site.contracts.empty()) {
    return plan_part(call, asked, nullptr, asked.range);
  }
  for (const BillingMonth& month : asked.months) {
    if (Checked<Unit> planned = plan_part(call, asked, month.contract, month.range); !planned) {
      return planned;
    }
  }
  return Unit{};
}

Checked<HistoricDemand> ask(const Call& call) {
  HistoricDemand asked;
  if (!call.arguments.point.empty()) {
    const Checked<const catalog::Point*> found = asked_point(call);
    if (!found) {
      return tl::make_unexpected(found.error());
    }
    asked.point = *found;
  }
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  asked.range = *range;
  // What has not begun has no figures, and years to come cost nothing.
  const TimeMs end = std::max(call.now, asked.range.begin) + 1;
  asked.months =
      query::billing_months(call.site, {asked.range.begin, std::min(asked.range.end, end)});
  std::erase_if(asked.months,
                [&](const BillingMonth& month) { return call.now < month.range.begin; });
  if (call.arguments.include_curve) {
    if (const Checked<Unit> planned = plan_curve(call, asked); !planned) {
      return tl::make_unexpected(planned.error());
    }
  }
  return asked;
}

Checked<Unit> check_cost(const Call& call, const HistoricDemand& asked, std::size_t first,
                         std::size_t count) {
  std::int64_t windows = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    const BillingMonth& month = asked.months[i];
    const std::int64_t points = static_cast<std::int64_t>(month.contract->points.size());
    windows += (month.range.end - month.range.begin) / month.contract->step_ms * points;
  }
  if (windows <= limits::kDemandWindowsMax) {
    return Unit{};
  }
  return tl::make_unexpected(
      problem(spec::Code::range_too_large, call.wire.param_name(spec::Param::start_time),
              {"一次回答的账期过多，请缩短范围或减小每页条数",
               "one answer does not compute so many months; ask for a shorter range or a smaller "
               "page"}));
}

/// Where the row of a place stands: months by their begin, windows by their end.
template <class Rows, class TimeOf>
query::PageCut cut_by_time(const Call& call, const Rows& rows, const TimeOf& time_of) {
  const query::PageRequest& page = call.arguments.page;
  if (!page.after) {
    return query::cut_page(rows.size(), page);
  }
  const auto behind =
      std::upper_bound(rows.begin(), rows.end(), page.after->at,
                       [&](TimeMs at, const auto& row) { return at < time_of(row); });
  return query::cut_behind(static_cast<std::uint64_t>(behind - rows.begin()), rows.size(), page);
}

}  // namespace

Checked<Data> get_cems_demand_historic_data(const Call& call) {
  const Checked<HistoricDemand> asked = ask(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const bool has_curve = call.arguments.include_curve;
  const auto begin_of = [](const BillingMonth& month) { return month.range.begin; };
  const query::PageCut cut = has_curve
                                 ? cut_by_time(call, asked->ends, [](TimeMs at) { return at; })
                                 : cut_by_time(call, asked->months, begin_of);
  const bool is_first = call.arguments.page.number == 1;
  const std::size_t first_month = has_curve ? 0 : cut.first;
  const std::size_t month_count = has_curve ? (is_first ? asked->months.size() : 0) : cut.count;
  if (const Checked<Unit> cost = check_cost(call, *asked, first_month, month_count); !cost) {
    return tl::make_unexpected(cost.error());
  }
  Data data;
  json::Writer writer(data.text);
  const spec::Wire& wire = call.wire;
  writer.begin_object();
  writer.key(wire.member(Field::demand_historic_data_cems));
  write_cems_reference(writer, wire, call.site);
  writer.key(wire.member(Field::demand_historic_data_start_time))
      .value(format_time(asked->range.begin, call.site.zone));
  writer.key(wire.member(Field::demand_historic_data_end_time))
      .value(format_time(asked->range.end, call.site.zone));
  writer.key(wire.member(Field::demand_historic_data_records));
  Status written = write_records(writer, call, *asked, first_month, month_count);
  query::Place last;
  if (has_curve && written) {
    writer.key(wire.member(Field::demand_historic_data_curve));
    written = write_curve(writer, call, *asked, cut.first, cut.count);
  }
  if (!written) {
    return tl::make_unexpected(storage_problem(written.error()));
  }
  if (cut.count > 0) {
    last.at = has_curve ? asked->ends[cut.first + cut.count - 1]
                        : begin_of(asked->months[cut.first + cut.count - 1]);
  }
  writer.key(wire.member(Field::demand_historic_data_data_count));
  Counts counts{cut.total, {}, {}, {}, {}};
  if (has_curve) {
    counts.readings = cut.total;
  }
  write_counts(writer, wire, counts);
  writer.key(wire.member(Field::demand_historic_data_page));
  write_page(writer, wire, call.arguments.page, cut, next_cursor(call, cut, last));
  writer.end_object();
  return data;
}

}  // namespace cems::api
