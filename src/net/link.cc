// Reads and writes never block and never run ahead: input stops while output waits.
#include "net/link.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include <sys/ioctl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <linux/sockios.h>

#include "base/limits.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// RFC 9113 3.4. Cleartext needs these bytes, or a difference, to know what is spoken; that is all
// this module knows of protocols.
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// What is made, encrypted and written at once while the peer waits: four TLS records, a few system
// calls more for a quarter of a megabyte,
constexpr std::size_t kEagerBytes = 64 * 1024;
// and how often, before the others on the loop have their turn.
constexpr int kEagerPieces = 2 * limits::kWriteBacklogBytes / kEagerBytes;

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

// --- Out

// What goes out while the peer waits for it goes in small pieces: it reads the first ones while the
// next are being made.
void Link::pump(TimeMs now) {
  if (writing_ || unsent() > 0) {
    write_on(now);
    return;
  }
  bool goes_on = true;
  for (int piece = 0; piece < kEagerPieces && goes_on; ++piece) {
    fill(now, kEagerBytes);  // The last time tells the Connection that all has been taken.
    goes_on = unsent() > 0;
    if (goes_on && !write_once()) {
      close();
      return;
    }
    goes_on = goes_on && unsent() == 0;
  }
  if (goes_on) {
    fill(now, limits::kWriteBacklogBytes);
  }
  settle(now);
}

// Who has more to read than it takes gets as much as there is room for at once.
void Link::write_on(TimeMs now) {
  fill(now, limits::kWriteBacklogBytes);
  if (unsent() > 0) {
    if (!write_once()) {
      close();
      return;
    }
    if (unsent() == 0) {
      fill(now, limits::kWriteBacklogBytes);
    }
  }
  settle(now);
}

void Link::fill(TimeMs now, std::size_t bytes) {
  if (!connection_ || connection_->finished() || unsent() >= limits::kWriteBacklogBytes / 2) {
    return;
  }
  borrow_memory();
  if (!tls_) {
    connection_->drain(out_, now, bytes);
  } else {
    std::string& plain = share_.plain_out;
    connection_->drain(plain, now, bytes);
    if (!tls_->send(plain, out_)) {
      connection_.reset();
      state_ = State::failing;
    }
    plain.clear();
  }
  if (out_.empty()) {
    return_memory();
  }
}

void Link::borrow_memory() {
  if (out_.empty() && out_.capacity() < share_.spare_out.capacity()) {
    out_.swap(share_.spare_out);
  }
}

void Link::return_memory() {
  constexpr std::size_t kKeptBytes = 4096;  // An idle connection keeps no more than this.
  out_.clear();
  out_at_ = 0;
  if (out_.capacity() > kKeptBytes) {
    share_.spare_out.swap(out_);
    if (out_.capacity() > kKeptBytes) {
      std::string().swap(out_);
    }
  }
}

bool Link::write_once() {
  ErrorCode ec;
  const std::size_t n = socket_.write_some(asio::buffer(out_.data() + out_at_, unsent()), ec);
  if (ec == asio::error::would_block) {
    return true;
  }
  if (ec) {
    return false;
  }
  out_at_ += n;
  share_.traffic.bytes_out.add(n);
  pace_.wrote(n);
  if (unsent() == 0) {
    return_memory();
  } else if (out_at_ > limits::kWriteBacklogBytes) {
    out_.erase(0, out_at_);
    out_at_ = 0;
  }
  return true;
}

void Link::settle(TimeMs now) {
  if (connection_ && connection_->broken()) {
    abort();
    return;
  }
  if (unsent() > 0) {
    wait_write();
  } else if (state_ == State::failing || (connection_ && connection_->finished())) {
    linger(now);
    return;
  } else if (peer_done_) {
    close();  // It has hung up and we have nothing more to say.
    return;
  }
  const bool room = unsent() < limits::kWriteBacklogBytes;
  if (!peer_done_ && room && (!connection_ || connection_->wants_input())) {
    wait_read();
  }
}

// --- End

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
