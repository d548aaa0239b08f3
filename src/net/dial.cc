// One call is one object whose handlers all run inside Dialer::call(); it is over when none is
// left.
#include "net/dial.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/limits.h"

namespace cems::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds kTickEvery{100};
constexpr std::size_t kDialReadAtOnce = 256 * 1024;
// Taken before it is worked on: what comes together is committed together. More would leave a peer
// with a window (MQTT's receive maximum) nothing to send meanwhile.
constexpr std::size_t kDialTurnBytes = 1024 * 1024;

std::string place_of(const DialOptions& options) {
  const bool v6 = options.host.find(':') != std::string::npos;
  return (v6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(options.port);
}

}  // namespace

class Dialer::Call {
 public:
  Call(Dialer& dialer, const Answered& answered)
      : dialer_(dialer),
        answered_(answered),
        resolver_(dialer.io_),
        socket_(dialer.io_),
        tick_(dialer.io_),
        due_(steady_now() + limits::kDialMs) {}

  Status run() {
    resolver_.async_resolve(dialer_.options_.host, std::to_string(dialer_.options_.port),
                            [this](const ErrorCode& ec, const Tcp::resolver::results_type& found) {
                              on_resolved(ec, found);
                            });
    wait_tick();
    dialer_.io_.run();
    return std::move(status_);
  }

  void stop() {
    if (over_) {
      return;
    }
    if (connection_ == nullptr) {
      close();
      return;
    }
    const TimeMs now = steady_now();
    connection_->shut_down(now);
    due_ = now + dialer_.linger_ms_;
    pump(now);
  }

 private:
  void on_resolved(const ErrorCode& ec, const Tcp::resolver::results_type& found) {
    if (over_) {
      return;
    }
    if (ec) {
      fail("cannot find the address of " + dialer_.options_.host + ": " + ec.message());
      return;
    }
    asio::async_connect(socket_, found, [this](const ErrorCode& failed, const Tcp::endpoint&) {
      on_connected(failed);
    });
  }

  void on_connected(const ErrorCode& ec) {
    if (over_) {
      return;
    }
    ErrorCode failed = ec;
    if (!failed) {
      socket_.non_blocking(true, failed);
    }
    if (!failed) {
      socket_.set_option(Tcp::no_delay(true), failed);
    }
    if (failed) {
      fail("cannot connect to " + place_of(dialer_.options_) + ": " + failed.message());
      return;
    }
    received_.resize(kDialReadAtOnce);
    const TimeMs now = steady_now();
    if (dialer_.options_.tls) {
      tls_.emplace(*dialer_.options_.tls, dialer_.options_.host);
      take({}, now);
    } else {
      open(now);
    }
    pump(now);
  }

  void open(TimeMs now) {
    connection_ = &answered_(now);
    due_ = TimeMs{INT64_MAX};
  }

  // --- In

  void wait_read() {
    if (std::exchange(reading_, true)) {
      return;
    }
    socket_.async_wait(Tcp::socket::wait_read, [this](const ErrorCode& ec) {
      reading_ = false;
      if (!ec && !over_) {
        on_readable();
      }
    });
  }

  // Takes all that is there, up to a bound: what comes together is worked on together.
  void on_readable() {
    const TimeMs now = steady_now();
    read_all(now);
    pump(now);
  }

  void read_all(TimeMs now) {
    for (std::size_t taken = 0; taken < kDialTurnBytes;) {
      ErrorCode ec;
      const std::size_t n = socket_.read_some(asio::buffer(received_), ec);
      if (ec == asio::error::would_block) {
        break;
      }
      if (ec) {
        if (lost_.empty()) {
          lost_ = ec == asio::error::eof ? "the peer hung up" : ec.message();
        }
        break;
      }
      taken += n;
      take(std::string_view(received_).substr(0, n), now);
    }
  }

  void take(std::string_view bytes, TimeMs now) {
    if (!tls_) {
      connection_->feed(bytes, now);
      return;
    }
    plain_.clear();
    const TlsChannel::State state = tls_->receive(bytes, plain_, out_);
    if (state == TlsChannel::State::failed) {
      lost_ = "TLS fails: " + tls_->failure();
      return;
    }
    if (state == TlsChannel::State::closed && lost_.empty()) {
      lost_ = "the peer hung up";
    }
    if (connection_ == nullptr && state == TlsChannel::State::open) {
      open(now);
    }
    if (connection_ != nullptr && !plain_.empty()) {
      connection_->feed(plain_, now);
    }
  }

  // --- Out

  // Writes what there is and decides what to wait for. The call may be over afterwards.
  void pump(TimeMs now) {
    do {
      fill(now);
      if (!write_some(now)) {
        return;
      }
    } while (out_.empty() && connection_ != nullptr && more_);
    if (!lost_.empty()) {
      fail(place_of(dialer_.options_) + ": " + lost_);
    } else if (connection_ != nullptr && connection_->finished() && out_.empty()) {
      hang_up();
    } else if (connection_ == nullptr || connection_->wants_input()) {
      wait_read();
    }
  }

  void fill(TimeMs now) {
    more_ = false;
    if (connection_ == nullptr || out_.size() - out_at_ >= limits::kWriteBacklogBytes) {
      return;
    }
    if (!tls_) {
      const std::size_t before = out_.size();
      connection_->drain(out_, now, limits::kWriteBacklogBytes);
      more_ = out_.size() > before;
      return;
    }
    if (tls_->state() == TlsChannel::State::failed) {
      return;
    }
    plain_.clear();
    connection_->drain(plain_, now, limits::kWriteBacklogBytes);
    more_ = !plain_.empty();
    if (!tls_->send(plain_, out_)) {
      lost_ = "TLS fails: " + tls_->failure();
    }
  }

  // False: the call is over.
  bool write_some(TimeMs now) {
    if (out_.empty()) {
      return true;
    }
    ErrorCode ec;
    const std::string_view unsent = std::string_view(out_).substr(out_at_);
    const std::size_t n = socket_.write_some(asio::buffer(unsent), ec);
    if (ec && ec != asio::error::would_block) {
      // What the peer said before it left may still be there and say why: a TLS alert, for one.
      lost_ = ec.message();
      read_all(now);
      fail(place_of(dialer_.options_) + ": " + lost_);
      return false;
    }
    if (n > 0 || !stuck_since_) {
      stuck_since_ = now;
    }
    out_at_ += n;
    if (out_at_ == out_.size()) {
      out_.clear();
      out_at_ = 0;
      stuck_since_.reset();
      return true;
    }
    if (!std::exchange(writing_, true)) {
      socket_.async_wait(Tcp::socket::wait_write, [this](const ErrorCode& failed) {
        writing_ = false;
        if (!failed && !over_) {
          pump(steady_now());
        }
      });
    }
    return true;
  }

  // --- Time and the end

  void wait_tick() {
    tick_.expires_after(kTickEvery);
    tick_.async_wait([this](const ErrorCode& cancelled) {
      if (cancelled || over_) {
        return;
      }
      wait_tick();
      on_tick(steady_now());
    });
  }

  void on_tick(TimeMs now) {
    if (stuck_since_ && now >= *stuck_since_ + limits::kWriteStallMs) {
      fail(place_of(dialer_.options_) + " takes nothing any more");
    } else if (now >= due_) {
      if (dialer_.stopped()) {
        close();
      } else {
        fail("no connection to " + place_of(dialer_.options_) + " within " +
             std::to_string(limits::kDialMs / kMsPerSecond) + " seconds");
      }
    } else if (connection_ != nullptr && now >= connection_->deadline()) {
      connection_->expire(now);
      pump(now);
    }
  }

  void fail(std::string why) {
    status_ = Error{Errc::unavailable, std::move(why)};
    close();
  }

  void hang_up() {
    if (tls_) {
      tls_->close(out_);
      ErrorCode ignored;
      socket_.write_some(asio::buffer(out_), ignored);
    }
    close();
  }

  void close() {
    over_ = true;
    ErrorCode ignored;
    resolver_.cancel();
    socket_.close(ignored);
    tick_.cancel();
  }

  Dialer& dialer_;
  const Answered& answered_;
  Tcp::resolver resolver_;
  Tcp::socket socket_;
  asio::steady_timer tick_;
  TimeMs due_;  // For the connection to stand; after stop() for its last words.
  std::optional<TlsChannel> tls_;
  Connection* connection_ = nullptr;
  std::string received_;  // Fixed size; what one read gives.
  std::string plain_;
  std::string out_;
  std::size_t out_at_ = 0;
  std::optional<TimeMs> stuck_since_;  // Since when the peer has taken nothing of out_.
  std::string lost_;                   // Why nothing more comes.
  bool more_ = false;                  // The Connection had something to say just now.
  bool reading_ = false;
  bool writing_ = false;
  bool over_ = false;
  Status status_ = Unit{};
};

Dialer::Dialer(DialOptions options, std::int64_t linger_ms)
    : options_(std::move(options)), linger_ms_(linger_ms) {}

Dialer::~Dialer() = default;

Status Dialer::call(const Answered& answered) {
  if (stopped()) {
    return Unit{};
  }
  io_.restart();
  Call call(*this, answered);
  on_stop_ = [&call] { call.stop(); };
  Status status = call.run();
  on_stop_ = nullptr;
  return status;
}

void Dialer::pause(std::int64_t ms) {
  if (stopped()) {
    return;
  }
  io_.restart();
  asio::steady_timer timer(io_, std::chrono::milliseconds(ms));
  timer.async_wait([](const ErrorCode&) {});
  on_stop_ = [&timer] { timer.cancel(); };
  io_.run();
  on_stop_ = nullptr;
}

void Dialer::stop() {
  stopped_.store(true);
  asio::post(io_, [this] {
    if (on_stop_) {
      on_stop_();
    }
  });
}

}  // namespace cems::net
