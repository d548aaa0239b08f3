/// The admin listener: /metrics and /healthz in clear text, apart from the interfaces (contract.md
/// "--admin-listen"). No token opens it, so it is for a loopback or a management network.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "app/listen.h"
#include "base/result.h"
#include "http/message.h"
#include "net/server.h"

namespace cems::app {

/// Answers the admin listener's addresses.
class AdminHandler final : public http::Handler {
 public:
  /// `metrics` makes the page; called from the listener's thread.
  explicit AdminHandler(std::function<std::string()> metrics) : metrics_(std::move(metrics)) {}

  [[nodiscard]] http::Response handle(const http::Request& request) override;

  [[nodiscard]] std::size_t body_bytes_max(const http::Request& /*head*/) const override {
    return 0;
  }

 private:
  std::function<std::string()> metrics_;
};

/// Runs from its making to its end on a thread of its own.
class AdminServer {
 public:
  /// Errors: those of net::Server::open.
  [[nodiscard]] static Result<std::unique_ptr<AdminServer>> open(
      const Listen& listen, std::function<std::string()> metrics);

  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  /// Stops it and waits.
  ~AdminServer();

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  explicit AdminServer(std::function<std::string()> metrics) : handler_(std::move(metrics)) {}

  AdminHandler handler_;
  std::unique_ptr<net::Server> server_;
  std::thread thread_;
};

/// `--admin-listen`: as --listen, or a port alone, which is 127.0.0.1's.
/// Errors: invalid_argument, with an example.
[[nodiscard]] Result<Listen> parse_admin_listen(std::string_view text);

}  // namespace cems::app
