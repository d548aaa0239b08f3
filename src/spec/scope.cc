// Names of families and scopes.
#include "spec/scope.h"

#include <array>
#include <cstddef>

namespace cems::spec {

namespace {

constexpr std::array<std::string_view, kScopes> kNames = {
    "static", "dynamic", "historic", "statistic", "dr", "demand", "ingest", "admin"};

constexpr std::array<Scope, kScopes> kAll = {Scope::static_data, Scope::dynamic, Scope::historic,
                                             Scope::statistic,   Scope::dr,      Scope::demand,
                                             Scope::ingest,      Scope::admin};

}  // namespace

std::span<const Scope> all_scopes() {
  return kAll;
}

std::string_view name(Scope scope) {
  return kNames[static_cast<std::size_t>(scope)];
}

std::string_view name(Family family) {
  return name(scope_of(family));
}

std::optional<Scope> scope_named(std::string_view name) {
  for (const Scope scope : kAll) {
    if (kNames[static_cast<std::size_t>(scope)] == name) {
      return scope;
    }
  }
  return std::nullopt;
}

}  // namespace cems::spec
