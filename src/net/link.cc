// Reads and writes never block and never run ahead: input stops while output waits.
#include "net/link.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/limits.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// RFC 9113 3.4. Cleartext needs these bytes, or a difference, to know what is spoken; that is all
// this module knows of protocols.
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

}  // namespace

Link::Link(Socket socket, std::string address, LoopShare& share, OnClosed closed)
    : socket_(std::move(socket)),
      address_(std::move(address)),
      share_(share),
      on_closed_(std::move(closed)),
      due_(steady_now() + (share.tls != nullptr ? limits::kHandshakeMs : limits::kHeaderMs)) {
  share_.traffic.accepted.add();
  share_.traffic.opened[static_cast<std::size_t>(spoken_)].add();
}

void Link::start() {
  wait_read();
}

void Link::wait_read() {
  if (reading_ || overdue_) {
    return;
  }
  reading_ = true;
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const ErrorCode& ec) {
    self->reading_ = false;
    if (!ec && self->state_ != State::closed) {
      self->on_readable();
    }
  });
}

void Link::wait_write() {
  if (writing_) {
    return;
  }
  writing_ = true;
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const ErrorCode& ec) {
    self->writing_ = false;
    if (!ec && self->state_ != State::closed) {
      self->write_on(steady_now());
    }
  });
}

// --- The handshake

bool Link::begin_handshake() {
  if (!has_turn_) {
    auto& io = static_cast<asio::io_context&>(socket_.get_executor().context());
    const auto turn = [&io, weak = weak_from_this()] {
      const std::shared_ptr<Link> self = weak.lock();
      if (!self || self->state_ != State::opening) {
        return false;
      }
      self->take_turn(steady_now());
      asio::post(io, [self] { self->begin_after_wait(); });
      return true;
    };
    if (!share_.door->begin_handshake(address_, turn)) {
      due_ = kTimeMax;
      return false;
    }
    take_turn(steady_now());
  }
  tls_.emplace(*share_.tls);
  return true;
}

void Link::begin_after_wait() {
  if (state_ != State::closed) {
    on_readable();
  }
}

void Link::take_turn(TimeMs now) {
  has_turn_ = true;
  due_ = now + limits::kHandshakeMs;
}

void Link::end_handshake() {
  if (has_turn_) {
    has_turn_ = false;
    share_.door->end_handshake(address_);
  }
}

// --- In

void Link::on_readable() {
  if (share_.tls != nullptr && !tls_ && !begin_handshake()) {
    return;  // What the peer says stays in the kernel.
  }
  ErrorCode ec;
  const std::size_t n = socket_.read_some(asio::buffer(share_.received), ec);
  const TimeMs now = steady_now();
  if (ec == asio::error::would_block) {
    wait_read();
    return;
  }
  if (ec == asio::error::eof) {
    peer_done_ = true;
  } else if (ec) {
    close();
    return;
  } else {
    share_.traffic.bytes_in.add(n);
    take(std::string_view(share_.received).substr(0, n), now);
  }
  pump(now);
}

void Link::take(std::string_view bytes, TimeMs now) {
  if (state_ == State::lingering || state_ == State::failing) {
    return;
  }
  if (tls_) {
    take_tls(bytes, now);
  } else if (connection_) {
    connection_->feed(bytes, now);
  } else {
    take_prefix(bytes, now);
  }
}

void Link::take_tls(std::string_view bytes, TimeMs now) {
  std::string& plain = share_.plain_in;
  const TlsChannel::State tls = tls_->receive(bytes, plain, out_);
  if (tls == TlsChannel::State::handshake) {
    return;
  }
  if (tls == TlsChannel::State::failed) {
    end_handshake();
    plain.clear();
    connection_.reset();
    state_ = State::failing;
    return;
  }
  if (!connection_) {
    end_handshake();
    share_.traffic.handshakes.add();
    note_spoken(tls_->protocol() == "h2" ? Spoken::h2 : Spoken::http1);
    open(tls_->protocol(), {});
  }
  if (connection_ && !plain.empty()) {
    connection_->feed(plain, now);
  }
  plain.clear();
  peer_done_ = peer_done_ || tls == TlsChannel::State::closed;
}

void Link::take_prefix(std::string_view bytes, TimeMs now) {
  prefix_.append(bytes);
  const std::size_t n = std::min(prefix_.size(), kPreface.size());
  if (n < kPreface.size() && kPreface.starts_with(prefix_)) {
    return;
  }
  note_spoken(prefix_.starts_with(kPreface) ? Spoken::h2 : Spoken::http1);
  open("", prefix_);
  if (connection_) {
    connection_->feed(prefix_, now);
  }
  std::string().swap(prefix_);
}

void Link::note_spoken(Spoken spoken) {
  share_.traffic.closed[static_cast<std::size_t>(spoken_)].add();
  spoken_ = spoken;
  share_.traffic.opened[static_cast<std::size_t>(spoken_)].add();
}

void Link::open(const std::string& protocol, std::string_view prefix) {
  auto& io = static_cast<asio::io_context&>(socket_.get_executor().context());
  // One turn of the loop is enough for all who call before it: a connection may carry a hundred
  // streams that something new concerns.
  const auto wake = [&io, weak = weak_from_this(),
                     called = std::make_shared<std::atomic<bool>>(false)] {
    if (called->exchange(true)) {
      return;
    }
    asio::post(io, [weak, called] {
      *called = false;
      const std::shared_ptr<Link> self = weak.lock();
      if (self && self->state_ == State::open) {
        self->pump(steady_now());
      }
    });
  };
  const Peer peer{address_, protocol, prefix, wake, tls_ ? tls_->peer_names() : nullptr};
  connection_ = (*share_.accept)(peer, share_.index);
  state_ = connection_ ? State::open : State::failing;
}

}  // namespace cems::net
