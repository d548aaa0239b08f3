// Names of scopes and sites, as the command line and the token file write them.
#include <algorithm>

#include <fmt/format.h>

#include "api/token.h"
#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"

namespace cems::api {

namespace {

/// The parts between commas; one empty part for an empty text.
std::vector<std::string_view> split_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<ScopeSet> parse_scopes(std::string_view text) {
  ScopeSet scopes;
  for (const std::string_view name : split_commas(text)) {
    const std::optional<spec::Scope> scope = spec::scope_named(name);
    if (!scope) {
      std::vector<std::string_view> known;
      for (const spec::Scope each : spec::all_scopes()) {
        known.push_back(spec::name(each));
      }
      return Error{Errc::invalid_argument,
                   fmt::format("{} is no scope; known are {}", quote(name), fmt::join(known, ","))};
    }
    scopes.add(*scope);
  }
  return scopes;
}

std::string to_string(ScopeSet scopes) {
  std::string text;
  for (const spec::Scope scope : spec::all_scopes()) {
    if (scopes.has(scope)) {
      text += text.empty() ? "" : ",";
      text += spec::name(scope);
    }
  }
  return text;
}

bool SiteSet::has(const CemsId& id) const {
  return all || std::binary_search(ids.begin(), ids.end(), id);
}

Result<SiteSet> parse_sites(std::string_view text) {
  SiteSet sites;
  if (text == "*") {
    sites.all = true;
    return sites;
  }
  for (const std::string_view id : split_commas(text)) {
    if (id.empty() || id == "*") {
      return Error{
          Errc::invalid_argument,
          fmt::format("{} is no list of sites; give ids with commas, or * for all", quote(text))};
    }
    if (!is_valid_utf8(id) || count_code_points(id) > limits::kStringCharsMax) {
      return Error{Errc::invalid_argument, fmt::format("the id of a site has at most {} characters",
                                                       limits::kStringCharsMax)};
    }
    sites.ids.emplace_back(id);
  }
  std::sort(sites.ids.begin(), sites.ids.end());
  sites.ids.erase(std::unique(sites.ids.begin(), sites.ids.end()), sites.ids.end());
  return sites;
}

std::string to_string(const SiteSet& sites) {
  if (sites.all) {
    return "*";
  }
  std::string text;
  for (const CemsId& id : sites.ids) {
    text += text.empty() ? "" : ",";
    text += id.view();
  }
  return text;
}

}  // namespace cems::api
