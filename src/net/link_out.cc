// What a Connection has to say, on its way to the socket.
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "base/limits.h"
#include "net/link.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// What is made, encrypted and written at once while the peer waits: four TLS records, a few system
// calls more for a quarter of a megabyte,
constexpr std::size_t kEagerBytes = 64 * 1024;
// and how often, before the others on the loop have their turn.
constexpr int kEagerPieces = 2 * limits::kWriteBacklogBytes / kEagerBytes;

}  // namespace

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

}  // namespace cems::net
