// See mqtt_report.h.
#include "ingest/mqtt_report.h"

#include <utility>

#include "base/limits.h"
#include "json/writer.h"

namespace cems::ingest {
namespace {

std::string_view member_of(Field field, const MemberNames& names) {
  switch (field) {
    case Field::row:
      break;
    case Field::cems:
      return names.cems;
    case Field::point:
      return names.point;
    case Field::parameter:
      return names.parameter;
    case Field::time:
      return names.time;
    case Field::value:
      return names.value;
    case Field::quality:
      return names.quality;
  }
  return {};
}

}  // namespace

void MqttReport::reject(std::optional<std::size_t> index, Fault fault) {
  ++rejected_count;
  if (rejected.size() < limits::kMqttRejectedListedMax) {
    rejected.push_back({index, std::move(fault)});
  }
}

void append_report(std::string& out, const MqttReport& report, const MemberNames& names,
                   const CodeOf& code_of) {
  json::Writer writer(out);
  writer.begin_object();
  if (!report.message_id.empty()) {
    writer.key(names.message).raw(report.message_id);
  }
  writer.key("accepted").value(static_cast<std::int64_t>(report.accepted));
  writer.key("corrected").value(static_cast<std::int64_t>(report.corrected));
  writer.key("duplicate").value(static_cast<std::int64_t>(report.duplicate));
  writer.key("rejectedCount").value(static_cast<std::int64_t>(report.rejected_count));
  writer.key("rejected").begin_array();
  for (const MqttReport::Rejected& rejected : report.rejected) {
    writer.begin_object();
    if (rejected.index) {
      writer.key("index").value(static_cast<std::int64_t>(*rejected.index));
    }
    if (const std::string_view member = member_of(rejected.fault.field, names); !member.empty()) {
      writer.key("field").value(member);
    }
    writer.key("code").value(std::int64_t{code_of(rejected.fault.refusal)});
    writer.key("reason").value(rejected.fault.reason);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  out += '\n';
}

}  // namespace cems::ingest
