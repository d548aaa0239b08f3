/// Who calls: the token or the client certificate of a request, and what else has to be right.
///
/// `identify` looks and leaves no trace; it is for a request's head, before its body has come.
/// `admit` is asked once about a whole request: it checks the signature where the token wants one
/// (request_signature.h) and counts wrong tries (wrong_tries.h). What a caller may do is decided in
/// rights.h.
///
/// Safe from any thread.
#pragma once

#include <memory>

#include "api/nonces.h"
#include "api/problem.h"
#include "api/token_watch.h"
#include "api/wrong_tries.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

class Gate {
 public:
  /// All outlive the gate. Without `nonces` tokens that want signatures are let in nowhere.
  Gate(const TokenWatch& tokens, const spec::Wire& wire, Nonces* nonces)
      : tokens_(tokens), wire_(wire), nonces_(nonces) {}

  /// 40101, 40102, 40103 (checks.h check_token).
  [[nodiscard]] Checked<TokenCheck> identify(const http::Request& head) const;

  /// The same, 40104 to 40106 for a token that wants signatures, and 42901 instead of 40102 and
  /// 40106 for an address with too many wrong tries.
  [[nodiscard]] Checked<TokenCheck> admit(const http::Request& request);

  /// True where a body must be there before its caller is known to be who it is.
  [[nodiscard]] static bool needs_whole_body(const Identity& identity) {
    return identity.signing.has_value();
  }

 private:
  [[nodiscard]] Checked<TokenCheck> check(const http::Request& request);

  const TokenWatch& tokens_;
  const spec::Wire& wire_;
  Nonces* const nonces_;
  WrongTries wrong_tries_;
};

}  // namespace cems::api
