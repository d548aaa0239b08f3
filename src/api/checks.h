/// The checks every request passes before an interface looks at it (dictionary R2 "Order of
/// checks": route, method, token, right for the site; then its body and what it accepts).
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "api/problem.h"
#include "api/target.h"
#include "api/token_table.h"
#include "base/ids.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

/// What a session could not read to its end, as a problem.
[[nodiscard]] Problem problem_of(http::Refusal refusal);

/// What follows `Bearer ` in the one Authorization field; nothing where that is not its form.
[[nodiscard]] std::optional<std::string_view> bearer_of(const http::Request& request,
                                                        const spec::Wire& wire);

/// Who calls, by the token or, without one, by the connection's client certificate: 40101 with
/// neither, 40102 for one that is not known, 40103 for one that is over.
[[nodiscard]] Checked<TokenCheck> check_token(const http::Request& request, const spec::Wire& wire,
                                              const TokenTable& tokens, TimeMs real_now);

/// The names and values of a call: the query's and, for POST, the JSON body's (41501, 40002).
[[nodiscard]] Checked<std::vector<NameValue>> check_body(const http::Request& request,
                                                         const spec::Wire& wire,
                                                         const Target& target);

/// 40402.
[[nodiscard]] Problem unknown_site(const spec::Wire& wire, const CemsId& cems);

}  // namespace cems::api
