// See http_connection.h.
#include "app/http_connection.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "http/session.h"

namespace cems::app {
namespace {

/// An http::Session behind the socket.
class HttpConnection : public net::Connection {
 public:
  explicit HttpConnection(std::unique_ptr<http::Session> session) : session_(std::move(session)) {}

  void feed(std::string_view bytes, TimeMs now) override { session_->feed(bytes, now); }

  void drain(std::string& out, TimeMs now, std::size_t bytes) override {
    session_->drain(out, now, bytes);
  }

  [[nodiscard]] bool finished() const override { return session_->finished(); }

  void shut_down(TimeMs now) override { session_->shut_down(now); }

  [[nodiscard]] TimeMs deadline() const override { return session_->deadline(); }

  void expire(TimeMs now) override { session_->expire(now); }

  [[nodiscard]] bool broken() const override { return session_->broken(); }

  [[nodiscard]] bool wants_input() const override { return session_->wants_input(); }

 private:
  std::unique_ptr<http::Session> session_;
};

}  // namespace

net::Accept accept_http(http::Handler& handler) {
  return [&handler](const net::Peer& peer, unsigned) -> std::unique_ptr<net::Connection> {
    return std::make_unique<HttpConnection>(http::make_session_for(
        peer.protocol, peer.prefix, handler, {peer.address, peer.certificate_names},
        net::steady_now(), peer.wake));
  };
}

}  // namespace cems::app
