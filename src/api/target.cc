// Request targets through Boost.URL, request bodies through the JSON reader.
#include "api/target.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

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

Result<std::string> scalar_text(const json::Value& value, std::string_view name) {
  switch (value.kind) {
    case json::Kind::string:
    case json::Kind::number:
      return value.text;
    case json::Kind::boolean:
      return std::string(value.boolean ? "true" : "false");
    case json::Kind::null:
    case json::Kind::array:
    case json::Kind::object:
      break;
  }
  return Error{
      Errc::invalid_argument,
      fmt::format("member {} must be a string, a number, true, false or a list of them", name)};
}

Result<std::string> list_text(const json::Value& list, std::string_view name) {
  std::string joined;
  for (const json::Value& item : list.items) {
    Result<std::string> text = scalar_text(item, name);
    if (!text) {
      return text;
    }
    joined += joined.empty() ? "" : ",";
    joined += *text;
  }
  return joined;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  const auto parsed = urls::parse_origin_form({target.data(), target.size()});
  if (!parsed) {
    return Error{Errc::invalid_argument,
                 "the request target is not a path and query with percent-encoding (RFC 3986)"};
  }
  Target result;
  const urls::url_view& url = *parsed;
  const auto path = url.encoded_path();
  result.path.assign(path.data(), path.size());
  for (const auto& param : url.encoded_params()) {
    NameValue pair{decoded(param.key, true), decoded(param.value, true)};
    if (!is_text(pair.name) || !is_text(pair.value)) {
      return Error{Errc::invalid_argument, "the query does not decode to UTF-8 text"};
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
    Result<std::string> value = member.value.is(json::Kind::array)
                                    ? list_text(member.value, member.name)
                                    : scalar_text(member.value, member.name);
    if (!value) {
      return value.error();
    }
    if (value->find('\0') != std::string::npos) {
      return Error{Errc::invalid_argument, fmt::format("member {} has a NUL in it", member.name)};
    }
    pairs.push_back({member.name, std::move(*value)});
  }
  return pairs;
}

}  // namespace cems::api
