// See connection.h. Blocking: writes what the windows allow, and reads only when nothing more may
// be written. Frames are collected before they are encrypted, so that records are full ones, and
// records before they are sent, so that a server is woken for a few hundred kilobytes at a time.
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <netdb.h>
#include <nghttp2/nghttp2.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "bench/peers/connection.h"

namespace cems::bench {
namespace {

constexpr std::size_t kSendBytes = 256 * 1024;
constexpr std::size_t kReceiveBytes = 16 * 1024;

struct Url {
  std::string host;
  std::string port;
  std::string path;
};

/// Of `https://HOST:PORT/PATH`, which is what the benchmark gives.
Url split(std::string_view url) {
  url.remove_prefix(std::min(url.size(), std::string_view("https://").size()));
  const std::size_t slash = std::min(url.find('/'), url.size());
  const std::size_t colon = std::min(url.find(':'), slash);
  return {std::string(url.substr(0, colon)),
          std::string(url.substr(colon, slash - colon).substr(colon < slash ? 1 : 0)),
          std::string(url.substr(slash))};
}

Error failed(const std::string& step) {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  return {Errc::unavailable,
          step + ": " + (reason == nullptr ? std::generic_category().message(errno) : reason)};
}

Result<int> dial(const Url& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &found); code != 0) {
    return Error{Errc::unavailable, to.host + ": " + gai_strerror(code)};
  }
  const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected = socket >= 0 && ::connect(socket, found->ai_addr, found->ai_addrlen) == 0;
  freeaddrinfo(found);
  if (!connected) return failed("connect");
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

class H2Connection final : public Connection {
 public:
  explicit H2Connection(const Credentials& credentials) : credentials_(credentials) {}

  H2Connection(const H2Connection&) = delete;
  H2Connection& operator=(const H2Connection&) = delete;

  ~H2Connection() override {
    nghttp2_session_del(session_);
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    if (socket_ >= 0) ::close(socket_);
  }

  Result<Answer> post(const std::string& url, const std::string& body) override {
    const Url to = split(url);
    if (session_ == nullptr) {
      if (Status opened = open(to); !opened) return opened.error();
    }
    answer_ = {};
    closed_ = false;
    body_ = body;
    if (!submit(to)) return Error{Errc::unavailable, url + ": the request cannot be made"};
    while (!closed_) {
      if (Status sent = send(); !sent) return sent.error();
      if (closed_) break;
      if (Status received = receive(); !received) return received.error();
    }
    return std::move(answer_);
  }

 private:
  Status open(const Url& to) {
    Result<int> socket = dial(to);
    if (!socket) return socket.error();
    socket_ = *socket;
    if (!shake_hands(to)) return failed("TLS");
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    const int made = nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    if (made != 0 || nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0) != 0) {
      return Error{Errc::unavailable, "HTTP/2: a session cannot be made"};
    }
    return Unit{};
  }

  bool shake_hands(const Url& to) {
    context_ = SSL_CTX_new(TLS_client_method());
    if (context_ == nullptr) return false;
    const int trusted = credentials_.certificate.empty()
                            ? SSL_CTX_set_default_verify_paths(context_)
                            : SSL_CTX_load_verify_file(context_, credentials_.certificate.c_str());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    ssl_ = SSL_new(context_);
    if (trusted != 1 || ssl_ == nullptr) return false;
    constexpr std::array<unsigned char, 3> kH2{2, 'h', '2'};
    SSL_set_alpn_protos(ssl_, kH2.data(), kH2.size());
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), to.host.c_str()) != 1) {
      SSL_set1_host(ssl_, to.host.c_str());
    }
    BIO* const wire = BIO_new_socket(socket_, BIO_NOCLOSE);
    BIO* const collected = BIO_new(BIO_f_buffer());
    BIO_set_write_buffer_size(collected, kSendBytes + kSendBytes / 64);  // What TLS adds too.
    BIO_up_ref(wire);  // It is used on its own too.
    SSL_set_bio(ssl_, wire, BIO_push(collected, wire));
    return SSL_connect(ssl_) == 1;
  }

  bool submit(const Url& to) {
    const std::string authority = to.host + ":" + to.port;
    const std::string length = std::to_string(body_.size());
    const std::string bearer = "Bearer " + credentials_.token;
    std::vector<nghttp2_nv> fields;
    const auto add = [&fields](std::string_view name, std::string_view value) {
      // nghttp2 copies both and writes to neither; its struct is older than const.
      const auto raw = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
      };
      fields.push_back({raw(name), raw(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    };
    add(":method", "POST");
    add(":scheme", "https");
    add(":authority", authority);
    add(":path", to.path);
    add("content-type", "text/csv");
    add("content-length", length);
    if (!credentials_.token.empty()) add("authorization", bearer);
    nghttp2_data_provider provider{};
    provider.read_callback = read_body;
    return nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), &provider,
                                  nullptr) > 0;
  }

  /// Everything that may be sent now.
  Status send() {
    for (;;) {
      out_.clear();
      while (out_.size() < kSendBytes) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
        if (size < 0) return failed("HTTP/2");
        if (size == 0) break;
        out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
      }
      if (out_.empty()) return Unit{};
      ERR_clear_error();
      if (SSL_write(ssl_, out_.data(), static_cast<int>(out_.size())) <= 0 ||
          BIO_flush(SSL_get_wbio(ssl_)) <= 0) {
        return failed("sending");
      }
    }
  }

  Status receive() {
    std::array<std::uint8_t, kReceiveBytes> bytes;
    ERR_clear_error();
    const int size = SSL_read(ssl_, bytes.data(), bytes.size());
    if (size <= 0) return failed("receiving");
    const ssize_t taken =
        nghttp2_session_mem_recv(session_, bytes.data(), static_cast<std::size_t>(size));
    if (taken < 0) return Error{Errc::unavailable, nghttp2_strerror(static_cast<int>(taken))};
    return Unit{};
  }

  // NOLINTNEXTLINE(readability-function-size): seven parameters are nghttp2's.
  static ssize_t read_body(nghttp2_session* /*s*/, std::int32_t /*id*/, std::uint8_t* into,
                           std::size_t room, std::uint32_t* flags, nghttp2_data_source* /*from*/,
                           void* user) {
    std::string_view& rest = static_cast<H2Connection*>(user)->body_;
    const std::size_t size = std::min(room, rest.size());
    std::memcpy(into, rest.data(), size);
    rest.remove_prefix(size);
    if (rest.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  // NOLINTNEXTLINE(readability-function-size): the same.
  static int on_header(nghttp2_session* /*s*/, const nghttp2_frame* /*frame*/,
                       const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                       std::size_t value_size, std::uint8_t /*flags*/, void* user) {
    const std::string_view field(reinterpret_cast<const char*>(name), name_size);
    const char* const text = reinterpret_cast<const char*>(value);
    if (field == ":status") {
      std::from_chars(text, text + value_size, static_cast<H2Connection*>(user)->answer_.status);
    }
    return 0;
  }

  static int on_data(nghttp2_session* /*s*/, std::uint8_t /*flags*/, std::int32_t /*id*/,
                     const std::uint8_t* bytes, std::size_t size, void* user) {
    static_cast<H2Connection*>(user)->answer_.body.append(reinterpret_cast<const char*>(bytes),
                                                          size);
    return 0;
  }

  static int on_close(nghttp2_session* /*s*/, std::int32_t /*id*/, std::uint32_t /*code*/,
                      void* user) {
    static_cast<H2Connection*>(user)->closed_ = true;
    return 0;
  }

  const Credentials credentials_;
  int socket_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  nghttp2_session* session_ = nullptr;
  std::string out_;        // Frames that are to be encrypted together.
  std::string_view body_;  // What is left of the body that is being posted.
  Answer answer_;
  bool closed_ = false;  // The stream is over; without a status it was reset.
};

}  // namespace

std::unique_ptr<Connection> make_h2_connection(const Credentials& credentials) {
  return std::make_unique<H2Connection>(credentials);
}

}  // namespace cems::bench
