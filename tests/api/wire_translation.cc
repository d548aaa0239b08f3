// The names of tests, there and back.
#include "wire_translation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "model/rename.h"
#include "spec/profile.h"

namespace cems::api {
namespace {

using json::Value;
using model::Field;
using model::Model;

const spec::Wire& standard() {
  return spec::Wire::standard();
}

std::optional<spec::InterfaceId> interface_of(const http::Request& asked) {
  return standard().interface_at(asked.target.substr(0, asked.target.find('?')));
}

std::string param_to_profile(const std::string& name) {
  const auto param = standard().param_named(name);
  return param ? std::string(wire_under_test().param_name(*param)) : name;
}

/// Only the names, textually: what is malformed stays as malformed as it was.
std::string query_to_profile(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    out += param_to_profile(std::string(pair.substr(0, equals)));
    out += pair.substr(equals);
    query.remove_prefix(pair.size());
    if (!query.empty()) {
      out += '&';
      query.remove_prefix(1);
    }
  }
  return out;
}

std::string written(const Value& value) {
  std::string text;
  json::write(text, value);
  return text;
}

std::string params_to_profile(const std::string& body) {
  Result<Value> document = json::parse(body);
  if (!document || !document->is(json::Kind::object)) {
    return body;
  }
  for (json::Member& member : document->members) {
    member.name = param_to_profile(member.name);
  }
  return written(*document);
}

std::string text_of(const Value& value) {
  if (value.is(json::Kind::boolean)) {
    return value.boolean ? "true" : "false";
  }
  std::string text;
  for (const char c : value.text) {
    constexpr std::string_view kPlain = "-.:,_";
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       kPlain.find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  for (const Value& item : value.items) {
    text += (text.empty() ? "" : ",") + text_of(item);
  }
  return text;
}

/// The members of a body as a query, for an interface that has no POST.
std::string query_of(const std::string& body) {
  const Result<Value> document = json::parse(body);
  std::string query;
  for (const json::Member& member : document ? document->members : std::vector<json::Member>()) {
    if (!member.value.is(json::Kind::null)) {
      query += (query.empty() ? "" : "&") + member.name + "=" + text_of(member.value);
    }
  }
  return query;
}

std::string object_to_profile(const std::string& body, Model model) {
  Result<Value> document = json::parse(body);
  if (!document) {
    return body;
  }
  model::rename_members(*document, model, standard().names(), wire_under_test().names());
  return written(*document);
}

/// The model of a body about demand response.
std::optional<Model> dr_model_of(std::string_view path) {
  if (path == "/ingest/v1/dr-events") {
    return Model::dr_order;
  }
  return path == "/ingest/v1/dr-replies" ? std::optional(Model::dr_reply) : std::nullopt;
}

using Columns = std::array<std::string_view, 6>;

std::string column_in(const Columns& to, const Columns& from, std::string_view column) {
  const auto at = std::find(from.begin(), from.end(), column);
  return std::string(at == from.end() ? column : to[static_cast<std::size_t>(at - from.begin())]);
}

/// The first line of a table in other names.
std::string csv_in(const Columns& to, const Columns& from, const std::string& body) {
  const std::size_t end = std::min(body.find_first_of("\r\n"), body.size());
  std::string out;
  std::string_view rest = std::string_view(body).substr(0, end);
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    more = comma != std::string_view::npos;
    out += column_in(to, from, rest.substr(0, comma)) + (more ? "," : "");
    rest.remove_prefix(more ? comma + 1 : rest.size());
  }
  return out + body.substr(end);
}

/// A JSON pointer into an archive.
std::string pointer_from_profile(std::string_view pointer) {
  std::string out;
  Model model = Model::archive;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    const auto field =
        model == Model::none ? std::nullopt : wire_under_test().field_named(model, token);
    out += '/';
    out += field ? standard().member_name(*field) : token;
    model = field ? model::info(*field).target : model;
  }
  return out;
}

/// What an error is about: a parameter, a header or a place of an archive.
std::string subject_from_profile(const std::string& subject) {
  if (subject.starts_with('/')) {
    return pointer_from_profile(subject);
  }
  if (const auto param = wire_under_test().param_named(subject)) {
    return std::string(standard().param_name(*param));
  }
  for (const spec::HeaderInfo& header : spec::all_headers()) {
    if (wire_under_test().header_name(header.header) == subject) {
      return std::string(header.name);
    }
  }
  return subject;
}

void code_from_profile(Value& code, Value* message) {
  const auto known = wire_under_test().code_numbered(std::atoi(code.text.c_str()));
  if (!known) {
    ADD_FAILURE() << code.text << " is no code of the profile";
    return;
  }
  code.text = std::to_string(standard().code_number(*known));
  for (const auto language : {spec::Language::chinese, spec::Language::english}) {
    const std::string_view text = wire_under_test().message(*known, language);
    if (message != nullptr && message->text.starts_with(text)) {
      message->text.replace(0, text.size(), standard().message(*known, language));
      return;
    }
  }
}

}  // namespace

const spec::Wire& wire_under_test() {
  static const spec::Wire wire = [] {
    const char* const file = std::getenv("CEMS_TEST_PROFILE");
    if (file == nullptr) {
      return spec::Wire::standard();
    }
    spec::ProfileReading reading = spec::read_profile(*read_file(file, 1U << 20U));
    return std::move(*reading.wire);
  }();
  return wire;
}

bool is_renamed() {
  return std::getenv("CEMS_TEST_PROFILE") != nullptr;
}

http::Request to_profile(http::Request request) {
  if (!is_renamed()) {
    return request;
  }
  const spec::Wire& wire = wire_under_test();
  const std::size_t mark = request.target.find('?');
  const bool has_query = mark != std::string::npos;
  const std::string path = request.target.substr(0, mark);
  const auto interface = interface_of(request);
  if (interface) {
    const std::string query = has_query ? request.target.substr(mark + 1) : "";
    request.target = wire.interface_path(*interface);
    request.target += has_query ? "?" + query_to_profile(query) : "";
    request.body = params_to_profile(request.body);
    if (request.method == "GET" && !wire.takes(*interface, spec::Method::get)) {
      request.method = "POST";
      request.body = "{}";
      request.fields.push_back({"content-type", "application/json"});
    } else if (request.method == "POST" && !wire.takes(*interface, spec::Method::post)) {
      request.method = "GET";
      request.target += (has_query ? "&" : "?") + query_of(request.body);
      request.body.clear();
    }
  } else if (path.starts_with("/admin/")) {
    request.body = object_to_profile(request.body, Model::archive);
  } else if (const auto model = dr_model_of(path)) {
    request.body = object_to_profile(request.body, *model);
  } else if (path.starts_with("/ingest/")) {
    request.body = csv_in(wire.csv_columns(), standard().csv_columns(), request.body);
  }
  for (http::Field& field : request.fields) {
    for (const spec::HeaderInfo& header : spec::all_headers()) {
      if (header.name == field.name) {
        field.name = wire.header_name(header.header);
        break;
      }
    }
  }
  return request;
}

json::Value from_profile(json::Value answer, const http::Request& asked) {
  if (!is_renamed()) {
    return answer;
  }
  const spec::Wire& wire = wire_under_test();
  if (Value* rejected = answer.find("rejected")) {
    for (Value& line : rejected->items) {
      if (Value* column = line.find("column")) {
        column->text = column_in(standard().csv_columns(), wire.csv_columns(), column->text);
      }
      code_from_profile(*line.find("code"), nullptr);
    }
  }
  model::rename_members(answer, Model::envelope, wire.names(), standard().names());
  if (Value* code = answer.find("code")) {
    code_from_profile(*code, answer.find("message"));
  }
  if (Value* errors = answer.find("errors")) {
    for (Value& error : errors->items) {
      Value* subject = error.find("field");
      subject->text = subject_from_profile(subject->text);
    }
  }
  const auto interface = interface_of(asked);
  Value* data = answer.find("data");
  if (data != nullptr && dr_model_of(asked.target)) {
    model::rename_members(*data, Model::dr_outcome, wire.names(), standard().names());
  }
  if (interface && data != nullptr) {
    model::rename_members(*data, spec::info(*interface).response, wire.names(), standard().names());
  }
  return answer;
}

std::string csv_from_profile(const std::string& body) {
  return csv_in(standard().csv_columns(), wire_under_test().csv_columns(), body);
}

std::vector<http::Field> from_profile(std::vector<http::Field> fields) {
  for (http::Field& field : fields) {
    for (const spec::HeaderInfo& header : spec::all_headers()) {
      if (is_renamed() && wire_under_test().header_name(header.header) == field.name) {
        field.name = header.name;
      }
    }
  }
  return fields;
}

}  // namespace cems::api
