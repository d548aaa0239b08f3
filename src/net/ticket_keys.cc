// See ticket_keys.h.
#include "net/ticket_keys.h"

#include <algorithm>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/assert.h"
#include "base/clock.h"

namespace cems::net {
namespace {

constexpr int kFailed = -1;
constexpr int kUnknown = 0;  // A full handshake follows.
constexpr int kTaken = 1;
constexpr int kRenew = 2;  // Taken, and the client gets a ticket of the newer key.

int ticket_keys_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int makes) {
  void* const keys = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ticket_keys_index());
  return static_cast<TicketKeys*>(keys)->take(name, iv, cipher, mac, makes == 1, {steady_ms()});
}

}  // namespace

TicketKeys::TicketKeys() {
  fill(current_, {steady_ms()});
}

TicketKeys::~TicketKeys() {
  OPENSSL_cleanse(&current_, sizeof current_);
  OPENSSL_cleanse(&previous_, sizeof previous_);
}

void TicketKeys::fill(Key& key, TimeMs now) {
  CEMS_ASSERT(RAND_bytes(key.name.data(), static_cast<int>(key.name.size())) == 1 &&
              RAND_bytes(key.cipher.data(), static_cast<int>(key.cipher.size())) == 1 &&
              RAND_bytes(key.mac.data(), static_cast<int>(key.mac.size())) == 1);
  key.made = now;
}

void TicketKeys::serve(SSL_CTX* context) {
  CEMS_ASSERT(SSL_CTX_set_ex_data(context, ticket_keys_index(), this) == 1 &&
              SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket) == 1);
}

void TicketKeys::turn(TimeMs now) {
  const std::int64_t age = now - current_.made;
  if (age < kKeyMs) {
    return;
  }
  previous_ = age < 2 * kKeyMs ? current_ : Key{};
  fill(current_, now);
}

int TicketKeys::take(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                     EVP_MAC_CTX* mac, bool makes, TimeMs now) {
  const MutexLock lock(mutex_);
  turn(now);
  Key* key = &current_;
  if (makes) {
    std::copy(key->name.begin(), key->name.end(), name);
    if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1) {
      return kFailed;
    }
  } else if (!std::equal(key->name.begin(), key->name.end(), name)) {
    const bool is_previous = previous_.made != TimeMs{} &&
                             std::equal(previous_.name.begin(), previous_.name.end(), name);
    if (!is_previous) {
      return kUnknown;
    }
    key = &previous_;
  }
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac.data(), key->mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const bool ready = EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->cipher.data(), iv,
                                       makes ? 1 : 0) == 1 &&
                     EVP_MAC_CTX_set_params(mac, params) == 1;
  if (!ready) {
    return kFailed;
  }
  return key == &current_ ? kTaken : kRenew;
}

}  // namespace cems::net
