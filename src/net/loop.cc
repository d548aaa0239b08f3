// Accepts, sweeps deadlines every 250 ms (cheaper than a timer a connection, and no deadline of
// ours is finer than a second), and drains at the end.
#include "net/loop.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "base/limits.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::milliseconds kSweepEvery{250};
// Out of descriptors or memory: trying again at once would spin.
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::size_t kReadBytes = 64 * 1024;

// The peer's address; an IPv4 peer of a dual-stack socket is spelled as IPv4.
std::string address_of(const Loop::Endpoint& endpoint) {
  const asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

// A loop's share of the descriptors that the store and files do not need.
std::size_t links_max(unsigned loops) {
  constexpr std::size_t kLeast = 16;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return SIZE_MAX;
  }
  const std::size_t all = limit.rlim_cur;
  const std::size_t left = all - std::min(all, limits::kDescriptorsReserved);
  return std::max(kLeast, left / loops);
}

}  // namespace

Error listen_error(const Loop::Endpoint& endpoint, const ErrorCode& ec) {
  const std::string where =
      endpoint.address().to_string() + " port " + std::to_string(endpoint.port());
  if (ec == asio::error::address_in_use) {
    return Error{Errc::conflict, "cannot listen on " + where +
                                     ": another program does; stop it or choose another port"};
  }
  if (ec == boost::system::errc::permission_denied) {
    return Error{Errc::invalid_argument,
                 "cannot listen on " + where +
                     ": this user may not; ports below 1024 need CAP_NET_BIND_SERVICE"};
  }
  if (ec == boost::system::errc::address_not_available) {
    return Error{Errc::invalid_argument,
                 "cannot listen on " + where + ": the address is not one of this machine"};
  }
  return Error{Errc::internal, "cannot listen on " + where + ": " + ec.message()};
}

Loop::Loop(unsigned index, unsigned loops, const TlsContext* tls, const Accept& accept)
    : accept_(accept),
      door_(std::max<std::size_t>(1, limits::kConnectionsPerAddressMax / loops),
            std::max<std::size_t>(1, limits::kHandshakesPerAddressMax / loops)),
      links_max_(links_max(loops)) {
  share_.index = index;
  share_.tls = tls;
  share_.accept = &accept_;
  share_.door = &door_;
  share_.received.resize(kReadBytes);
}

Status Loop::listen(const Endpoint& endpoint) {
  ErrorCode ec;
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) {
    acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  }
  const int on = 1;
  if (!ec && ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on)) {
    ec.assign(errno, boost::system::system_category());
  }
  if (!ec) {
    acceptor_.bind(endpoint, ec);
  }
  if (!ec) {
    acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  }
  if (ec) {
    return listen_error(endpoint, ec);
  }
  return Unit{};
}

std::uint16_t Loop::port() const {
  ErrorCode ec;
  return acceptor_.local_endpoint(ec).port();
}

void Loop::run() {
  accept();
  sweep();
  io_.run();
}

void Loop::close() {
  ErrorCode ec;
  acceptor_.close(ec);
}

void Loop::stop() {
  asio::post(io_, [this] { begin_stop(); });
}

void Loop::accept() {
  acceptor_.async_accept(
      [this](const ErrorCode& ec, Link::Socket socket) { on_accept(ec, std::move(socket)); });
}

void Loop::on_accept(const ErrorCode& ec, Link::Socket socket) {
  if (stopping_) {
    return;
  }
  if (ec && ec != asio::error::connection_aborted) {
    share_.traffic.accept_failures.add();
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled && !stopping_) {
        accept();
      }
    });
    return;
  }
  if (!ec) {
    welcome(std::move(socket));
  }
  full_ = links_.size() >= links_max_;
  if (!full_) {
    accept();
  }
}

void Loop::welcome(Link::Socket socket) {
  ErrorCode failed;
  const Endpoint peer = socket.remote_endpoint(failed);
  if (!failed) {
    socket.non_blocking(true, failed);
  }
  if (!failed) {
    socket.set_option(asio::ip::tcp::no_delay(true), failed);
  }
  if (failed) {
    return;
  }
  const std::string address = address_of(peer);
  if (!door_.enter(address)) {
    return;
  }
  const auto link = std::make_shared<Link>(
      std::move(socket), address, share_,
      [this, address](const std::shared_ptr<Link>& closed) { forget(closed, address); });
  links_.insert(link);
  link->start();
}

void Loop::sweep() {
  sweep_.expires_after(kSweepEvery);
  sweep_.async_wait([this](const ErrorCode& cancelled) {
    if (cancelled || (stopping_ && links_.empty())) {
      return;
    }
    const TimeMs now = steady_now();
    const bool give_up = stopping_ && now >= stop_due_;
    for_each_link([&](Link& link) {
      if (give_up) {
        link.abort();
      } else {
        link.tick(now);
      }
    });
    if (!stopping_ || !links_.empty()) {
      sweep();
    }
  });
}

void Loop::begin_stop() {
  if (stopping_) {
    return;
  }
  stopping_ = true;
  const TimeMs now = steady_now();
  stop_due_ = now + limits::kDrainMs;
  share_.linger_ms = limits::kLingerMs / 5;  // Enough for a client that is there to answer.
  close();
  pause_.cancel();
  for_each_link([&](Link& link) { link.shut_down(now); });
  if (links_.empty()) {
    sweep_.cancel();
  }
}

void Loop::forget(const std::shared_ptr<Link>& link, const std::string& address) {
  links_.erase(link);
  door_.leave(address);
  if (full_ && !stopping_ && links_.size() < links_max_) {
    full_ = false;
    accept();
  }
  if (stopping_ && links_.empty()) {
    sweep_.cancel();
  }
}

void Loop::for_each_link(const std::function<void(Link&)>& f) {
  const std::vector<std::shared_ptr<Link>> links(links_.begin(), links_.end());
  for (const std::shared_ptr<Link>& link : links) {
    f(*link);
  }
}

}  // namespace cems::net
