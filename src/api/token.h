/// Access tokens: their text, and what one allows.
///
/// A token is `cems_live_<id>_<secret>_<check>`: 8 letters or digits that name it, 43 characters of
/// base64url (RFC 4648 section 5) that are 32 random bytes, and the CRC-32C of everything before
/// the last `_` in 8 hexadecimal digits, so that a mistyped or cut token is known as such without a
/// look-up and a secret scanner can tell a token from noise. Only the secret's SHA-256 is kept:
/// with 256 random bits there is nothing to guess, so a fast hash is the right one.
///
/// Values and pure functions, except `make_token`, which takes random bytes from the system. Safe
/// from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/rate_bucket.h"
#include "api/signing_key.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"
#include "spec/scope.h"

namespace cems::api {

// --- Scopes (dictionary R1, contract) -----------------------------------------------------------

/// Which of the scopes (spec/scope.h) a token has.
class ScopeSet {
 public:
  /// None.
  constexpr ScopeSet() = default;

  /// The six families that only read.
  [[nodiscard]] static constexpr ScopeSet reading() {
    return ScopeSet((1U << spec::kReadingScopes) - 1);
  }

  [[nodiscard]] constexpr bool has(spec::Scope scope) const { return (bits_ & bit(scope)) != 0; }

  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

  constexpr void add(spec::Scope scope) { bits_ = static_cast<std::uint8_t>(bits_ | bit(scope)); }

  friend constexpr bool operator==(ScopeSet, ScopeSet) = default;

 private:
  explicit constexpr ScopeSet(unsigned bits) : bits_(static_cast<std::uint8_t>(bits)) {}

  static constexpr std::uint8_t bit(spec::Scope scope) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope));
  }

  static_assert(spec::kScopes <= 8);
  std::uint8_t bits_ = 0;
};

/// Reads `static,dynamic,…`. Errors: invalid_argument for an unknown or missing name, listing the
/// known ones.
[[nodiscard]] Result<ScopeSet> parse_scopes(std::string_view text);

/// The names with commas, in the order of the enum.
[[nodiscard]] std::string to_string(ScopeSet scopes);

// --- Sites --------------------------------------------------------------------------------------

/// The sites a token sees: a list, or every one there is and will be (`*`).
struct SiteSet {
  bool all = false;
  std::vector<CemsId> ids;  ///< Sorted, each once; empty with `all`.

  [[nodiscard]] bool has(const CemsId& id) const;

  friend bool operator==(const SiteSet&, const SiteSet&) = default;
};

/// Reads `*` or `ID,ID`. Errors: invalid_argument for nothing, an empty or too long id, or `*`
/// among others.
[[nodiscard]] Result<SiteSet> parse_sites(std::string_view text);

[[nodiscard]] std::string to_string(const SiteSet& sites);

/// Who calls, once the token has been found good.
struct Identity {
  std::string name;  ///< As given to `cems token add`; for logs.
  std::string id;    ///< The token's public part.
  SiteSet sites;
  ScopeSet scopes;
  std::optional<SigningRule> signing;  ///< Present: every request of this token is signed.
  std::optional<Quota> quota{};        ///< Its own; else the server's general one, if any.

  friend bool operator==(const Identity&, const Identity&) = default;
};

// --- The token's text ---------------------------------------------------------------------------

/// The two parts of a well-formed token. Views into its text.
struct TokenParts {
  std::string_view id;
  std::string_view secret;  ///< 43 characters.
};

/// Nothing where the form or the check is wrong.
[[nodiscard]] std::optional<TokenParts> split_token(std::string_view text);

/// SHA-256 of the secret's 43 characters, as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string digest_of(std::string_view secret);

struct NewToken {
  Secret text;  ///< The only place where the secret ever is; show it once.
  std::string id;
  std::string digest;
};

[[nodiscard]] NewToken make_token();

}  // namespace cems::api
