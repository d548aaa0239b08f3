// See gate.h.
#include "api/gate.h"

#include <fmt/format.h>

#include "api/checks.h"
#include "api/request_signature.h"
#include "base/clock.h"

namespace cems::api {
namespace {

/// What a guess looks like; a token that is over or missing is none.
bool is_wrong_try(spec::Code code) {
  return code == spec::Code::token_invalid || code == spec::Code::signature_wrong;
}

Problem too_many_tries(const WrongTries::Wait& wait) {
  const std::int64_t seconds = (wait.ms + kMsPerSecond - 1) / kMsPerSecond;
  Problem refusal =
      problem(spec::Code::rate_limited, "",
              {fmt::format("该地址的错误令牌过多，请在 {} 秒后用有效令牌重试", seconds),
               fmt::format("too many wrong tokens came from this address; use a right one, in {} s",
                           seconds)});
  refusal.retry_after_s = seconds;
  refusal.delay_ns = wait.delay_ns;
  return refusal;
}

}  // namespace

Checked<TokenCheck> Gate::identify(const http::Request& head) const {
  return check_token(head, wire_, *tokens_.get(), real_now());
}

Checked<TokenCheck> Gate::check(const http::Request& request) {
  Checked<TokenCheck> known = identify(request);
  if (!known || !known->identity->signing) {
    return known;
  }
  // A certificate alone does not open the key: the token's secret does.
  const std::optional<std::string_view> token = bearer_of(request, wire_);
  if (!token || nonces_ == nullptr) {
    return tl::make_unexpected(problem(
        spec::Code::signature_wrong, wire_.header_name(spec::Header::authorization),
        {"该令牌的请求须签名，并带上令牌", "requests of this token bring it and are signed"}));
  }
  if (request.refusal) {
    return known;  // There is no body to check, and what answers it says no more than that.
  }
  const Checked<Unit> is_signed = check_signature(
      request, wire_, *known->identity, split_token(*token)->secret, *nonces_, real_now());
  return is_signed ? known : tl::make_unexpected(is_signed.error());
}

Checked<TokenCheck> Gate::admit(const http::Request& request) {
  Checked<TokenCheck> known = check(request);
  if (!known && is_wrong_try(known.error().code)) {
    const WrongTries::Wait wait = wrong_tries_.count(request.peer, {steady_ms()});
    if (wait.ms > 0) {
      return tl::make_unexpected(too_many_tries(wait));
    }
  }
  return known;
}

}  // namespace cems::api
