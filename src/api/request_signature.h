/// The check of a signed request: its time, its signature, and that it has not come before.
///
/// In this order, so that only what its caller has signed is remembered: 40104 for a timestamp that
/// is more than limits::kSignatureWindowMs from now, 40106 for fields that are missing or malformed
/// and for a signature that is not that of the request, 40105 for a nonce that was let in before
/// (nonces.h), 42901 where no more can be remembered, 50301 where the disk takes none.
///
/// Safe from any thread.
#pragma once

#include "api/nonces.h"
#include "api/problem.h"
#include "api/token.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

/// `token_secret` is the secret of the token the request came with; it opens the signing key.
/// REQUIRES: identity.signing; the request is whole. `now` is the real time.
[[nodiscard]] Checked<Unit> check_signature(const http::Request& request, const spec::Wire& wire,
                                            const Identity& identity, std::string_view token_secret,
                                            Nonces& nonces, TimeMs now);

}  // namespace cems::api
