/// The file DIR/tokens: every access token of a data folder, hashed.
///
/// One JSON document, mode 0600, replaced by rename, so a reader sees the old file or the new one.
/// It is changed under `<path>.lock`, so any number of processes may change it at once, and a
/// running server, which only reads it (token_watch.h), needs no lock. No secret is ever in it.
///
///     {"version":2,"tokens":[{"name":"platform","id":"7kq2m9xz","sha256":"<64 hex digits>",
///       "sites":["CEMS-SH-0001"],"scopes":["static","dynamic"],
///       "created":"2024-07-18T06:30:00+00:00","expires":"2025-07-18T06:30:00+00:00",
///       "sign":"hmac-sm3","sealedKey":"<64 hex digits>","certificates":["dns:platform.example"],
///       "rate":50,"burst":200}]}
///
/// `sites` is `"*"` or a list; `expires`, `sign` with `sealedKey` (signing_key.h), `certificates`,
/// and `rate` with `burst` (rate_bucket.h) are absent where there is none. A name stands once, or
/// twice while the tokens of a rotation overlap. Files of version 1, without the last five, are
/// read too; an older program does not read version 2, because it would not ask for signatures. An
/// object of this class holds only the path; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/token.h"
#include "api/token_table.h"
#include "base/result.h"
#include "base/time.h"

namespace cems::api {

/// What a new token is to allow.
struct TokenGrant {
  std::string name;
  SiteSet sites;
  ScopeSet scopes = ScopeSet::reading();
  std::optional<TimeMs> expires;
  std::optional<Hash> sign{};               ///< Its requests must be signed.
  std::vector<std::string> certificates{};  ///< Names of client certificates that stand for it.
  std::optional<Quota> quota{};             ///< Its own, instead of the server's general one.
};

/// What was made, shown once.
struct IssuedToken {
  Secret text;
  std::optional<Secret> signing_key;  ///< Of a token whose requests are signed.
};

class TokenFile {
 public:
  explicit TokenFile(std::string path) : path_(std::move(path)) {}

  /// Every token, oldest first; none where there is no file.
  /// Errors: corrupt when the file is not what this class writes; those of cems::read_file.
  [[nodiscard]] Result<std::vector<TokenRecord>> read() const;

  /// Makes a token and stores its hash; durable on return. Returns the token's text, which is
  /// nowhere else.
  /// Errors: conflict when the name or one of the certificates is in use; invalid_argument when the
  /// grant is no good (a name that is empty, longer than 64 characters or not printable; no site;
  /// no scope; an end that is past; a certificate's name without its kind); too_large above 10,000
  /// tokens; unavailable when others hold the lock for 10 seconds; those of read and of
  /// cems::write_file_atomically.
  [[nodiscard]] Result<IssuedToken> add(const TokenGrant& grant, TimeMs now) const;

  /// Makes a second token of the name with the rights of the first, which ends at now + overlap_ms
  /// unless it ends sooner. The new one ends at `expires`; without that it lives as long as the
  /// old one was made for. One that is over goes. Durable on return.
  /// Errors: not_found; conflict where two are valid already; those of add.
  [[nodiscard]] Result<IssuedToken> rotate(std::string_view name, std::int64_t overlap_ms,
                                           std::optional<TimeMs> expires, TimeMs now) const;

  /// Takes the tokens of a name back, or with an `id` only that one; durable on return.
  /// Errors: not_found; those of add.
  [[nodiscard]] Status revoke(std::string_view name, std::string_view id = {}) const;

 private:
  std::string path_;
};

/// The file's text, and back. parse_tokens(write_tokens(r)) == r.
[[nodiscard]] std::string write_tokens(const std::vector<TokenRecord>& records);
/// Errors: corrupt, saying where.
[[nodiscard]] Result<std::vector<TokenRecord>> parse_tokens(std::string_view text);

}  // namespace cems::api
