/// Signs calls as docs/access.md says (http/request_signature.h). One signer, one thread.
#pragma once

#include <string>

#include "base/keyed_hash.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "client/transport.h"

namespace cems::client {

/// The values of the three fields.
struct CallSignature {
  std::string timestamp;
  std::string nonce;
  std::string signature;
};

class CallSigner {
 public:
  /// Reads the file that `cems token add --sign-key` wrote. Errors: those of read_secret_file;
  /// invalid_argument where it holds no signing key.
  [[nodiscard]] static Result<CallSigner> open(const std::string& key_file);

  /// With a nonce that no other call has. `now` is the real time.
  [[nodiscard]] CallSignature sign(const HttpCall& call, TimeMs now) const;

 private:
  CallSigner(Hash hash, Secret key) : hash_(hash), key_(std::move(key)) {}

  Hash hash_;
  Secret key_;
};

}  // namespace cems::client
