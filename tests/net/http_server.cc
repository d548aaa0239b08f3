// The fixture's parts.
#include "tests/net/http_server.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <poll.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/limits.h"
#include "http/session.h"

namespace cems::net {
namespace {

class PatternSource final : public http::BodySource {
 public:
  PatternSource(std::size_t size, std::size_t fail_at) : size_(size), fail_at_(fail_at) {}

  Result<bool> read(std::string& out) override {
    const std::string& pattern = PatternHandler::pattern();
    const std::size_t end = std::min(size_, at_ + limits::kBodyChunkBytes);
    while (at_ < end) {
      const std::size_t n = std::min(end - at_, pattern.size() - at_ % pattern.size());
      out.append(pattern, at_ % pattern.size(), n);
      at_ += n;
    }
    if (at_ >= fail_at_) {
      return Error{Errc::internal, "the source broke"};
    }
    return at_ < size_;
  }

 private:
  std::size_t size_;
  std::size_t fail_at_;
  std::size_t at_ = 0;
};

class SessionConnection final : public Connection {
 public:
  explicit SessionConnection(std::unique_ptr<http::Session> session)
      : session_(std::move(session)) {}

  void feed(std::string_view bytes, TimeMs now) override { session_->feed(bytes, now); }

  void drain(std::string& out, TimeMs now, std::size_t bytes) override {
    session_->drain(out, now, bytes);
  }

  [[nodiscard]] bool finished() const override { return session_->finished(); }

  [[nodiscard]] bool broken() const override { return session_->broken(); }

  [[nodiscard]] bool wants_input() const override { return session_->wants_input(); }

  void shut_down(TimeMs now) override { session_->shut_down(now); }

  [[nodiscard]] TimeMs deadline() const override { return session_->deadline(); }

  void expire(TimeMs now) override { session_->expire(now); }

 private:
  std::unique_ptr<http::Session> session_;
};

}  // namespace

Ran run(const std::string& command) {
  Ran ran;
  FILE* pipe = ::popen(("{ " + command + "\n} 2>&1").c_str(), "r");
  CEMS_ASSERT(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ran.output.append(buffer.data(), n);
  }
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  EXPECT_NE(ran.status, 127) << "this suite needs curl and openssl: " << ran.output;
  return ran;
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "cems-net-XXXXXX").string();
  CEMS_ASSERT(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

const std::string& PatternHandler::pattern() {
  static const std::string text = [] {
    std::string t;
    for (std::size_t i = 0; i < 65'521; ++i) {  // A prime: no alignment with any buffer.
      t.push_back(static_cast<char>(' ' + (i * i + i / 7) % 95));
    }
    return t;
  }();
  return text;
}

std::string PatternHandler::sha256(std::size_t size) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
  for (std::size_t left = size; left > 0;) {
    const std::size_t n = std::min(left, pattern().size());
    EVP_DigestUpdate(context, pattern().data(), n);
    left -= n;
  }
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(context, digest.data(), nullptr);
  EVP_MD_CTX_free(context);
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

http::Response PatternHandler::handle(const http::Request& request) {
  ++requests;
  http::Response r;
  if (request.refusal) {
    r.status = 400;
    return r;
  }
  const std::size_t query = request.target.find('?');
  const std::string path = request.target.substr(0, query);
  const std::size_t n = query == std::string::npos
                            ? 0
                            : std::strtoull(request.target.c_str() + query + 1, nullptr, 10);
  if (path == "/big") {
    r.rest = std::make_unique<PatternSource>(n, SIZE_MAX);
  } else if (path == "/break") {
    r.rest = std::make_unique<PatternSource>(2 * n, n);
  } else if (request.method == "POST") {
    r.body = std::to_string(request.body.size());
  } else {
    r.body = request.method + " " + request.target + " " + request.peer;
  }
  return r;
}

std::size_t PatternHandler::body_bytes_max(const http::Request& /*head*/) const {
  return limits::kBulkBodyBytesMax;
}

RunningServer::RunningServer(bool tls, unsigned loops) : tls_(tls) {
  const std::string key = folder_ / "key.pem";
  if (tls) {
    const Status made = make_self_signed(certificate(), key);
    CEMS_ASSERT(made.has_value());
  }
  ServerOptions options;
  options.port = 0;
  options.loops = loops;
  options.tls = tls;
  options.certificate_file = certificate();
  options.key_file = key;
  auto opened = Server::open(options, [this](const Peer& peer, unsigned /*loop*/) {
    return std::make_unique<SessionConnection>(http::make_session_for(
        peer.protocol, peer.prefix, handler, peer.address, steady_now(), peer.wake));
  });
  CEMS_ASSERT(opened.has_value());
  server_ = std::move(*opened);
  thread_ = std::thread([this] { server_->run(); });
}

RunningServer::~RunningServer() {
  server_->stop();
  join();
}

void RunningServer::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

Ran RunningServer::curl(const std::string& options, const std::string& path) const {
  const std::string base =
      (tls_ ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port());
  return run("curl -q -sS --no-progress-meter --noproxy '*' --max-time 60 --cacert " +
             certificate() + " " + options + " '" + base + path + "'");
}

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CEMS_ASSERT(fd_ >= 0);
  CEMS_ASSERT(::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
}

RawClient::~RawClient() {
  ::close(fd_);
}

void RawClient::send(const std::string& bytes) const {
  CEMS_ASSERT(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
              static_cast<ssize_t>(bytes.size()));
}

std::string RawClient::read_all(int timeout_ms) const {
  std::string all;
  const TimeMs end = steady_now() + timeout_ms;
  while (true) {
    pollfd ready{fd_, POLLIN, 0};
    const std::int64_t left = end - steady_now();
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) {
      return all + "(timeout)";
    }
    std::array<char, 4096> buffer{};
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n <= 0) {
      return all;
    }
    all.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace cems::net
