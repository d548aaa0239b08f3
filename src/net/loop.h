/// One thread's event loop with its own listening socket and its connections.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/result.h"
#include "base/time.h"
#include "net/link.h"
#include "net/server.h"

namespace cems::net {

class Loop {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;

  /// The `index`-th of so many `loops`. `tls` may be null. REQUIRES: both outlive the loop.
  Loop(unsigned index, unsigned loops, const TlsContext* tls, const Accept& accept);

  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Binds with SO_REUSEPORT and listens. Errors as of Server::open.
  [[nodiscard]] Status listen(const Endpoint& endpoint);

  /// The port it listens on. REQUIRES: listen() was successful.
  [[nodiscard]] std::uint16_t port() const;

  /// Read from any thread.
  [[nodiscard]] const TrafficCounters& traffic() const { return share_.traffic; }

  /// Serves until stop() and the drain after it. Called once, on the loop's thread.
  void run();

  /// Stops listening, instead of run().
  void close();

  /// Safe from any thread, any number of times, before run() too.
  void stop();

 private:
  void accept();
  void on_accept(const boost::system::error_code& ec, Link::Socket socket);
  void welcome(Link::Socket socket);
  void sweep();
  void begin_stop();
  void forget(const std::shared_ptr<Link>& link, const std::string& address);
  // Links close while they are gone through, so by a copy.
  void for_each_link(const std::function<void(Link&)>& f);

  const Accept& accept_;
  Door door_;
  LoopShare share_;
  const std::size_t links_max_;
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::acceptor acceptor_{io_};
  boost::asio::steady_timer sweep_{io_};
  boost::asio::steady_timer pause_{io_};
  std::unordered_set<std::shared_ptr<Link>> links_;
  bool full_ = false;  // No more are accepted until one goes.
  bool stopping_ = false;
  TimeMs stop_due_;
};

/// The error of a bind or listen, saying what to do about it.
[[nodiscard]] Error listen_error(const Loop::Endpoint& endpoint,
                                 const boost::system::error_code& ec);

}  // namespace cems::net
