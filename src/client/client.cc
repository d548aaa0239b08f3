// See client.h.
#include "client/client.h"

#include <algorithm>
#include <cstdint>

#include "client/page_join.h"
#include "json/writer.h"
#include "model/fields.h"

namespace cems::client {

namespace {

using spec::Param;

// Ranges that end in the future of a live site may never hold still.
constexpr int kAttempts = 3;

bool has(const Params& params, std::string_view name) {
  return std::any_of(params.begin(), params.end(), [&](const auto& p) { return p.first == name; });
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_query(std::string& target, const Params& params) {
  char separator = '?';
  for (const auto& [name, value] : params) {
    target += separator;
    append_percent_encoded(target, name);
    target += '=';
    append_percent_encoded(target, value);
    separator = '&';
  }
}

std::string body_of(const Params& params) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  for (const auto& [name, value] : params) {
    writer.key(name).value(value);
  }
  writer.end_object();
  return body;
}

}  // namespace

void append_percent_encoded(std::string& out, std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
}

HttpCall Client::request(const spec::InterfaceInfo& interface, const Params& params,
                         std::string& body) const {
  HttpCall call;
  call.target = wire_.interface_path(interface.id);
  if (wire_.takes(interface.id, spec::Method::get)) {
    append_query(call.target, params);
  } else {
    call.method = spec::name(spec::Method::post);
    call.content_type = "application/json";
    body = body_of(params);
    call.body = body;
  }
  return call;
}

Result<std::optional<Envelope>> Client::watch(const spec::InterfaceInfo& interface,
                                              const Params& params,
                                              const std::function<bool(std::string_view)>& take) {
  std::string body;
  HttpCall call = request(interface, params, body);
  call.accept = "text/event-stream";
  call.take = take;
  const Result<HttpAnswer> answer = transport_.send(call);
  if (!answer) {
    return answer.error();
  }
  if (answer->status == 200) {
    return std::optional<Envelope>();
  }
  Result<Envelope> refusal = read_envelope(*answer, transport_.url(), wire_);
  if (!refusal) {
    return refusal.error();
  }
  return std::optional(*std::move(refusal));
}

Result<Envelope> Client::call(const spec::InterfaceInfo& interface, const Params& params) {
  std::string body;
  const Result<HttpAnswer> answer = transport_.send(request(interface, params, body));
  if (!answer) {
    return answer.error();
  }
  return read_envelope(*answer, transport_.url(), wire_);
}

Result<HttpAnswer> Client::post(std::string target, std::string_view content_type,
                                std::string_view body, std::string_view coding) {
  return transport_.send({.method = "POST",
                          .target = std::move(target),
                          .content_type = content_type,
                          .content_encoding = coding,
                          .body = body});
}

Result<HttpAnswer> Client::put(std::string target, std::string_view content_type,
                               std::string_view body) {
  return transport_.send(
      {.method = "PUT", .target = std::move(target), .content_type = content_type, .body = body});
}

Result<Envelope> Client::fetch_all(const spec::InterfaceInfo& interface, Params params) {
  const bool one_page = interface.page_unit == model::Model::none ||
                        has(params, wire_.param_name(Param::page_no)) ||
                        has(params, wire_.param_name(Param::cursor));
  if (one_page) {
    return call(interface, params);
  }
  const spec::ParamUse* const size = interface.use_of(Param::page_size);
  const std::string size_name(wire_.param_name(Param::page_size));
  if (size != nullptr && size->max > 0 && !has(params, size_name)) {
    params.emplace_back(size_name, std::to_string(size->max));
  }
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Envelope envelope;
    const Result<Outcome> outcome = fetch_once(interface, params, envelope);
    if (!outcome) {
      return outcome.error();
    }
    if (*outcome == Outcome::complete) {
      return envelope;
    }
  }
  return Error{
      Errc::unavailable,
      "the data changed while its pages were fetched, three times in a row; ask for a range "
      "that is over, or page by page with " +
          std::string(wire_.param_name(Param::page_no))};
}

// Pages are fetched while each says that another follows, by the cursor it gives, which rows that
// come in meanwhile do not shift; else by number, and then dataCount.total shows whether rows were
// added. An answer that says no ends it and is the outcome.
Result<Client::Outcome> Client::fetch_once(const spec::InterfaceInfo& interface,
                                           const Params& params, Envelope& out) {
  PageJoin join(interface.response, wire_);
  std::int64_t rows_total = -1;
  std::string cursor;
  for (std::int64_t number = 1;; ++number) {
    Params page_params = params;
    if (cursor.empty()) {
      page_params.emplace_back(wire_.param_name(Param::page_no), std::to_string(number));
    } else {
      page_params.emplace_back(wire_.param_name(Param::cursor), cursor);
    }
    Result<Envelope> page = call(interface, page_params);
    if (!page) {
      return page.error();
    }
    out = *std::move(page);
    if (!out.ok()) {
      return Outcome::complete;
    }
    const Result<PageInfo> info = page_info(out.data, interface.response, wire_);
    if (!info) {
      return info.error();
    }
    if (number == 1) {
      rows_total = info->rows_total;
    } else if (cursor.empty() && (info->rows_total != rows_total || info->number != number)) {
      return Outcome::changed;
    }
    join.add(std::move(out.data));
    cursor = info->next;
    if (!info->has_next || (cursor.empty() && number >= info->total_pages)) {
      out.data = join.take();
      return Outcome::complete;
    }
  }
}

}  // namespace cems::client
