// See mqtt_payload.h.
#include "ingest/mqtt_payload.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "json/writer.h"

namespace cems::ingest {
namespace {

using json::Kind;
using json::Node;
using json::Nodes;

constexpr std::string_view kBlanks = " \t\r\n";

/// Whether the first line ends an object and the next begins one, which no JSON document does.
bool is_lines(std::string_view payload) {
  const std::size_t begin = std::min(payload.find_first_not_of(kBlanks), payload.size());
  const std::size_t end = payload.find('\n', begin);
  if (end == std::string_view::npos) {
    return false;
  }
  const std::size_t before = payload.find_last_not_of(kBlanks, end);
  const std::size_t after = payload.find_first_not_of(kBlanks, end);
  return payload[before] == '}' && after != std::string_view::npos && payload[after] == '{';
}

bool is_text_or_number(Nodes value) {
  return !value.empty() && (value[0].kind == Kind::string || value[0].kind == Kind::number);
}

/// The text of a member, empty for one that is not there or is neither a text nor a number.
std::string_view text_of(Nodes value) {
  return is_text_or_number(value) ? value[0].text : std::string_view();
}

}  // namespace

void PayloadReader::read(std::string_view payload, const MqttMapping& mapping,
                         const TopicLevels& levels, std::string_view site, PayloadSink& sink) {
  mapping_ = &mapping;
  levels_ = levels;
  site_ = site;
  sink_ = &sink;
  index_ = 0;
  has_message_id_ = false;
  if (read_flat(payload)) {
    return;
  }
  if (!is_lines(payload)) {
    read_document(payload, std::nullopt);
    return;
  }
  for (std::string_view rest = payload; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(kBlanks) != std::string_view::npos) {
      read_document(line, index_);
    }
  }
}

/// An array of flat objects, each a whole reading, as most gateways send: a third of the time that
/// a tree takes. Anything odd anywhere in it, and nothing is said: the careful reader begins anew.
bool PayloadReader::read_flat(std::string_view payload) {
  const MemberNames& names = mapping_->members;
  const ColumnNames fields{names.cems, names.point, names.parameter,
                           names.time, names.value, names.quality};
  flat_.clear();
  FlatCursor cursor(payload);
  if (!cursor.take('[')) {
    return false;
  }
  FlatReading reading;
  do {
    if (!take_flat_reading(cursor, fields, reading) || !is_whole(reading)) {
      return false;
    }
    flat_.push_back(reading.raw);
  } while (cursor.take(','));
  if (!cursor.take(']') || !cursor.done() || !is_valid_utf8(payload)) {
    return false;
  }
  for (const RawReading& raw : flat_) {
    sink_->reading(index_++, raw);
  }
  return true;
}

/// Whether a reading says all that it must; completes it with what the topic says.
bool PayloadReader::is_whole(FlatReading& reading) const {
  RawReading& raw = reading.raw;
  if (reading.has[0] && raw.cems != site_) {
    return false;
  }
  raw.cems = site_;
  if (!reading.has[1]) {
    raw.point = levels_.point;
  }
  if (raw.parameter.empty()) {
    raw.parameter = levels_.parameter;
  }
  return !raw.point.empty() && !raw.parameter.empty() && !raw.time.empty() && !raw.value.empty();
}

/// `index`: of a document that is one of many, and one reading where it cannot be read.
void PayloadReader::read_document(std::string_view text, std::optional<std::size_t> index) {
  document_ = text;
  const Result<Nodes> document = json_.read(text);
  if (document) {
    take(*document, {}, true);
    return;
  }
  index_ += index ? 1 : 0;
  sink_->refused(index, {Refusal::malformed, Field::row, document.error().message});
}

void PayloadReader::take(Nodes value, const Fields& outer, bool top) {
  if (value[0].kind == Kind::array) {
    json::for_each_item(value, [&](Nodes item) { take(item, outer, false); });
    return;
  }
  if (value[0].kind != Kind::object) {
    refuse(Refusal::malformed, Field::row, "a reading must be an object");
    return;
  }
  Members members{.fields = outer, .value = {}, .readings = {}, .values = {}, .message = {}};
  if (!read_members(value, members)) {
    return;
  }
  if (top && !members.message.empty()) {
    take_message_id(members.message);
  }
  if (!members.readings.empty()) {
    if (members.readings[0].kind == Kind::array) {
      take(members.readings, members.fields, false);
    } else {
      refuse(Refusal::malformed, Field::row, mapping_->members.readings + " must be an array");
    }
  }
  if (!members.values.empty()) {
    take_values(members.values, members.fields);
  }
  if (!members.value.empty() || (members.readings.empty() && members.values.empty())) {
    take_reading(members.fields, text_of(members.fields.parameter), members.value);
  }
}

bool PayloadReader::read_members(Nodes object, Members& out) {
  const MemberNames& names = mapping_->members;
  const std::array<std::pair<const std::string*, Nodes*>, 9> places{
      {{&names.point, &out.fields.point},
       {&names.parameter, &out.fields.parameter},
       {&names.time, &out.fields.time},
       {&names.value, &out.value},
       {&names.quality, &out.fields.quality},
       {&names.cems, &out.fields.cems},
       {&names.readings, &out.readings},
       {&names.values, &out.values},
       {&names.message, &out.message}}};
  unsigned seen = 0;
  const std::string* twice = nullptr;
  json::for_each_member(object, [&](std::string_view name, Nodes value) {
    for (unsigned i = 0; i < places.size(); ++i) {
      if (*places[i].first != name) {
        continue;
      }
      twice = (seen >> i & 1U) != 0 ? places[i].first : twice;
      seen |= 1U << i;
      if (value[0].kind != Kind::null) {  // As if it were not there.
        *places[i].second = value;
      }
      return;
    }
  });
  if (twice != nullptr) {
    refuse(Refusal::malformed, Field::row, "the name " + quote(*twice) + " appears twice");
  }
  return twice == nullptr;
}

void PayloadReader::take_values(Nodes values, const Fields& fields) {
  if (values[0].kind != Kind::object) {
    refuse(Refusal::malformed, Field::row, mapping_->members.values + " must be an object");
    return;
  }
  json::for_each_member(values, [&](std::string_view parameter, Nodes value) {
    take_reading(fields, parameter, value[0].kind == Kind::null ? Nodes() : value);
  });
}

void PayloadReader::take_reading(const Fields& fields, std::string_view parameter, Nodes value) {
  const MemberNames& names = mapping_->members;
  RawReading raw{
      .cems = site_,
      .point = fields.point.empty() ? levels_.point : text_of(fields.point),
      .parameter = parameter.empty() ? levels_.parameter : parameter,
      .time = fields.time.empty() ? std::string_view() : of_payload(time_text(fields.time[0])),
      .value = of_payload(text_of(value)),
      .quality = text_of(fields.quality)};
  if (!fields.cems.empty() && text_of(fields.cems) != site_) {
    refuse(Refusal::unknown_series, Field::cems,
           "the topic is of site " + quote(site_) + ", the payload names " +
               quote(text_of(fields.cems)));
  } else if (raw.point.empty()) {
    refuse(Refusal::missing, Field::point, names.point + " is missing");
  } else if (raw.parameter.empty()) {
    refuse(Refusal::missing, Field::parameter, names.parameter + " is missing");
  } else if (fields.time.empty()) {
    refuse(Refusal::missing, Field::time, names.time + " is missing");
  } else if (raw.time.empty()) {
    refuse(Refusal::bad_time, Field::time, names.time + " is no time");
  } else if (value.empty()) {
    refuse(Refusal::missing, Field::value, names.value + " is missing");
  } else if (!is_text_or_number(value)) {
    refuse(Refusal::not_a_number, Field::value, names.value + " is not a number");
  } else if (!fields.quality.empty() && !is_text_or_number(fields.quality)) {
    refuse(Refusal::bad_quality, Field::quality, names.quality + " must be an integer of 0 to 255");
  } else {
    sink_->reading(index_++, raw);
  }
}

/// A number counts from 1970; its text in UTC is what a text would have said. Empty: no such time.
std::string_view PayloadReader::time_text(const Node& node) {
  if (node.kind == Kind::string) {
    return node.text;
  }
  if (node.kind != Kind::number) {
    return {};
  }
  if (node.text == epoch_) {
    return epoch_text_;
  }
  const Result<Decimal> number = Decimal::parse(node.text);
  const std::int64_t unit = mapping_->epoch_unit_ms;
  if (!number || *number < Decimal::from_integer(kTimeMin.ms / unit) ||
      *number > Decimal::from_integer((kTimeMax.ms - 1) / unit)) {
    return {};
  }
  // Seconds may have a fraction, down to milliseconds: shift the point, then it must be whole.
  const Decimal ms = Decimal::from(number->mantissa(), number->scale() - (unit == 1 ? 0 : 3));
  if (ms.scale() > 0) {
    return {};
  }
  auto whole = static_cast<std::int64_t>(ms.mantissa());
  for (int scale = ms.scale(); scale < 0; ++scale) {
    whole *= 10;
  }
  epoch_.assign(node.text);
  epoch_text_ = format_time({whole}, Zone::fixed(0));
  return epoch_text_;
}

/// The place in the payload where a text of the document stands, where there is one.
std::string_view PayloadReader::of_payload(std::string_view text) const {
  const std::string_view source = json_.source();
  if (source.size() != document_.size() || !lies_in(text, source)) {
    return text;
  }
  return document_.substr(static_cast<std::size_t>(text.data() - source.data()), text.size());
}

void PayloadReader::take_message_id(Nodes id) {
  constexpr std::size_t kIdBytesMax = 256;
  if (!is_text_or_number(id) || id[0].text.size() > kIdBytesMax || has_message_id_) {
    return;  // Not worth refusing readings for.
  }
  has_message_id_ = true;
  std::string json;
  if (id[0].kind == Kind::number) {
    json = id[0].text;
  } else {
    json::append_string(json, id[0].text);
  }
  sink_->message_id(std::move(json));
}

void PayloadReader::refuse(Refusal refusal, Field field, std::string reason) {
  sink_->refused(index_++, {refusal, field, std::move(reason)});
}

}  // namespace cems::ingest
