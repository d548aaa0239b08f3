/// TLS over memory, of a server and of a client: ciphertext in, plaintext out and back, no socket
/// (RFC 8446; for TLS 1.2 the restrictions of RFC 9113 9.2).
///
/// A small BIO of our own reads straight from what the socket gave and appends straight to what it
/// will take, so that an idle connection holds no buffer; OpenSSL's own are released between
/// records (SSL_MODE_RELEASE_BUFFERS).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "base/result.h"
#include "net/ticket_keys.h"

namespace cems::net {

/// How a client decides whom to trust, and who it is.
struct TlsTrust {
  std::string ca_file;           ///< PEM; empty: what the system trusts.
  std::string certificate_file;  ///< PEM chain, shown to a server that asks; empty for none.
  std::string key_file;          ///< PEM; with certificate_file.
};

/// Whether a server asks its clients for certificates, and whom it trusts to have made them.
struct TlsClients {
  std::string ca_file;    ///< PEM; empty: it does not ask.
  bool required = false;  ///< Without a certificate there is no connection.
};

/// Keys and rules that all connections of a server, or of a client, share. Safe from any thread
/// once made.
class TlsContext {
 public:
  /// Errors: invalid_argument naming the file that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> open(const std::string& certificate_file,
                                                                const std::string& key_file,
                                                                const TlsClients& clients = {});

  /// For connections that we open: TLS 1.2 or later, and the server's certificate is verified.
  /// Errors: invalid_argument naming the file that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> open_client(const TlsTrust& trust);

  [[nodiscard]] SSL_CTX* raw() const { return context_.get(); }

 private:
  struct Delete {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

  TlsContext() = default;

  TicketKeys ticket_keys_;  // Before the context, which uses them.
  std::unique_ptr<SSL_CTX, Delete> context_;
};

/// One connection's TLS. Used on one thread; not movable, OpenSSL points to it.
class TlsChannel {
 public:
  enum class State : std::uint8_t {
    handshake,
    open,
    closed,  ///< The peer has said close_notify: no more plaintext comes.
    failed   ///< A protocol error; what is in `out` (an alert) may still be sent.
  };

  /// A server's side. REQUIRES: `context` outlives it.
  explicit TlsChannel(const TlsContext& context);

  /// A client's side, with a context of open_client(). The certificate must be for `host`, a name
  /// or an address; a name is also told to the server (RFC 6066 3). receive() with nothing begins
  /// the handshake. REQUIRES: `context` outlives it.
  TlsChannel(const TlsContext& context, const std::string& host);

  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  /// Takes everything the peer sent; appends the plaintext in it to `plain` and what is to be sent
  /// for it to `out`.
  State receive(std::string_view ciphertext, std::string& plain, std::string& out);

  /// Encrypts; appends to `out`. False when TLS has failed. REQUIRES: state() is open or closed.
  [[nodiscard]] bool send(std::string_view plain, std::string& out);

  /// Appends close_notify.
  void close(std::string& out);

  [[nodiscard]] State state() const { return state_; }

  /// Why it failed, for the log. REQUIRES: state() is failed.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  /// Names of the client certificate that was shown and verified (certificate.h); null without one.
  /// REQUIRES: open.
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> peer_names() const;

  /// What ALPN has chosen (RFC 7301); "http/1.1" for a client that did not ask. REQUIRES: open.
  [[nodiscard]] std::string protocol() const;

 private:
  struct Delete {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  [[nodiscard]] bool step_handshake();
  void read_plain(std::string& plain);
  void fail(int result);

  static BIO_METHOD* bio_method();
  static int bio_write(BIO* bio, const char* data, int size);
  static int bio_read(BIO* bio, char* data, int size);
  static long bio_control(BIO* bio, int command, long number, void* pointer);

  void attach();

  std::unique_ptr<SSL, Delete> ssl_;
  std::string_view in_;         // What receive() has been given and OpenSSL has not taken yet.
  std::string* out_ = nullptr;  // Where OpenSSL writes to during a call.
  State state_ = State::handshake;
  std::string failure_;
};

}  // namespace cems::net
