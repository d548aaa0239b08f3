// Pieces that are ready, and readings between them.
#include "api/watch_writer.h"

#include <fmt/format.h>

#include "api/answer_parts.h"
#include "base/assert.h"
#include "spec/code_tables.h"

namespace cems::api {
namespace {

using model::Field;

constexpr std::string_view kParameterEnd = "]}";  // Its readings, itself.
constexpr std::string_view kPointsEnd = "]}]";    // The parameters, the point, the points.

// StreamNotice and DynamicData begin alike; a profile may give them different names.
std::string open_head(const spec::Wire& wire, const catalog::Site& site, Field cems, Field time) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key(wire.member(cems));
  write_cems_reference(writer, wire, site);
  writer.key(wire.member(time));
  return text;
}

std::string open_points(const spec::Wire& wire, const catalog::Point& point, Field points) {
  std::string text;
  json::Writer writer(text);
  writer.key(wire.member(points)).begin_array();
  open_simple_point(writer, wire, point);
  writer.key(wire.member(Field::simple_point_parameters));
  return "," + text + "[";
}

}  // namespace

std::string_view name_of(StreamEvent event) {
  const auto names = spec::enumeration("streamEvent");
  CEMS_ASSERT(static_cast<std::size_t>(event) < names.size());
  return names[static_cast<std::size_t>(event)].value;
}

std::string event_text(StreamEvent event, std::string_view id, std::string_view json) {
  return fmt::format("{}{}{}event: {}\ndata: {}\n\n", id.empty() ? "" : "id: ", id,
                     id.empty() ? "" : "\n", name_of(event), json);
}

WatchWriter::WatchWriter(const spec::Wire& wire, const catalog::Site& site,
                         const catalog::Point& point, std::span<const query::Series> series)
    : wire_(wire),
      site_(site),
      data_head_(open_head(wire, site, Field::dynamic_data_cems, Field::dynamic_data_data_time)),
      data_points_(open_points(wire, point, Field::dynamic_data_points)),
      notice_head_(
          open_head(wire, site, Field::stream_notice_cems, Field::stream_notice_data_time)),
      notice_points_(open_points(wire, point, Field::stream_notice_points)) {
  for (const query::Series& one : series) {
    std::string& text = parameters_.emplace_back();
    json::Writer writer(text);
    open_parameter(writer, wire, *one.parameter);
    writer.key(wire.member(Field::parameter_readings)).begin_array();
  }
}

std::string WatchWriter::data(const query::WatchNews& news, TimeMs now, std::string_view id) const {
  std::string json = data_head_;
  json::append_string(json, format_time(now, site_.zone));
  json += data_points_;
  for (auto one = news.readings.begin(); one != news.readings.end();) {
    const std::uint32_t series = one->series;
    json += one == news.readings.begin() ? "" : ",";
    json += parameters_[series];
    std::string rows;
    json::Writer writer(rows);
    for (; one != news.readings.end() && one->series == series; ++one) {
      write_reading(writer, wire_, site_.zone, one->reading);
    }
    json += rows;
    json += kParameterEnd;
  }
  json += kPointsEnd;
  const std::uint64_t count = news.readings.size();
  append_counts(json, Field::dynamic_data_data_count, count);
  json += '}';
  return event_text(StreamEvent::data, id, json);
}

std::string WatchWriter::revised(const std::vector<std::uint32_t>& series, TimeMs now) const {
  CEMS_ASSERT(!series.empty());
  std::string json = notice_head_;
  json::append_string(json, format_time(now, site_.zone));
  json += notice_points_;
  for (const std::uint32_t one : series) {
    json += one == series.front() ? "" : ",";
    json += parameters_[one];
    json += kParameterEnd;
  }
  json += kPointsEnd;
  json += '}';
  return event_text(StreamEvent::revised, {}, json);
}

std::string WatchWriter::skipped(const Skipped& skipped, TimeMs now) const {
  std::string json = notice_head_;
  json::append_string(json, format_time(now, site_.zone));
  if (skipped.range) {
    for (const auto& [field, moment] :
         {std::pair(Field::stream_notice_start_time, skipped.range->begin),
          std::pair(Field::stream_notice_end_time, skipped.range->end)}) {
      json += ',';
      json += wire_.member(field).text();
      json::append_string(json, format_time(moment, site_.zone));
    }
    append_counts(json, Field::stream_notice_data_count, skipped.readings);
  }
  json += '}';
  return event_text(StreamEvent::skipped, {}, json);
}

void WatchWriter::append_counts(std::string& json, Field field, std::uint64_t readings) const {
  json += ',';
  json += wire_.member(field).text();
  json::Writer writer(json);
  write_counts(writer, wire_, {readings, {}, {}, {}, readings});
}

}  // namespace cems::api
