// Records of the archive, written by the field table.
#include "api/write_static.h"

#include "catalog/archive_reader.h"
#include "model/record_write.h"

namespace cems::api {
namespace {

using model::Field;
using model::FieldInfo;

void write_parameters(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point) {
  writer.begin_array();
  for (const catalog::Parameter& parameter : point.parameters) {
    model::write_record(writer, parameter.record, wire.names());
  }
  writer.end_array();
}

}  // namespace

void write_cems(json::Writer& writer, const Call& call) {
  model::Record record = call.site.record;
  if (!call.sees_contacts) {
    if (const auto contact = record.text(Field::cems_contact)) {
      record.set_text(Field::cems_contact, catalog::mask_contact(*contact));
    }
    if (const auto phone = record.text(Field::cems_phone)) {
      record.set_text(Field::cems_phone, catalog::mask_phone(*phone));
    }
  }
  model::write_record(writer, record, call.wire.names());
}

void write_category(json::Writer& writer, const spec::Wire& wire, const catalog::Category& category,
                    const CategoryParts& parts) {
  model::Record record = category.record;
  record.set_integer(Field::category_point_count, static_cast<std::int64_t>(category.points_below));
  writer.begin_object();
  model::write_members(writer, record, wire.names(), [&](const FieldInfo& field) {
    if (field.field == Field::category_categories && parts.categories) {
      parts.categories();
    } else if (field.field == Field::category_points && parts.points) {
      parts.points();
    }
  });
  writer.end_object();
}

void write_point(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point) {
  write_point_above(writer, wire, point, true, nullptr);
}

void write_point_above(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point,
                       bool with_parameters, const std::function<void()>& children) {
  writer.begin_object();
  model::write_members(writer, point.record, wire.names(), [&](const FieldInfo& field) {
    if (field.field == Field::point_parameters) {
      writer.key(wire.member(field.field));
      if (with_parameters) {
        write_parameters(writer, wire, point);
      } else {
        writer.begin_array().end_array();
      }
    } else if (field.field == Field::point_points && children) {
      writer.key(wire.member(field.field));
      children();
    }
  });
  writer.end_object();
}

}  // namespace cems::api
