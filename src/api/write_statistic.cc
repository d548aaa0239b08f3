// Statistic rows, member by member.
#include "api/write_statistic.h"

#include <iterator>

#include <fmt/format.h>

#include "api/statistic_words.h"

namespace cems::api {
namespace {

using model::Field;

void write_number(json::Writer& writer, const std::optional<Decimal>& number) {
  if (number) {
    writer.value(*number);
  } else {
    writer.null();
  }
}

void write_count(json::Writer& writer, const json::Name& name, std::uint64_t count) {
  writer.key(name).value(static_cast<std::int64_t>(count));
}

/// 6.10 of each bucket: stamped with its begin, and the period as it was clipped. Texts that need
/// no escapes, put down as they are: a row may have hundreds of thousands of them.
void write_cells(json::Writer& writer, const RowContext& context,
                 const std::vector<query::Cell>& cells) {
  const spec::Wire& wire = context.call.wire;
  const auto name = [&wire](Field field) { return wire.member(field).text(); };
  const std::string open = fmt::format("{{{}\"", name(Field::reading_time_stamp));
  const std::string value = fmt::format("\",{}", name(Field::reading_value));
  const std::string period = fmt::format(",{}\"", name(Field::reading_time_period));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string& out = writer.values_here();
    const std::optional<Decimal> printed = cells[i].printed();
    out.append(open).append(context.buckets.begin(i)).append(value);
    if (printed) {
      printed->append_to(out);
    } else {
      out.append("null");
    }
    const Quality quality = cells[i].printed_quality(printed);
    if (quality != Quality::valid) {
      fmt::format_to(std::back_inserter(out), ",{}{}", name(Field::reading_quality),
                     static_cast<unsigned>(quality));
    }
    out.append(period).append(context.buckets.period(i)).append("\"}");
  }
}

void write_source(json::Writer& writer, const spec::Wire& wire, std::string_view id,
                  std::string_view version) {
  writer.begin_object();
  writer.key(wire.member(Field::receipt_source_id)).value(id);
  writer.key(wire.member(Field::receipt_source_version)).value(version);
  writer.end_object();
}

void write_coverage(json::Writer& writer, const spec::Wire& wire, const query::Coverage& coverage) {
  write_count(writer, wire.member(Field::statistic_receipt_present), coverage.present);
  writer.key(wire.member(Field::statistic_receipt_expected));
  if (coverage.expected) {
    writer.value(static_cast<std::int64_t>(*coverage.expected));
  } else {
    writer.null();
  }
}

void write_percent(json::Writer& writer, const spec::Wire& wire, const query::Coverage& coverage) {
  writer.key(wire.member(Field::statistic_receipt_coverage));
  if (!coverage.expected || *coverage.expected == 0) {
    writer.null();
    return;
  }
  const Fraction percent = Fraction(static_cast<std::int64_t>(coverage.present)) * 100 /
                           static_cast<std::int64_t>(*coverage.expected);
  write_number(writer, percent.to_significant());
}

void write_receipt(json::Writer& writer, const spec::Wire& wire, const query::Receipt& receipt) {
  write_count(writer, wire.member(Field::statistic_receipt_samples), receipt.samples);
  writer.key(wire.member(Field::statistic_receipt_qualities)).begin_object();
  for (const auto& [quality, count] : receipt.qualities) {
    writer.key(fmt::format("{}", quality)).value(static_cast<std::int64_t>(count));
  }
  writer.end_object();
  writer.key(wire.member(Field::statistic_receipt_algorithm)).value(receipt.algorithm);
  writer.key(wire.member(Field::statistic_receipt_tariff)).begin_array();
  for (const catalog::TariffUse& use : receipt.tariff) {
    write_source(writer, wire, use.scheme, use.version);
  }
  writer.end_array();
  if (!receipt.factor_set.empty()) {
    writer.key(wire.member(Field::statistic_receipt_factors));
    write_source(writer, wire, receipt.factor_set, receipt.factor_version);
  }
  writer.key(wire.member(Field::statistic_receipt_notes)).begin_array();
  for (const std::string& note : receipt.notes) {
    writer.value(note);
  }
  writer.end_array();
  writer.key(wire.member(Field::statistic_receipt_digest)).value(receipt.digest);
}

void write_extension(json::Writer& writer, const spec::Wire& wire, const query::StatisticRow& row) {
  write_receipt_of(writer, wire, row.coverage, row.receipt);
}

void write_extreme(json::Writer& writer, const Call& call, const std::optional<query::Cell>& cell,
                   Field value, std::optional<Field> time) {
  if (!cell) {
    return;
  }
  writer.key(call.wire.member(value));
  write_number(writer, cell->printed());
  if (time && cell->value) {
    writer.key(call.wire.member(*time)).value(format_time(cell->at, call.site.zone));
  }
}

}  // namespace

void write_receipt_of(json::Writer& writer, const spec::Wire& wire, const query::Coverage& coverage,
                      const std::optional<query::Receipt>& receipt) {
  writer.begin_object();
  write_coverage(writer, wire, coverage);
  if (receipt) {
    write_percent(writer, wire, coverage);
    write_receipt(writer, wire, *receipt);
  }
  writer.end_object();
}

void write_row_parameter(json::Writer& writer, const RowContext& context,
                         const RowParameter& parameter, const query::StatisticRow& row,
                         bool with_receipt) {
  const spec::Wire& wire = context.call.wire;
  writer.begin_object();
  writer.key(wire.member(Field::parameter_parameter_id)).value(parameter.id);
  writer.key(wire.member(Field::parameter_name)).value(parameter.name);
  if (parameter.type) {
    writer.key(wire.member(Field::parameter_reading_type_id)).value(parameter.type->to_string());
  }
  writer.key(wire.member(Field::parameter_unit)).value(parameter.unit);
  writer.key(wire.member(Field::parameter_readings)).begin_array();
  write_cells(writer, context, row.cells);
  writer.end_array();
  if (with_receipt && row.receipt) {
    writer.key(wire.member(Field::parameter_extension));
    write_extension(writer, wire, row);
  }
  writer.end_object();
}

void write_statistic_point(json::Writer& writer, const RowContext& context,
                           const catalog::Point& point, query::Aggregate aggregate,
                           const RowParameter& parameter, const query::StatisticRow& row) {
  const Call& call = context.call;
  const spec::Wire& wire = call.wire;
  writer.begin_object();
  writer.key(wire.member(Field::simple_statistic_point_point_id)).value(point.id.view());
  writer.key(wire.member(Field::simple_statistic_point_name)).value(point.name);
  if (point.parent != nullptr) {
    writer.key(wire.member(Field::simple_statistic_point_parent_point_id))
        .value(point.parent->id.view());
  }
  writer.key(wire.member(Field::simple_statistic_point_tou))
      .value(static_cast<std::int64_t>(row.tou));
  writer.key(wire.member(Field::simple_statistic_point_aggregate)).value(aggregate_word(aggregate));
  writer.key(wire.member(Field::simple_statistic_point_parameter));
  write_row_parameter(writer, context, parameter, row, false);
  if (aggregate == query::Aggregate::sum) {
    writer.key(wire.member(Field::simple_statistic_point_total));
    write_number(writer, row.whole.printed());
  }
  write_extreme(writer, call, row.maximum, Field::simple_statistic_point_max,
                Field::simple_statistic_point_max_time);
  write_extreme(writer, call, row.minimum, Field::simple_statistic_point_min,
                Field::simple_statistic_point_min_time);
  write_extreme(writer, call, row.average, Field::simple_statistic_point_avg, std::nullopt);
  if (row.ratio) {
    writer.key(wire.member(Field::simple_statistic_point_ratio));
    write_number(writer, row.ratio->to_significant());
  }
  writer.key(wire.member(Field::simple_statistic_point_extension));
  write_extension(writer, wire, row);
  writer.end_object();
}

RowParameter row_parameter(const catalog::Site& site, const query::RowSource& source,
                           model::TouClass tou, query::Period period) {
  if (const auto* series = std::get_if<query::StatisticSeries>(&source.what)) {
    const catalog::Parameter& shown = *series->shown.parameter;
    return {shown.id.view(), shown.name, shown.unit, query::row_type(*series, tou, period)};
  }
  const spec::IndicatorInfo& info = *std::get<query::IndicatorAsk>(source.what).indicator;
  return {info.parameter_id, info.chinese, query::unit_of(info, site), std::nullopt};
}

query::Aggregate row_aggregate(const query::RowSource& source) {
  if (const auto* series = std::get_if<query::StatisticSeries>(&source.what)) {
    return series->aggregate;
  }
  return std::get<query::IndicatorAsk>(source.what).indicator->is_sum ? query::Aggregate::sum
                                                                      : query::Aggregate::average;
}

}  // namespace cems::api
