// A JSON list of the question's fingerprint, the page and the place, in base64url.
#include "api/cursor.h"

#include <charconv>

#include "base/base64.h"
#include "base/checksum.h"
#include "json/value.h"
#include "json/writer.h"

namespace cems::api {
namespace {

constexpr std::size_t kFingerprintChars = 16;  // 64 bits: mistakes, not attacks.
constexpr std::size_t kMembers = 6;

std::string fingerprint(std::string_view question) {
  return sha256_hex(question).substr(0, kFingerprintChars);
}

template <class Integer>
bool read_integer(const json::Value& value, Integer& out) {
  const char* end = value.text.data() + value.text.size();
  return value.is(json::Kind::number) && std::from_chars(value.text.data(), end, out).ptr == end;
}

}  // namespace

std::string encode_cursor(const Cursor& cursor, std::string_view question) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  writer.value(fingerprint(question));
  writer.value(static_cast<std::int64_t>(cursor.page));
  writer.value(cursor.after.point.view());
  writer.value(cursor.after.parameter.view());
  writer.value(std::int64_t{cursor.after.tou});
  writer.value(cursor.after.at.ms);
  writer.end_array();
  return base64url_encode(text);
}

std::optional<Cursor> decode_cursor(std::string_view text, std::string_view question) {
  const std::optional<std::string> bytes = base64url_decode(text);
  if (!bytes) {
    return std::nullopt;
  }
  const Result<json::Value> list = json::parse(*bytes);
  if (!list || !list->is(json::Kind::array) || list->items.size() != kMembers ||
      list->items[0].text != fingerprint(question)) {
    return std::nullopt;
  }
  Cursor cursor;
  cursor.after.point = PointId(list->items[2].text);
  cursor.after.parameter = ParameterId(list->items[3].text);
  if (!read_integer(list->items[1], cursor.page) || cursor.page == 0 ||
      !read_integer(list->items[4], cursor.after.tou) ||
      !read_integer(list->items[5], cursor.after.at.ms)) {
    return std::nullopt;
  }
  return cursor;
}

}  // namespace cems::api
