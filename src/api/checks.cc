// Tokens, rights and bodies of requests.
#include "api/checks.h"

#include <fmt/format.h>

#include "api/negotiation.h"
#include "base/limits.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using spec::Code;

constexpr std::string_view kBearer = "bearer ";

/// RFC 9110 11.1: the scheme's name is matched without regard to case.
bool is_bearer(std::string_view credentials) {
  if (credentials.size() < kBearer.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kBearer.size(); ++i) {
    const char c = credentials[i];
    const char lower = 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != kBearer[i]) {
      return false;
    }
  }
  return true;
}

auto refused(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
}

/// Adds the members of a POST's body.
Checked<Unit> add_body(const http::Request& request, const spec::Wire& wire,
                       std::vector<NameValue>& given) {
  const std::string_view content_type = wire.header_name(spec::Header::content_type);
  if (!is_json(request.field(content_type))) {
    return refused(Code::media_type_unsupported, content_type,
                   {"POST 请求体应为 application/json; charset=utf-8",
                    "the body of a POST must be application/json; charset=utf-8"});
  }
  Result<std::vector<NameValue>> body = parse_body(request.body);
  if (!body) {
    return refused(Code::parameter_invalid, "",
                   {"请求体不是由参数组成的 JSON 对象（UTF-8）",
                    "the body is not a JSON object of parameters: " + body.error().message});
  }
  given.insert(given.end(), body->begin(), body->end());
  return Unit{};
}

Checked<TokenCheck> known_caller(TokenCheck check, std::string_view field) {
  switch (check.verdict) {
    case TokenVerdict::valid:
      return check;
    case TokenVerdict::invalid:
      return refused(Code::token_invalid, field,
                     {"请向用户端索取有效令牌（cems token add）",
                      "ask the site's operator for one (cems token add)"});
    case TokenVerdict::expired:
      return refused(Code::token_expired, field,
                     {"请向用户端索取新令牌", "ask the site's operator for a new one"});
  }
  return refused(Code::internal_error, field, {});
}

}  // namespace

Problem problem_of(http::Refusal refusal) {
  switch (refusal) {
    case http::Refusal::uri_too_long:
      return problem(Code::uri_too_long, "",
                     {"请改用 POST，把参数放在 JSON 请求体中", "send them as a JSON body"});
    case http::Refusal::fields_too_large:
      return problem(Code::headers_too_large, "",
                     {fmt::format("请减少请求头：最多 {} 个、共 {} 字节", limits::kHeaderFieldsMax,
                                  limits::kHeaderBytesMax),
                      fmt::format("send at most {} fields of {} bytes together",
                                  limits::kHeaderFieldsMax, limits::kHeaderBytesMax)});
    case http::Refusal::body_too_large:
      return problem(
          Code::body_too_long, "",
          {fmt::format("接口请求最多 {} 字节，/ingest 与 /admin 最多 {} 字节，请分批发送",
                       limits::kRequestBodyBytesMax, limits::kBulkBodyBytesMax),
           fmt::format("send at most {} bytes to an interface and {} to /ingest and "
                       "/admin; split what is longer",
                       limits::kRequestBodyBytesMax, limits::kBulkBodyBytesMax)});
    case http::Refusal::malformed:
      return problem(Code::parameter_invalid, "",
                     {"HTTP 报文不合规", "the message is not well-formed HTTP (RFC 9110)"});
  }
  return {Code::internal_error, {}, {}};
}

std::optional<std::string_view> bearer_of(const http::Request& request, const spec::Wire& wire) {
  const std::string_view field = wire.header_name(spec::Header::authorization);
  const std::optional<std::string_view> credentials = request.field(field);
  if (!credentials || request.count(field) > 1 || !is_bearer(*credentials)) {
    return std::nullopt;
  }
  return credentials->substr(kBearer.size());
}

Checked<TokenCheck> check_token(const http::Request& request, const spec::Wire& wire,
                                const TokenTable& tokens, TimeMs real_now) {
  const std::string_view field = wire.header_name(spec::Header::authorization);
  const auto credentials = request.field(field);
  const std::vector<std::string>* const names = request.certificate_names.get();
  if (!credentials && names != nullptr) {
    return known_caller(tokens.check_certificate(*names, real_now), field);
  }
  if (!credentials) {
    return refused(Code::token_missing, field,
                   {fmt::format("请加上请求头 {}: Bearer <令牌>", field),
                    fmt::format("add the header {}: Bearer <token>", field)});
  }
  const std::optional<std::string_view> token = bearer_of(request, wire);
  if (!token) {
    return refused(Code::token_invalid, field,
                   {fmt::format("{} 应恰好一个，形如 Bearer <令牌>", field),
                    fmt::format("there must be one {} header of the form Bearer <token>", field)});
  }
  return known_caller(tokens.check(*token, real_now, names), field);
}

Checked<std::vector<NameValue>> check_body(const http::Request& request, const spec::Wire& wire,
                                           const Target& target) {
  if (request.refusal) {
    return tl::make_unexpected(problem_of(*request.refusal));
  }
  if (target.fault) {
    return refused(Code::parameter_invalid, "",
                   {"查询串的百分号编码有误或不是 UTF-8", target.fault->message});
  }
  std::vector<NameValue> given = target.query;
  if (request.method == "POST") {
    const Checked<Unit> added = add_body(request, wire, given);
    if (!added) {
      return tl::make_unexpected(added.error());
    }
  }
  if (given.size() > limits::kRequestNamesMax) {
    return refused(Code::parameter_invalid, "",
                   {fmt::format("参数超过 {} 个", limits::kRequestNamesMax),
                    fmt::format("there are more than {} parameters", limits::kRequestNamesMax)});
  }
  return given;
}

Problem unknown_site(const spec::Wire& wire, const CemsId& cems) {
  return problem(Code::cems_unknown, wire.param_name(spec::Param::cems_id),
                 {fmt::format("没有用户端 {}；请检查标识，或先载入其档案", quote(cems.view())),
                  fmt::format("there is no site {}; check the id, or load its archive first",
                              quote(cems.view()))});
}

}  // namespace cems::api
