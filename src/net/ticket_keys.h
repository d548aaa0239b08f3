/// Keys of session tickets (RFC 5077, RFC 8446 4.6.1) that change: OpenSSL's own are as old as the
/// server, and with them every recorded TLS 1.2 session that was resumed could be read.
///
/// Two keys: new tickets are made with the first; the one before it still opens its own. Each
/// serves half of a day, and what was made with it is gone half a day later. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "base/mutex.h"
#include "base/time.h"

namespace cems::net {

class TicketKeys {
 public:
  TicketKeys();
  TicketKeys(const TicketKeys&) = delete;
  TicketKeys& operator=(const TicketKeys&) = delete;

  /// Forgets the keys in memory.
  ~TicketKeys();

  /// Makes `context` use them. REQUIRES: this object outlives it.
  void serve(SSL_CTX* context);

  /// What OpenSSL asks: to make a ticket, or to open one (SSL_CTX_set_tlsext_ticket_key_evp_cb).
  /// `now` is a clock that only runs forwards.
  [[nodiscard]] int take(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                         EVP_MAC_CTX* mac, bool makes, TimeMs now) CEMS_EXCLUDES(mutex_);

  static constexpr std::int64_t kKeyMs = 12 * kMsPerHour;

 private:
  struct Key {
    std::array<unsigned char, 16> name{};
    std::array<unsigned char, 32> cipher{};
    std::array<unsigned char, 32> mac{};
    TimeMs made{};
  };

  static void fill(Key& key, TimeMs now);
  void turn(TimeMs now) CEMS_REQUIRES(mutex_);

  Mutex mutex_;
  Key current_ CEMS_GUARDED_BY(mutex_);
  Key previous_ CEMS_GUARDED_BY(mutex_);  // Opens nothing while its time is 0.
};

}  // namespace cems::net
