// Request targets through Boost.URL, request bodies through the JSON reader.
#include "api/target.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/utf8.h"
#include "json/value.h"

namespace cems::api {
namespace {

namespace urls = boost::urls;

bool is_text(std::string_view text) {
  return is_valid_utf8(text) && text.find('\0') == std::string_view::npos;
}

std::string decoded(urls::pct_string_view encoded, bool plus_is_blank) {
  urls::encoding_opts options;
  options.space_as_plus = plus_is_blank;
  return encoded.decode(options);
}

/// Appends the text of a string, number or boolean; false for anything else.
bool append_scalar(std::string& out, const json::Value& value) {
  switch (value.kind) {
    case json::Kind::string:
    case json::Kind::number:
      out += value.text;
      return value.text.find('\0') == std::string::npos;
    case json::Kind::boolean:
      out += value.boolean ? "true" : "false";
      return true;
    case json::Kind::null:
    case json::Kind::array:
    case json::Kind::object:
      break;
  }
  return false;
}

bool append_list(std::string& out, const json::Value& list) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    out += i == 0 ? "" : ",";
    if (!append_scalar(out, list.items[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

Target parse_target(std::string_view target) {
  Target result;
  result.path = target.substr(0, target.find('?'));
  const auto parsed = urls::parse_origin_form({target.data(), target.size()});
  if (!parsed) {
    result.fault = Error{Errc::invalid_argument,
                         "the query is not percent-encoded as RFC 3986 says, such as %2B for +"};
    return result;
  }
  const urls::url_view& url = *parsed;
  for (const auto& param : url.encoded_params()) {
    NameValue pair{decoded(param.key, true), decoded(param.value, true)};
    if (!is_text(pair.name) || !is_text(pair.value)) {
      result.fault = Error{Errc::invalid_argument, "the query does not decode to UTF-8 text"};
      return result;
    }
    result.query.push_back(std::move(pair));
  }
  return result;
}

Result<std::string> decode_segment(std::string_view segment) {
  const auto encoded = urls::make_pct_string_view({segment.data(), segment.size()});
  if (!encoded) {
    return Error{Errc::invalid_argument, "a path segment has broken percent-encoding"};
  }
  std::string text = decoded(*encoded, false);
  if (!is_text(text) || text.find('/') != std::string::npos) {
    return Error{Errc::invalid_argument, "a path segment does not decode to UTF-8 text"};
  }
  return text;
}

Result<std::vector<NameValue>> parse_body(std::string_view text) {
  const Result<json::Value> body = json::parse(text);
  if (!body) {
    return body.error();
  }
  if (!body->is(json::Kind::object)) {
    return Error{Errc::invalid_argument, "the body must be a JSON object of parameters"};
  }
  std::vector<NameValue> pairs;
  for (const json::Member& member : body->members) {
    if (member.value.is(json::Kind::null)) {
      continue;  // Clients print unset optional members as null.
    }
    NameValue pair{member.name, {}};
    pair.is_text = member.value.is(json::Kind::array) ? append_list(pair.value, member.value)
                                                      : append_scalar(pair.value, member.value);
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace cems::api
