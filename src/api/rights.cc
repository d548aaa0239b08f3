// See rights.h.
#include "api/rights.h"

#include <fmt/format.h>

#include "spec/interface.h"

namespace cems::api {

std::optional<spec::Scope> scope_needed(const Route& route) {
  switch (route.place) {
    case Place::health:
    case Place::readiness:
    case Place::document:
    case Place::access:  // Whoever has a token may know what it is for.
      return std::nullopt;
    case Place::interface:
      return spec::scope_of(spec::info(route.interface).family);
    case Place::archive:
      return spec::Scope::admin;
    case Place::readings:
    case Place::dr_events:
    case Place::dr_replies:
      return spec::Scope::ingest;
  }
  return spec::Scope::admin;
}

Checked<Unit> check_scope(const Identity& identity, spec::Scope scope) {
  if (identity.scopes.has(scope)) {
    return Unit{};
  }
  return tl::make_unexpected(
      problem(spec::Code::family_forbidden, "",
              {fmt::format("令牌没有 {} 权限", spec::name(scope)),
               fmt::format("the token does not have the scope {}", spec::name(scope))}));
}

Checked<Unit> check_right(const Identity& identity, const CemsId& cems, spec::Scope scope) {
  if (!identity.sites.has(cems)) {
    return tl::make_unexpected(no_right_for_site());
  }
  return check_scope(identity, scope);
}

Problem no_right_for_site() {
  return problem(spec::Code::cems_forbidden, "",
                 {"令牌的用户端列表中没有所请求的用户端",
                  "the token's list of sites does not have the one that is asked for"});
}

}  // namespace cems::api
