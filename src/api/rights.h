/// Who may what: which scope an address asks for, and whether a caller has it and the site.
///
/// The one place that decides it. A caller is let in where it has a token that is good
/// (checks.h check_token), the scope of scope_needed(), and the site that it names. What it may not
/// see does not exist for it: the answer about a foreign site and about none at all are the same
/// bytes, which is why neither names the site again.
///
/// Pure functions; safe from any thread.
#pragma once

#include <optional>

#include "api/problem.h"
#include "api/route.h"
#include "api/token.h"
#include "base/ids.h"
#include "spec/scope.h"

namespace cems::api {

/// The scope a route asks for; nothing for what everybody may ask, or everybody with a token.
[[nodiscard]] std::optional<spec::Scope> scope_needed(const Route& route);

/// 40302 unless the token has the scope.
[[nodiscard]] Checked<Unit> check_scope(const Identity& identity, spec::Scope scope);

/// 40301 unless the token names the site; a token with `*` names every one. Then 40302 unless it
/// has the scope. The same bytes whether the site exists or not.
[[nodiscard]] Checked<Unit> check_right(const Identity& identity, const CemsId& cems,
                                        spec::Scope scope);

/// 40301: of a site that is there no more than of one that is not the token's.
[[nodiscard]] Problem no_right_for_site();

}  // namespace cems::api
