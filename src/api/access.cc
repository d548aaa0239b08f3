// Extension X8: what the caller's token may see. A console, or any other program that is given
// nothing but a token, asks here which sites it can ask the interfaces about.
#include <algorithm>

#include "api/answer_parts.h"
#include "api/service.h"

namespace cems::api {
namespace {

constexpr std::size_t kSitesListedMax = 1000;

/// Sites that are there and that the token names, by id.
std::vector<const catalog::Site*> seen_sites(const catalog::Snapshot& snapshot,
                                             const SiteSet& sites) {
  std::vector<const catalog::Site*> seen;
  for (const std::shared_ptr<const catalog::Site>& site : snapshot.sites()) {
    if (sites.has(site->id)) {
      seen.push_back(site.get());
    }
  }
  return seen;
}

void write_scopes(json::Writer& writer, ScopeSet scopes) {
  writer.key("scopes").begin_array();
  for (std::size_t i = 0; i < spec::kScopes; ++i) {
    const auto scope = static_cast<spec::Scope>(i);
    if (scopes.has(scope)) {
      writer.value(spec::name(scope));
    }
  }
  writer.end_array();
}

}  // namespace

Checked<http::Response> Service::list_access(Passage& passage) const {
  const Checked<TokenCheck> token = admit(passage);
  if (!token) {
    return tl::make_unexpected(token.error());
  }
  const Identity& identity = *token->identity;
  const std::shared_ptr<const catalog::Snapshot> snapshot = parts_.catalog.get();
  const std::vector<const catalog::Site*> sites = seen_sites(*snapshot, identity.sites);
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key("token").value(identity.name);
  write_scopes(writer, identity.scopes);
  writer.key("sites").begin_array();
  for (std::size_t i = 0; i < std::min(sites.size(), kSitesListedMax); ++i) {
    write_cems_reference(writer, parts_.wire, *sites[i]);
  }
  writer.end_array();
  writer.key("total").value(static_cast<std::int64_t>(sites.size()));
  writer.end_object();
  return passage.exchange.done(std::move(data));
}

}  // namespace cems::api
