/// The families of interfaces, and the scopes of tokens: the families, `ingest` and `admin`.
///
/// Constant data; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cems::spec {

/// Clauses 7, 8, 9, 10 and Annexes A and B.
enum class Family : std::uint8_t { static_data, dynamic, historic, statistic, dr, demand };

/// What a token may be allowed to do (dictionary R1, S "Authority"). The first six are the reading
/// scopes, one a Family and in its order.
enum class Scope : std::uint8_t {
  static_data,
  dynamic,
  historic,
  statistic,
  dr,
  demand,
  ingest,
  admin,
};

inline constexpr std::size_t kScopes = 8;
inline constexpr std::size_t kReadingScopes = 6;

/// The scope that reads a family.
[[nodiscard]] constexpr Scope scope_of(Family family) {
  return static_cast<Scope>(family);
}

/// In the order of the enum; the first kReadingScopes read.
[[nodiscard]] std::span<const Scope> all_scopes();

/// As `cems token add --scope` spells it: "static", "dynamic" … Lives for ever.
[[nodiscard]] std::string_view name(Scope scope);
[[nodiscard]] std::string_view name(Family family);

/// Nothing for an unknown name.
[[nodiscard]] std::optional<Scope> scope_named(std::string_view name);

}  // namespace cems::spec
