/// Keys with which callers sign requests, and how the server keeps them without having them.
///
/// A key is `cems_sign_<algorithm>_<secret>_<check>`: `hmac-sha256` or `hmac-sm3`, 43 characters of
/// base64url that are 32 random bytes, and the CRC-32C of what stands before the last `_`. The
/// HMAC's key is this whole text. What is stored is the 32 bytes sealed: XORed with
/// HMAC-SHA256(the token's secret, "cems signing key " and the token's id). Every signed request
/// brings its token along, so the server can open the seal when it has to and only then; who reads
/// the data folder has neither of the two, who hears a request has but the token.
///
/// Values and pure functions, except `make_signing_key`, which takes random bytes from the system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/keyed_hash.h"
#include "base/secret.h"

namespace cems::api {

/// How the requests of a token are signed.
struct SigningRule {
  Hash hash = Hash::sha256;
  std::string sealed;  ///< 64 lower-case hexadecimal digits.

  friend bool operator==(const SigningRule&, const SigningRule&) = default;
};

/// `hmac-sha256`, `hmac-sm3`: the words of the command line and of the token file.
[[nodiscard]] std::string_view signing_word(Hash hash);
[[nodiscard]] std::optional<Hash> hash_of_signing_word(std::string_view word);

struct NewSigningKey {
  Secret text;  ///< The only place where it ever is; show it once.
  SigningRule rule;
};

/// A key for the token of that id and secret (token.h TokenParts).
[[nodiscard]] NewSigningKey make_signing_key(Hash hash, std::string_view token_id,
                                             std::string_view token_secret);

/// The key's text. With the secret of another token it is a text that signs nothing.
/// REQUIRES: a sealed text of 64 hexadecimal digits.
[[nodiscard]] Secret open_signing_key(const SigningRule& rule, std::string_view token_id,
                                      std::string_view token_secret);

}  // namespace cems::api
