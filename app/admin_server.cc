// A second server in the same process, with one loop and two addresses.
#include "app/admin_server.h"

#include <utility>

#include "app/http_connection.h"

namespace cems::app {
namespace {

http::Response text_answer(int status, std::string_view type, std::string body) {
  http::Response response;
  response.status = status;
  response.fields = {{"cache-control", "no-store"},
                     {"content-type", std::string(type)},
                     {"x-content-type-options", "nosniff"}};
  response.body = std::move(body);
  return response;
}

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

}  // namespace

http::Response AdminHandler::handle(const http::Request& request) {
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  if (request.refusal) {
    return text_answer(400, kPlain, "malformed request\n");
  }
  if (path != "/metrics" && path != "/healthz") {
    return text_answer(404, kPlain, "here are /metrics and /healthz\n");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response response = text_answer(405, kPlain, "use GET\n");
    response.fields.push_back({"allow", "GET, HEAD"});
    return response;
  }
  if (path == "/healthz") {
    return text_answer(200, "application/json; charset=utf-8", "{\"status\":\"ok\"}\n");
  }
  return text_answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics_());
}

Result<std::unique_ptr<AdminServer>> AdminServer::open(const Listen& listen,
                                                       std::function<std::string()> metrics) {
  std::unique_ptr<AdminServer> admin(new AdminServer(std::move(metrics)));
  net::ServerOptions options;
  options.address = listen.address;
  options.port = listen.port;
  options.loops = 1;
  options.tls = false;
  Result<std::unique_ptr<net::Server>> server =
      net::Server::open(options, accept_http(admin->handler_));
  if (!server) {
    return server.error();
  }
  admin->server_ = std::move(*server);
  admin->thread_ = std::thread([raw = admin->server_.get()] { raw->run(); });
  return admin;
}

AdminServer::~AdminServer() {
  if (thread_.joinable()) {
    server_->stop();
    thread_.join();
  }
}

Result<Listen> parse_admin_listen(std::string_view text) {
  const bool port_alone =
      !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  Result<Listen> listen =
      parse_listen(port_alone ? "127.0.0.1:" + std::string(text) : std::string(text));
  if (!listen) {
    return Error{Errc::invalid_argument,
                 "--admin-listen " + std::string(text) +
                     " is not ADDRESS:PORT or a port alone, e.g. 127.0.0.1:9464"};
  }
  return listen;
}

}  // namespace cems::app
