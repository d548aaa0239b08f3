// The shared parts of answers.
#include "api/answer_parts.h"

#include <limits>

namespace cems::api {
namespace {

using model::Field;

void write_count(json::Writer& writer, const spec::Wire& wire, Field field,
                 const std::optional<std::uint64_t>& count) {
  if (count) {
    writer.key(wire.member(field)).value(static_cast<std::int64_t>(*count));
  }
}

}  // namespace

void write_cems_reference(json::Writer& writer, const spec::Wire& wire, const catalog::Site& site) {
  writer.begin_object();
  writer.key(wire.member(Field::cems_cems_id)).value(site.id.view());
  writer.key(wire.member(Field::cems_name)).value(site.name);
  writer.end_object();
}

void open_simple_point(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point) {
  writer.begin_object();
  writer.key(wire.member(Field::simple_point_point_id)).value(point.id.view());
  writer.key(wire.member(Field::simple_point_name)).value(point.name);
  if (point.parent != nullptr) {
    writer.key(wire.member(Field::simple_point_parent_point_id)).value(point.parent->id.view());
  }
  if (const auto status = point.record.integer(Field::point_status)) {
    writer.key(wire.member(Field::simple_point_status)).value(*status);
  }
}

void open_parameter(json::Writer& writer, const spec::Wire& wire,
                    const catalog::Parameter& parameter) {
  writer.begin_object();
  writer.key(wire.member(Field::parameter_parameter_id)).value(parameter.id.view());
  writer.key(wire.member(Field::parameter_name)).value(parameter.name);
  if (!parameter.reading_type_id.empty()) {
    writer.key(wire.member(Field::parameter_reading_type_id)).value(parameter.reading_type_id);
  }
  writer.key(wire.member(Field::parameter_unit)).value(parameter.unit);
}

void write_reading(json::Writer& writer, const spec::Wire& wire, const Zone& zone,
                   const Reading& reading) {
  writer.begin_object();
  writer.key(wire.member(Field::reading_time_stamp)).value(format_time(reading.at, zone));
  writer.key(wire.member(Field::reading_value)).value(reading.value);
  if (reading.quality != Quality::valid) {
    writer.key(wire.member(Field::reading_quality))
        .value(static_cast<std::int64_t>(reading.quality));
  }
  writer.end_object();
}

void write_counts(json::Writer& writer, const spec::Wire& wire, const Counts& counts) {
  writer.begin_object();
  write_count(writer, wire, Field::data_count_total, counts.total);
  write_count(writer, wire, Field::data_count_category_count, counts.categories);
  write_count(writer, wire, Field::data_count_point_count, counts.points);
  write_count(writer, wire, Field::data_count_parameter_count, counts.parameters);
  write_count(writer, wire, Field::data_count_reading_count, counts.readings);
  writer.end_object();
}

void write_page(json::Writer& writer, const spec::Wire& wire, const query::PageRequest& request,
                const query::PageCut& cut, std::string_view next) {
  writer.begin_object();
  write_count(writer, wire, Field::page_page_no, request.number);
  write_count(writer, wire, Field::page_page_size, request.size);
  write_count(writer, wire, Field::page_total_pages, cut.pages);
  writer.key(wire.member(Field::page_has_next)).boolean(cut.has_next);
  if (!next.empty()) {
    writer.key(wire.member(Field::page_next)).value(next);
  }
  writer.end_object();
}

Checked<Data> begin_body(std::unique_ptr<http::BodySource> body) {
  Data data;
  const Result<bool> more = body->read(data.text);
  if (!more) {
    return tl::make_unexpected(storage_problem(more.error()));
  }
  if (*more) {
    data.rest = std::move(body);
  }
  return data;
}

Checked<Data> begin_csv(std::unique_ptr<http::BodySource> body) {
  Checked<Data> data = begin_body(std::move(body));
  if (data) {
    data->is_csv = true;
  }
  return data;
}

query::PageRequest csv_page(const Call& call) {
  return call.arguments.page_given
             ? call.arguments.page
             : query::PageRequest{1, std::numeric_limits<std::uint64_t>::max()};
}

}  // namespace cems::api
