// How a link ends: with its peer's agreement, by a deadline, or at once.
#include <memory>
#include <string>

#include <sys/ioctl.h>

#include <linux/sockios.h>

#include "base/limits.h"
#include "net/link.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

}  // namespace

void Link::linger(TimeMs now) {
  if (tls_) {
    tls_->close(out_);
    write_once();  // As far as it goes: whoever reads this slowly is leaving anyway.
  }
  std::string().swap(out_);
  out_at_ = 0;
  connection_.reset();
  ErrorCode ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (peer_done_ || ec) {
    close();
    return;
  }
  state_ = State::lingering;
  due_ = now + share_.linger_ms;
  wait_read();
}

bool Link::is_stalled(TimeMs now) {
  if (unsent() == 0 && pace_.is_settled()) {
    return false;
  }
  return pace_.is_stalled(held(), unsent(), now);
}

std::size_t Link::held() {
  int bytes = 0;
  return ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? static_cast<std::size_t>(bytes)
                                                               : 0;
}

void Link::tick(TimeMs now) {
  if (state_ == State::closed) {
    return;
  }
  if (is_stalled(now)) {
    abort();  // Whatever the Connection thinks: it cannot see how much of its output is stuck.
    return;
  }
  if (connection_) {
    if (now >= connection_->deadline()) {
      connection_->expire(now);
      pump(now);
    }
    return;
  }
  if (state_ == State::lingering && now >= due_ && held() > 0) {
    // The peer still takes our last words, or the next look finds that it does not. Closed now, the
    // kernel would keep them for it for minutes; but it has no more to say.
    overdue_ = true;
    return;
  }
  const bool crowded = has_turn_ && share_.door->is_crowded(address_);
  if (now + (crowded ? limits::kHandshakeMs - limits::kCrowdedHandshakeMs : 0) >= due_) {
    close();
  }
}

void Link::shut_down(TimeMs now) {
  if (connection_) {
    connection_->shut_down(now);
    pump(now);
  } else if (state_ == State::opening) {
    close();
  }
}

void Link::abort() {
  if (state_ == State::closed) {
    return;
  }
  ErrorCode ec;
  socket_.set_option(asio::socket_base::linger(true, 0), ec);
  close();
}

void Link::close() {
  if (state_ == State::closed) {
    return;
  }
  state_ = State::closed;
  if (tls_ && spoken_ == Spoken::unknown) {
    share_.traffic.handshake_failures.add();
  }
  share_.traffic.closed[static_cast<std::size_t>(spoken_)].add();
  end_handshake();
  connection_.reset();
  ErrorCode ec;
  socket_.close(ec);
  on_closed_(shared_from_this());
}

}  // namespace cems::net
