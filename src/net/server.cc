// Opens the loops' sockets and runs each loop on a thread of its own.
#include "net/server.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "base/clock.h"
#include "net/loop.h"
#include "net/tls.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// With SO_REUSEPORT a second server of the same user would share the port without a word, and half
// of the requests would go to the wrong one. A socket without it finds out.
Status probe(const Loop::Endpoint& endpoint) {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io);
  ErrorCode ec;
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) {
    acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  }
  if (!ec) {
    acceptor.bind(endpoint, ec);
  }
  if (ec) {
    return listen_error(endpoint, ec);
  }
  return Unit{};
}

class LoopServer final : public Server {
 public:
  LoopServer(std::unique_ptr<TlsContext> tls, Accept accept)
      : tls_(std::move(tls)), accept_(std::move(accept)) {}

  Status listen(Loop::Endpoint endpoint, unsigned loops) {
    if (endpoint.port() != 0) {
      if (Status s = probe(endpoint); !s) {
        return s;
      }
    }
    for (unsigned i = 0; i < loops; ++i) {
      loops_.push_back(std::make_unique<Loop>(i, loops, tls_.get(), accept_));
      if (Status s = loops_.back()->listen(endpoint); !s) {
        return s;
      }
      endpoint.port(loops_.front()->port());
    }
    port_ = endpoint.port();
    return Unit{};
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  [[nodiscard]] Traffic traffic() const override {
    Traffic sums;
    for (const std::unique_ptr<Loop>& loop : loops_) {
      loop->traffic().add_to(sums);
    }
    return sums;
  }

  void run() override {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < loops_.size(); ++i) {
      try {
        threads.emplace_back([loop = loops_[i].get()] { loop->run(); });
      } catch (const std::system_error&) {
        loops_[i]->close();  // No thread to be had: the others serve its share.
      }
    }
    loops_.front()->run();
    for (std::thread& thread : threads) {
      thread.join();
    }
  }

  void stop() override {
    for (const std::unique_ptr<Loop>& loop : loops_) {
      loop->stop();
    }
  }

 private:
  std::unique_ptr<TlsContext> tls_;  // Null: cleartext.
  Accept accept_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::uint16_t port_ = 0;
};

}  // namespace

TimeMs steady_now() {
  return {steady_ms()};
}

Result<std::unique_ptr<Server>> Server::open(const ServerOptions& options, Accept accept) {
  ErrorCode ec;
  const asio::ip::address address = asio::ip::make_address(options.address, ec);
  if (ec) {
    return Error{Errc::invalid_argument,
                 "\"" + options.address + "\" is not an IPv4 or IPv6 address"};
  }
  std::unique_ptr<TlsContext> tls;
  if (options.tls) {
    auto opened =
        TlsContext::open(options.certificate_file, options.key_file,
                         TlsClients{options.client_ca_file, options.client_certificate_required});
    if (!opened) {
      return opened.error();
    }
    tls = std::move(*opened);
  }
  const unsigned loops =
      options.loops != 0 ? options.loops : std::max(1U, std::thread::hardware_concurrency());
  try {
    auto server = std::make_unique<LoopServer>(std::move(tls), std::move(accept));
    if (Status s = server->listen({address, options.port}, loops); !s) {
      return s.error();
    }
    return std::unique_ptr<Server>(std::move(server));
  } catch (const std::exception& e) {  // Asio, out of descriptors for a loop.
    return Error{Errc::internal, std::string("cannot start an event loop: ") + e.what()};
  }
}

}  // namespace cems::net
