/// HTTP/1.1 of a server (RFC 9112), for clients that do not speak HTTP/2: keep-alive, pipelining
/// with answers in order, chunked both ways, Expect: 100-continue; HTTP/1.0 is answered and closed.
///
/// One request is read at a time; the next is looked at when the answer before it has been made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/h1_head.h"
#include "http/h1_reader.h"
#include "http/session.h"

namespace cems::http {

class H1Session final : public Session {
 public:
  H1Session(Handler& handler, const PeerInfo& peer, TimeMs now, Wake wake = {});

  void feed(std::string_view bytes, TimeMs now) override;
  using Session::drain;
  void drain(std::string& out, TimeMs now, std::size_t bytes) override;
  [[nodiscard]] bool finished() const override;

  [[nodiscard]] bool broken() const override { return broken_; }

  [[nodiscard]] bool wants_input() const override;
  void shut_down(TimeMs now) override;
  [[nodiscard]] TimeMs deadline() const override;
  void expire(TimeMs now) override;

 private:
  enum class Phase : std::uint8_t {
    idle,       // Between requests, or before the first.
    head,       // A head comes in.
    body,       // A body comes in.
    working,    // It is all in, and somebody makes the answer (an Intake).
    answering,  // The answer goes out; further input waits.
    closed      // Nothing more is read; what is in outbox_ goes out.
  };

  // Reads on as far as the input goes. False: nothing more to do before more input.
  bool step();
  bool read_head();
  bool read_body();
  void begin_request(std::string_view head, const H1Head& facts);
  void refuse(Refusal refusal, const H1Head& facts);
  void answer();
  // Notes what has been worked at, and answers when the answer is there.
  void tend_intake();
  void send(Response response, bool is_head);
  void write_head(const Response& response, bool is_head);
  void produce(std::string& out);
  void end_answer();
  void cut();

  [[nodiscard]] std::string_view input() const { return std::string_view(in_).substr(in_at_); }

  void consume(std::size_t bytes);

  Handler& handler_;
  const PeerInfo peer_;
  const Wake wake_;
  TimeMs now_;
  Phase phase_ = Phase::idle;

  std::string in_;
  std::size_t in_at_ = 0;
  std::size_t looked_ = 0;  // How far the end of a head has been looked for.

  Request request_;
  std::unique_ptr<Intake> intake_;
  std::size_t waiting_ = 0;         // Of the intake, when it was last looked at.
  std::optional<H1Reader> reader_;  // After what it points to.
  bool version_11_ = true;
  bool close_ = false;  // After this answer.

  std::string outbox_;
  std::size_t outbox_at_ = 0;
  std::unique_ptr<BodySource> rest_;
  std::shared_ptr<const void> held_;  // Response::held, as long as rest_ or outbox_ has the body.
  bool waits_ = false;                // For rest_ to have something to say.
  bool chunked_answer_ = false;

  const TimeMs born_at_;
  TimeMs phase_since_;
  TimeMs moved_at_;
  bool fresh_ = true;  // No request has come in yet.
  bool leaving_ = false;
  bool broken_ = false;
};

}  // namespace cems::http
