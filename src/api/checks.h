/// The checks every request passes before an interface looks at it (dictionary R2 "Order of
/// checks": route, method, token, right for the site; then its body and what it accepts).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "api/problem.h"
#include "api/target.h"
#include "api/token_table.h"
#include "base/ids.h"
#include "http/message.h"
#include "spec/scope.h"
#include "spec/wire.h"

namespace cems::api {

/// What a session could not read to its end, as a problem.
[[nodiscard]] Problem problem_of(http::Refusal refusal);

/// Who calls: 40101 without a token, 40102 for one that is not known, 40103 for one that is over.
[[nodiscard]] Checked<TokenCheck> check_token(const http::Request& request, const spec::Wire& wire,
                                              const TokenTable& tokens, TimeMs real_now);

/// The names and values of a call: the query's and, for POST, the JSON body's (41501, 40002).
[[nodiscard]] Checked<std::vector<NameValue>> check_body(const http::Request& request,
                                                         const spec::Wire& wire,
                                                         const Target& target);

/// 40301 unless the token names the site; a token with `*` names every one. Then 40302 unless it
/// has the scope. The same bytes whether the site exists or not.
[[nodiscard]] Checked<Unit> check_right(const Identity& identity, const CemsId& cems,
                                        spec::Scope scope);

[[nodiscard]] Problem no_right_for_site(const CemsId& cems);

/// 40402.
[[nodiscard]] Problem unknown_site(const spec::Wire& wire, const CemsId& cems);

}  // namespace cems::api
