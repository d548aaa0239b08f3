// See request_signature.h.
#include "api/request_signature.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/checksum.h"
#include "base/zone.h"
#include "http/request_signature.h"

namespace cems::api {
namespace {

using spec::Code;
using spec::Header;

constexpr std::size_t kNonceCharsMin = 16;
constexpr std::size_t kNonceCharsMax = 64;

auto unsigned_request(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
}

/// The one field of that name.
Checked<std::string_view> only_field(const http::Request& request, const spec::Wire& wire,
                                     Header header) {
  const std::string_view name = wire.header_name(header);
  const std::optional<std::string_view> value = request.field(name);
  if (!value || request.count(name) > 1) {
    return unsigned_request(Code::signature_wrong, name,
                            {fmt::format("该令牌的请求须签名，且 {} 恰好一个", name),
                             fmt::format("requests of this token must be signed, with one {} "
                                         "field (docs/access.md)",
                                         name)});
  }
  return *value;
}

bool is_nonce_text(std::string_view text) {
  return text.size() >= kNonceCharsMin && text.size() <= kNonceCharsMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return '!' <= c && c <= '~'; });
}

Checked<TimeMs> check_time(std::string_view text, std::string_view field, TimeMs now) {
  const Result<TimeMs> time = parse_time(text, Zone());
  if (!time) {
    return unsigned_request(Code::signature_wrong, field,
                            {"时间应符合 GB/T 7408", time.error().message});
  }
  if (std::max(*time, now) - std::min(*time, now) > limits::kSignatureWindowMs) {
    return unsigned_request(
        Code::timestamp_outside_window, field,
        {fmt::format("与服务器时间相差不得超过 {} 秒，请校时", limits::kSignatureWindowMs / 1000),
         fmt::format("it may differ from the server's by {} s; set the clock",
                     limits::kSignatureWindowMs / 1000)});
  }
  return *time;
}

Checked<Unit> check_nonce(Nonces::Use use, const spec::Wire& wire) {
  const std::string_view nonce = wire.header_name(Header::x_cems_nonce);
  switch (use) {
    case Nonces::Use::fresh:
      return Unit{};
    case Nonces::Use::replayed:
      return unsigned_request(Code::nonce_replayed, nonce,
                              {"请为每个请求使用新的随机串", "use a new one for each request"});
    case Nonces::Use::too_old:
      return unsigned_request(Code::timestamp_outside_window,
                              wire.header_name(Header::x_cems_timestamp),
                              {"服务器已不再保留该时刻的随机串，请用当前时间重新签名",
                               "the server does not know any more what came at that time; sign "
                               "again, now"});
    case Nonces::Use::full: {
      Problem full = problem(
          Code::rate_limited, nonce,
          {"签名请求过多，请稍后重试", "too many signed requests; none can be remembered now"});
      full.retry_after_s = limits::kSignatureWindowMs / kMsPerSecond;
      return tl::make_unexpected(std::move(full));
    }
    case Nonces::Use::failed:
      return tl::make_unexpected(Problem{Code::source_unavailable, {}, {}});
  }
  return tl::make_unexpected(Problem{Code::internal_error, {}, {}});
}

}  // namespace

Checked<Unit> check_signature(const http::Request& request, const spec::Wire& wire,
                              const Identity& identity, std::string_view token_secret,
                              Nonces& nonces, TimeMs now) {
  const Checked<std::string_view> timestamp = only_field(request, wire, Header::x_cems_timestamp);
  const Checked<std::string_view> nonce = only_field(request, wire, Header::x_cems_nonce);
  const Checked<std::string_view> signature = only_field(request, wire, Header::x_cems_signature);
  for (const auto* field : {&timestamp, &nonce, &signature}) {
    if (!*field) {
      return tl::make_unexpected(field->error());
    }
  }
  const Checked<TimeMs> time =
      check_time(*timestamp, wire.header_name(Header::x_cems_timestamp), now);
  if (!time) {
    return tl::make_unexpected(time.error());
  }
  if (!is_nonce_text(*nonce)) {
    return unsigned_request(Code::signature_wrong, wire.header_name(Header::x_cems_nonce),
                            {"应为 16 到 64 个可打印字符", "it has 16 to 64 printable characters"});
  }
  const SigningRule& rule = *identity.signing;
  const Secret key = open_signing_key(rule, identity.id, token_secret);
  const std::string right = http::signature_of(
      rule.hash, key.reveal(), {request.method, request.target, *timestamp, *nonce, request.body});
  if (!equal_in_constant_time(right, *signature)) {
    return unsigned_request(
        Code::signature_wrong, wire.header_name(Header::x_cems_signature),
        {fmt::format("应为 {} 的 base64（docs/access.md）", signing_word(rule.hash)),
         fmt::format("it must be the base64 of {} over the request "
                     "(docs/access.md)",
                     signing_word(rule.hash))});
  }
  return check_nonce(nonces.use(identity.id, *nonce, *time, now), wire);
}

}  // namespace cems::api
