/// What a signed request signs (dictionary R1, docs/access.md), for those who sign and those who
/// check:
///
///     METHOD \n path \n query \n timestamp \n nonce \n hex(hash(body))
///
/// Method, path and the names and values of the query are as they are sent; the parts of the query
/// between `&` are sorted as bytes. The signature is the HMAC of it in base64 (RFC 4648 section 4).
///
/// Pure functions; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/keyed_hash.h"

namespace cems::http {

/// The parts of a request that are signed. Views of the caller's.
struct SignedParts {
  std::string_view method;
  std::string_view target;     ///< Path and query as sent.
  std::string_view timestamp;  ///< As its field has it.
  std::string_view nonce;      ///< Likewise.
  std::string_view body;       ///< As it travels, compressed where it is.
};

/// The six lines.
[[nodiscard]] std::string signed_text(Hash hash, const SignedParts& parts);

/// The signature's field. `key` is the whole text of the key.
[[nodiscard]] std::string signature_of(Hash hash, std::string_view key, const SignedParts& parts);

}  // namespace cems::http
