// See mqtt_mapping.h. The form of the file is in docs/mqtt.md.
#include "ingest/mqtt_mapping.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/quote.h"
#include "json/value.h"
#include "mqtt/topic.h"

namespace cems::ingest {
namespace {

constexpr std::string_view kTopic = "cems/{cems}/gateway/{gateway}/readings";
constexpr std::string_view kReport = "cems/{cems}/gateway/{gateway}/ack";

Error mapping_error(std::string what) {
  return {Errc::invalid_argument, "MQTT mapping: " + std::move(what)};
}

std::array<std::pair<std::string_view, std::string*>, 9> places_of(MemberNames& names) {
  return {{{"cems", &names.cems},
           {"point", &names.point},
           {"parameter", &names.parameter},
           {"time", &names.time},
           {"value", &names.value},
           {"quality", &names.quality},
           {"readings", &names.readings},
           {"values", &names.values},
           {"message", &names.message}}};
}

Status read_members(const json::Value& value, MemberNames& names) {
  if (!value.is(json::Kind::object)) {
    return mapping_error("members must be an object");
  }
  const auto places = places_of(names);
  for (const json::Member& member : value.members) {
    const auto* const place = std::find_if(places.begin(), places.end(), [&](const auto& known) {
      return known.first == member.name;
    });
    if (place == places.end()) {
      return mapping_error("members has no " + quote(member.name) +
                           "; known are cems, point, parameter, time, value, quality, readings, "
                           "values and message");
    }
    if (!member.value.is(json::Kind::string) || member.value.text.empty()) {
      return mapping_error("members." + member.name + " must be the name of a member");
    }
    *place->second = member.value.text;
  }
  std::set<std::string_view> used;
  for (const auto& [role, name] : places) {
    if (!used.insert(*name).second) {
      return mapping_error("the member " + quote(*name) + " cannot be two things");
    }
  }
  return Unit{};
}

Status read_pattern(const json::Member& member, TopicPattern& into) {
  if (!member.value.is(json::Kind::string)) {
    return mapping_error(member.name + " must be a text such as " + quote(kTopic));
  }
  Result<TopicPattern> parsed = TopicPattern::parse(member.value.text);
  if (!parsed) {
    return mapping_error(member.name + ": " + parsed.error().message);
  }
  into = std::move(*parsed);
  return Unit{};
}

Status read_member(const json::Member& member, MqttMapping& out) {
  if (member.name == "topic") {
    return read_pattern(member, out.topic);
  }
  if (member.name == "ack") {
    if (member.value.is(json::Kind::null)) {
      out.report.reset();
      return Unit{};
    }
    out.report = out.topic;
    return read_pattern(member, *out.report);
  }
  if (member.name == "members") {
    return read_members(member.value, out.members);
  }
  if (member.name == "cems") {
    if (!member.value.is(json::Kind::string) || member.value.text.empty()) {
      return mapping_error("cems must be the id of a site");
    }
    out.cems = member.value.text;
    return Unit{};
  }
  if (member.name == "epoch") {
    if (member.value.text != "ms" && member.value.text != "s") {
      return mapping_error("epoch must be \"ms\" or \"s\"");
    }
    out.epoch_unit_ms = member.value.text == "ms" ? 1 : kMsPerSecond;
    return Unit{};
  }
  return mapping_error("there is no " + quote(member.name) +
                       "; known are topic, ack, cems, members and epoch");
}

Result<MqttMapping> read_mapping(const json::Value& value, const ColumnNames& columns) {
  if (!value.is(json::Kind::object)) {
    return mapping_error("a mapping must be an object");
  }
  MqttMapping out = standard_mapping(columns);
  if (value.find("topic") != nullptr && value.find("ack") == nullptr) {
    out.report.reset();  // Ours is beside our own topic, not beside any.
  }
  for (const json::Member& member : value.members) {
    if (const Status read = read_member(member, out); !read) {
      return read.error();
    }
  }
  if (out.topic.names_cems() == !out.cems.empty()) {
    return mapping_error(
        "the site must be said once, by {cems} in topic or by cems, so that a "
        "gateway cannot write into another site");
  }
  if (out.report && (!out.report->is_topic() || !out.topic.names_all_of(*out.report))) {
    return mapping_error("ack must be a topic of texts and names that topic has too");
  }
  return out;
}

}  // namespace

MqttMapping standard_mapping(const ColumnNames& columns) {
  Result<TopicPattern> topic = TopicPattern::parse(kTopic);
  Result<TopicPattern> report = TopicPattern::parse(kReport);
  CEMS_ASSERT(topic && report);
  MqttMapping out{
      .topic = std::move(*topic), .report = std::move(*report), .cems = {}, .members = {}};
  const std::array<std::string*, 6> names{&out.members.cems,      &out.members.point,
                                          &out.members.parameter, &out.members.time,
                                          &out.members.value,     &out.members.quality};
  for (std::size_t i = 0; i < names.size(); ++i) {
    *names[i] = columns[i];
  }
  return out;
}

Result<std::vector<MqttMapping>> parse_mappings(std::string_view text, const ColumnNames& columns) {
  const Result<json::Value> file = json::parse(text);
  if (!file) {
    return mapping_error(file.error().message);
  }
  std::vector<MqttMapping> out;
  const bool many = file->is(json::Kind::array);
  for (std::size_t i = 0; i < (many ? file->items.size() : 1); ++i) {
    Result<MqttMapping> mapping = read_mapping(many ? file->items[i] : *file, columns);
    if (!mapping) {
      return mapping.error();
    }
    out.push_back(std::move(*mapping));
  }
  if (out.empty()) {
    return mapping_error("there is none in the file");
  }
  for (const MqttMapping& a : out) {
    for (const MqttMapping& b : out) {
      if (a.report && mqtt::overlap(a.report->filter(), b.topic.filter())) {
        return mapping_error("what is published to an ack topic would come back as readings of " +
                             quote(b.topic.filter()));
      }
    }
  }
  return out;
}

}  // namespace cems::ingest
