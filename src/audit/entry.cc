// Lines of the audit log, written and read.
#include "audit/entry.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/checksum.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "json/value.h"
#include "json/writer.h"

namespace cems::audit {
namespace {

constexpr std::size_t kTextBytesMax = 200;
constexpr std::string_view kHashMember = ",\"hash\":\"";

/// Characters stay; controls, and every byte of a text that is not UTF-8, are percent-encoded, so
/// that a line is one line.
std::string printable(std::string_view text) {
  const bool is_utf8 = is_valid_utf8(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool begins = byte < 0x80 || byte >= 0xC0;
    if (out.size() >= kTextBytesMax && begins) {
      return out + "...";
    }
    const bool plain = byte >= 0x80 ? is_utf8 : byte >= 0x20 && byte != 0x7F;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::optional<std::uint64_t> number_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  if (value == nullptr || !value->is(json::Kind::number)) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const char* const end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string text_at(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is(json::Kind::string) ? value->text : std::string();
}

std::optional<TimeMs> time_at(const json::Value& object, std::string_view name) {
  const Result<TimeMs> time = parse_time(text_at(object, name), Zone());
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

std::string write_line(const Entry& entry, Link& before) {
  std::string line;
  json::Writer writer(line);
  writer.begin_object();
  writer.key("prev").value(before.hash);
  writer.key("seq").value(static_cast<std::int64_t>(before.number + 1));
  writer.key("time").value(format_time(entry.time, Zone()));
  writer.key("actor").value(printable(entry.actor));
  writer.key("token").value(printable(entry.token));
  writer.key("action").value(printable(entry.action));
  writer.key("object").value(printable(entry.object));
  writer.key("result").value(printable(entry.result));
  writer.key("source").value(printable(entry.source));
  if (entry.count != 1) {
    writer.key("count").value(static_cast<std::int64_t>(entry.count));
    writer.key("first").value(format_time(entry.first, Zone()));
  }
  writer.end_object();
  line.pop_back();  // The brace: the hash comes before it.
  before.hash = sha256_hex(line);
  ++before.number;
  line.append(kHashMember).append(before.hash).append("\"}\n");
  return line;
}

Result<Line> read_line(std::string_view text) {
  const Error no_line{Errc::corrupt, "it is no line of an audit log"};
  const Result<json::Value> value = json::parse(text);
  const std::size_t tail = kHashMember.size() + kHashDigits + 2;
  if (!value || !value->is(json::Kind::object) || text.size() <= tail ||
      !text.substr(text.size() - tail).starts_with(kHashMember)) {
    return no_line;
  }
  const auto number = number_of(*value, "seq");
  const auto time = time_at(*value, "time");
  Line line{text_at(*value, "prev"), {}, false, {}};
  line.link.hash = text_at(*value, "hash");
  if (!number || !time || line.link.hash.size() != kHashDigits) {
    return no_line;
  }
  line.link.number = *number;
  line.is_sound = sha256_hex(text.substr(0, text.size() - tail)) == line.link.hash;
  line.entry = {*time,
                text_at(*value, "actor"),
                text_at(*value, "token"),
                text_at(*value, "action"),
                text_at(*value, "object"),
                text_at(*value, "result"),
                text_at(*value, "source"),
                number_of(*value, "count").value_or(1),
                time_at(*value, "first").value_or(TimeMs{})};
  return line;
}

}  // namespace cems::audit
