// See call_signer.h.
#include "client/call_signer.h"

#include <string_view>
#include <utility>

#include "base/random.h"
#include "base/zone.h"
#include "http/request_signature.h"

namespace cems::client {
namespace {

constexpr std::size_t kNonceBytes = 18;  // 24 characters.

}  // namespace

Result<CallSigner> CallSigner::open(const std::string& key_file) {
  Result<Secret> key = read_secret_file(key_file);
  if (!key) {
    return key.error();
  }
  const std::string_view text = key->reveal();
  if (text.starts_with("cems_sign_hmac-sha256_")) {
    return CallSigner(Hash::sha256, *std::move(key));
  }
  if (text.starts_with("cems_sign_hmac-sm3_")) {
    return CallSigner(Hash::sm3, *std::move(key));
  }
  return Error{Errc::invalid_argument,
               key_file + " holds no signing key; cems token add --sign makes one"};
}

CallSignature CallSigner::sign(const HttpCall& call, TimeMs now) const {
  CallSignature made{format_time(now, Zone()), random_text(kNonceBytes), ""};
  made.signature = http::signature_of(
      hash_, key_.reveal(), {call.method, call.target, made.timestamp, made.nonce, call.body});
  return made;
}

}  // namespace cems::client
