/// One stream of an HTTP/2 connection: its request while it comes in, its answer while it goes out.
///
/// Knows nothing of nghttp2. Owned by H2Session, used on its thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/message.h"

namespace cems::http {

class H2Stream {
 public:
  enum class Phase : std::uint8_t {
    head,       ///< Its header block comes in.
    body,       ///< Its DATA come in.
    working,    ///< They are all in, and somebody makes the answer (an Intake).
    answering,  ///< The handler has been asked; what still comes in is thrown away.
    spent       ///< The answer is out, the request is not all in.
  };

  H2Stream(std::int32_t id, const PeerInfo& peer, TimeMs now);

  /// The stream is over: lets go of what is large and of everybody else's objects.
  void end();

  /// Makes a stream that is over a new one in the same memory. REQUIRES: end().
  void begin_again(std::int32_t id, const PeerInfo& peer, TimeMs now);

  [[nodiscard]] std::int32_t id() const { return id_; }

  [[nodiscard]] Phase phase() const { return phase_; }

  [[nodiscard]] const Request& request() const& { return request_; }

  [[nodiscard]] std::size_t body_bytes() const { return request_.body.size(); }

  // --- The request comes in

  /// Takes a field or pseudo-field. Beyond the limits the request becomes a Refusal and further
  /// fields are only counted; false when they go so far beyond that nobody honest sends them
  /// (a compression bomb): the connection is to be ended.
  [[nodiscard]] bool add_field(std::string_view name, std::string_view value);

  /// The header block is complete. Afterwards refused() says whether to answer at once.
  void end_head(const Handler& handler, TimeMs now);

  [[nodiscard]] bool refused() const { return request_.refusal.has_value(); }

  /// CONNECT has no end of its own to wait for (RFC 9113 8.5).
  [[nodiscard]] bool is_connect() const { return request_.method == "CONNECT"; }

  /// Hands the body, which follows the head, to an Intake if the handler has one for it.
  /// REQUIRES: phase() == body.
  void open_intake(Handler& handler, const Wake& wake);

  /// Whether an answer that is awaited is one to HEAD.
  [[nodiscard]] bool is_head() const { return is_head_; }

  [[nodiscard]] bool has_intake() const { return intake_ != nullptr; }

  /// Takes a piece of the body. Afterwards refused() says whether to answer at once.
  /// REQUIRES: phase() == body.
  void add_body(std::string_view bytes, TimeMs now);

  /// The body is all in and the Intake has it. REQUIRES: phase() == body, has_intake().
  void end_body();

  /// Bytes of the body that have been worked at since the last call: the peer may send as many
  /// more. REQUIRES: has_intake().
  [[nodiscard]] std::size_t take_freed(TimeMs now);

  /// The Intake's answer if it is there; the Intake is gone then. REQUIRES: has_intake().
  [[nodiscard]] std::optional<Response> take_answer(TimeMs now);

  // --- The answer goes out

  /// Asks the handler and keeps what it says. The request's text is released.
  [[nodiscard]] Response answer(Handler& handler, TimeMs now);

  /// The answer is made elsewhere (Response::later), and take_answer() gives it.
  /// REQUIRES: phase() == answering.
  void await(std::unique_ptr<Intake> intake, bool is_head);

  /// Keeps the body of an answer for next_piece(). REQUIRES: phase() == answering.
  void keep_body(std::string first, std::unique_ptr<BodySource> rest, const Wake& wake);

  /// Keeps Response::held as long as the body.
  void hold(std::shared_ptr<const void> held) { held_ = std::move(held); }

  struct Piece {
    std::size_t size = 0;
    bool last = false;
  };

  /// How much of the answer can be framed next, making more as needed: memory is one piece and a
  /// frame, whatever the answer's length. Nothing, and not the last, while the source has nothing
  /// to say: then waits(). Errors: the source's.
  [[nodiscard]] Result<Piece> next_piece(std::size_t at_most);

  /// The next bytes of the answer; lives until the next call. REQUIRES: what next_piece() has said.
  [[nodiscard]] std::string_view take_piece(std::size_t size);

  /// The answer goes on when its source has something to say again.
  [[nodiscard]] bool waits() const { return waits_; }

  /// True when that has come: the answer goes on. REQUIRES: waits().
  [[nodiscard]] bool end_wait(TimeMs now);

  /// So many bytes of the answer have been framed.
  void note_sent(std::size_t bytes, TimeMs now);

  /// The answer is out and the peer still sends its request: what comes is dropped until the peer
  /// has finished or limits::kLingerMs have passed. REQUIRES: phase() == answering.
  void end_answer(TimeMs now);

  // --- Deadlines

  /// When this stream must have moved: a body or an answer that stalls. kTimeMax in phase head,
  /// whose deadline is the connection's.
  [[nodiscard]] TimeMs deadline() const;

  /// The stall is not the peer's doing: wait anew.
  void renew(TimeMs now) { moved_at_ = now; }

 private:
  void refuse(Refusal refusal);
  [[nodiscard]] bool add_pseudo_field(std::string_view name, std::string_view value);
  void add_plain_field(std::string_view name, std::string_view value);
  // The request has been answered: its texts are forgotten, what memory is worth keeping stays.
  void release_request();

  std::int32_t id_;
  Phase phase_ = Phase::head;
  Request request_;
  std::vector<Field> spare_fields_;  // Of requests before, for their memory.
  std::size_t field_count_ = 0;
  std::size_t field_bytes_ = 0;  // As RFC 9113 6.5.2 counts them.
  std::size_t body_bytes_max_ = 0;
  std::size_t received_ = 0;  // Of the body, kept or not.
  std::unique_ptr<Intake> intake_;
  std::size_t freed_ = 0;  // Of what the intake was given.
  bool is_head_ = false;
  TimeMs body_since_;
  TimeMs moved_at_;
  std::size_t sent_since_move_ = 0;

  std::string out_;
  std::size_t out_at_ = 0;
  std::unique_ptr<BodySource> rest_;
  std::shared_ptr<const void> held_;
  bool waits_ = false;  // For rest_ to have something to say.
};

}  // namespace cems::http
