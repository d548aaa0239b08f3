// OpenSSL 3. Its error queue is per thread and is cleared before every call whose
// result is looked at.
#include "net/tls.h"

#include <algorithm>
#include <array>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/assert.h"
#include "net/certificate.h"

namespace cems::net {
namespace {

// RFC 9113 9.2.2: of TLS 1.2 only AEAD suites with ephemeral keys.
constexpr const char* kTls12Suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// In the same order. OpenSSL's own begins with AES-256: 14 rounds a block instead of 10.
constexpr const char* kTls13Suites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

std::string reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* text = ERR_reason_error_string(code);
  return text == nullptr ? "unknown reason" : text;
}

// There mostly are none, and clearing frees two texts of each of sixteen places all the same: 4,000
// of 58,000 instructions of an answer that has a record to itself.
void forget_errors() {
  if (ERR_peek_error() != 0) {
    ERR_clear_error();
  }
}

// Chooses the first of ours that the client offers; nothing in common ends the handshake with
// no_application_protocol (RFC 7301 3.2).
int select_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*user*/) {
  // Static: `out` points into it.
  static constexpr std::array<unsigned char, 12> kOurs{2,   'h', '2', 8,   'h', 't',
                                                       't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs.data(), kOurs.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// A key with a pass phrase would make OpenSSL ask on the terminal and a server hang.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return 0;
}

void set_common_rules(SSL_CTX* context) {
  CEMS_ASSERT(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
              SSL_CTX_set_cipher_list(context, kTls12Suites) == 1 &&
              SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
}

void set_server_rules(SSL_CTX* context) {
  set_common_rules(context);
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_max_early_data(context, 0);  // 0-RTT can be replayed.
  // Resumption is by tickets; a cache of 20,000 sessions would be memory for nothing.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
}

Status use_key_pair(SSL_CTX* context, const std::string& certificate_file,
                    const std::string& key_file) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
    return Error{Errc::invalid_argument,
                 "the certificate file " + certificate_file + " cannot be used (" + reason() +
                     "); it must be readable and hold a PEM certificate chain"};
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Error{Errc::invalid_argument,
                 "the key file " + key_file + " cannot be used (" + reason() +
                     "); it must be readable and hold the PEM private key of " + certificate_file +
                     " without a pass phrase"};
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return Error{
        Errc::invalid_argument,
        "the key in " + key_file + " does not belong to the certificate in " + certificate_file};
  }
  return Unit{};
}

// OpenSSL verifies chain, dates and purpose (clientAuth, where the certificate names any). Sessions
// are not resumed: a certificate that is over or no longer trusted ends with its connection.
Status ask_clients(SSL_CTX* context, const TlsClients& clients) {
  ERR_clear_error();
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(clients.ca_file.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, clients.ca_file.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return Error{Errc::invalid_argument,
                 "the file " + clients.ca_file + " of client CAs cannot be used (" + reason() +
                     "); it must be readable and hold PEM certificates to trust"};
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify(
      context, SSL_VERIFY_PEER | (clients.required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  CEMS_ASSERT(SSL_CTX_set_num_tickets(context, 0) == 1 &&
              SSL_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT) == 1);
  return Unit{};
}

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::open(const std::string& certificate_file,
                                                     const std::string& key_file,
                                                     const TlsClients& clients) {
  std::unique_ptr<TlsContext> tls(new TlsContext);
  tls->context_.reset(SSL_CTX_new(TLS_server_method()));
  if (!tls->context_) {
    return Error{Errc::internal, "OpenSSL cannot make a TLS context: " + reason()};
  }
  set_server_rules(tls->context_.get());
  tls->ticket_keys_.serve(tls->context_.get());
  if (Status used = use_key_pair(tls->context_.get(), certificate_file, key_file); !used) {
    return used.error();
  }
  if (!clients.ca_file.empty()) {
    if (Status asks = ask_clients(tls->context_.get(), clients); !asks) {
      return asks.error();
    }
  }
  return tls;
}

Result<std::unique_ptr<TlsContext>> TlsContext::open_client(const TlsTrust& trust) {
  std::unique_ptr<TlsContext> tls(new TlsContext);
  tls->context_.reset(SSL_CTX_new(TLS_client_method()));
  if (!tls->context_) {
    return Error{Errc::internal, "OpenSSL cannot make a TLS context: " + reason()};
  }
  SSL_CTX* context = tls->context_.get();
  set_common_rules(context);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  const int loaded = trust.ca_file.empty()
                         ? SSL_CTX_set_default_verify_paths(context)
                         : SSL_CTX_load_verify_file(context, trust.ca_file.c_str());
  if (loaded != 1) {
    return Error{Errc::invalid_argument,
                 "the CA file " + trust.ca_file + " cannot be used (" + reason() +
                     "); it must be readable and hold PEM certificates to trust"};
  }
  if (!trust.certificate_file.empty()) {
    if (Status used = use_key_pair(context, trust.certificate_file, trust.key_file); !used) {
      return used.error();
    }
  }
  return tls;
}

// --- The BIO

BIO_METHOD* TlsChannel::bio_method() {
  // Made once and never freed: connections of every thread share it until the process ends.
  static BIO_METHOD* const method = [] {
    BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cems memory");
    CEMS_ASSERT(m != nullptr && BIO_meth_set_write(m, bio_write) == 1 &&
                BIO_meth_set_read(m, bio_read) == 1 && BIO_meth_set_ctrl(m, bio_control) == 1);
    return m;
  }();
  return method;
}

int TlsChannel::bio_write(BIO* bio, const char* data, int size) {
  auto& self = *static_cast<TlsChannel*>(BIO_get_data(bio));
  CEMS_ASSERT(self.out_ != nullptr && size >= 0);
  self.out_->append(data, static_cast<std::size_t>(size));
  return size;
}

int TlsChannel::bio_read(BIO* bio, char* data, int size) {
  auto& self = *static_cast<TlsChannel*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (self.in_.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t n = self.in_.copy(data, static_cast<std::size_t>(std::max(size, 0)));
  self.in_.remove_prefix(n);
  return static_cast<int>(n);
}

long TlsChannel::bio_control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// --- The channel

TlsChannel::TlsChannel(const TlsContext& context) : ssl_(SSL_new(context.raw())) {
  attach();
  SSL_set_accept_state(ssl_.get());
}

TlsChannel::TlsChannel(const TlsContext& context, const std::string& host)
    : ssl_(SSL_new(context.raw())) {
  attach();
  SSL_set_connect_state(ssl_.get());
  X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl_.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1) {
    return;
  }
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // As SSL_set_tlsext_host_name() does, whose macro has an old cast.
  char* const name = const_cast<char*>(host.c_str());  // NOLINT: OpenSSL only reads it.
  CEMS_ASSERT(SSL_set1_host(ssl_.get(), name) == 1 &&
              SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) ==
                  1);
}

void TlsChannel::attach() {
  CEMS_ASSERT(ssl_ != nullptr);
  BIO* bio = BIO_new(bio_method());
  CEMS_ASSERT(bio != nullptr);
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsChannel::State TlsChannel::receive(std::string_view ciphertext, std::string& plain,
                                      std::string& out) {
  in_ = ciphertext;
  out_ = &out;
  if (state_ != State::handshake || step_handshake()) {
    read_plain(plain);
  }
  in_ = {};
  out_ = nullptr;
  return state_;
}

bool TlsChannel::step_handshake() {
  forget_errors();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    state_ = State::open;
    return true;
  }
  fail(result);
  return false;
}

void TlsChannel::read_plain(std::string& plain) {
  constexpr std::size_t kRecordBytes = 16 * 1024;
  std::array<char, kRecordBytes> record;  // Not initialised: most requests are short.
  // OpenSSL takes from the BIO what it needs for a record, so that nothing is left in it.
  while (state_ == State::open && !in_.empty()) {
    std::size_t n = 0;
    forget_errors();
    const int result = SSL_read_ex(ssl_.get(), record.data(), record.size(), &n);
    if (result != 1) {
      fail(result);
      return;
    }
    plain.append(record.data(), n);
  }
}

void TlsChannel::fail(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return;
    case SSL_ERROR_ZERO_RETURN:
      state_ = State::closed;
      return;
    default:
      state_ = State::failed;
      failure_ = reason();
      // A client's refusal of a certificate has a reason of its own.
      if (const long verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK) {
        failure_ += std::string(", ") + X509_verify_cert_error_string(verdict);
      }
  }
}

bool TlsChannel::send(std::string_view plain, std::string& out) {
  CEMS_ASSERT(state_ == State::open || state_ == State::closed);
  if (plain.empty()) {
    return true;
  }
  // Grown once, not record by record: a record is 16 KiB at most, and far less is put around it.
  constexpr std::size_t kRecordBytes = 16 * 1024;
  constexpr std::size_t kAroundRecordMax = 256;
  out.reserve(out.size() + plain.size() + (plain.size() / kRecordBytes + 1) * kAroundRecordMax);
  out_ = &out;
  std::size_t n = 0;
  forget_errors();
  const int result = SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &n);
  out_ = nullptr;
  if (result != 1) {
    state_ = State::failed;
    failure_ = reason();
    return false;
  }
  CEMS_ASSERT(n == plain.size());  // Without partial writes, and our BIO takes everything.
  return true;
}

void TlsChannel::close(std::string& out) {
  if (state_ != State::open && state_ != State::closed) {
    return;
  }
  out_ = &out;
  forget_errors();
  SSL_shutdown(ssl_.get());
  out_ = nullptr;
}

std::shared_ptr<const std::vector<std::string>> TlsChannel::peer_names() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr || SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
    return nullptr;
  }
  return std::make_shared<const std::vector<std::string>>(names_of(certificate));
}

std::string TlsChannel::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return size == 0 ? "http/1.1" : std::string(reinterpret_cast<const char*>(name), size);
}

}  // namespace cems::net
