/// HTTP/2 of a server (RFC 9113) over libnghttp2, which knows frames, HPACK, flow control and the
/// state of streams. What it leaves to its application is here: limits, floods, stalls.
///
/// nghttp2 1.52 alone does not stop server-provoked resets, header bombs, streams without number,
/// readers with a closed window, nor floods of empty DATA, PRIORITY, WINDOW_UPDATE and unknown
/// frames. One token bucket pays for control frames, one for resets of either side, and a byte
/// budget for what no callback reports.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "base/limits.h"
#include "base/time.h"
#include "http/h2_head.h"
#include "http/h2_stream.h"
#include "http/h2_streams.h"
#include "http/session.h"
#include "http/token_bucket.h"

namespace cems::http {

inline constexpr std::size_t kFrameHeadBytes = 9;  // RFC 9113 4.1.

class H2Session final : public Session {
 public:
  H2Session(Handler& handler, const PeerInfo& peer, TimeMs now, Wake wake = {});

  H2Session(const H2Session&) = delete;
  H2Session& operator=(const H2Session&) = delete;

  void feed(std::string_view bytes, TimeMs now) override;
  using Session::drain;
  void drain(std::string& out, TimeMs now, std::size_t bytes) override;
  [[nodiscard]] bool finished() const override;

  void shut_down(TimeMs now) override;
  [[nodiscard]] TimeMs deadline() const override;
  void expire(TimeMs now) override;

  /// Streams that hold a request or an answer; at most limits::kStreamsMax.
  [[nodiscard]] std::size_t in_flight() const { return streams_.size(); }

  // --- What nghttp2 reports (h2_callbacks.cc). False: the connection is lost, stop reading.

  [[nodiscard]] bool on_frame_begin(const nghttp2_frame_hd& header);
  [[nodiscard]] bool on_frame(const nghttp2_frame& frame);
  [[nodiscard]] bool on_frame_sent(const nghttp2_frame& frame);
  void on_head_begin(std::int32_t id);
  [[nodiscard]] bool on_field(std::int32_t id, std::string_view name, std::string_view value);

  void on_head_broken() { head_since_.reset(); }

  /// Nothing of a stream's answer is sent until its source has something to say again.
  void on_wait() { ++waiting_; }

  void on_data(std::int32_t id, std::string_view bytes);
  void on_closed(std::int32_t id);
  /// How many bytes of an answer, at most `at_most`, go into the DATA frame that is made next.
  [[nodiscard]] std::size_t data_room(std::size_t at_most) const;
  /// A DATA frame goes out: its head and so many bytes of the stream's answer. False where that has
  /// to wait for the next drain().
  [[nodiscard]] bool put_data(std::int32_t id, std::string_view head, std::size_t size);

  [[nodiscard]] H2Stream* find(std::int32_t id) { return streams_.find(id); }

 private:
  struct Delete {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  // Loses the connection: GOAWAY(code), nothing more is read or answered. Returns false.
  bool lose(std::uint32_t code);
  [[nodiscard]] bool charge_control();
  [[nodiscard]] bool charge_reset(std::int64_t times = 1);
  [[nodiscard]] bool charge_window_update();
  void take_account(std::int64_t bytes);
  [[nodiscard]] bool on_data_end(const nghttp2_frame& frame);
  [[nodiscard]] bool on_headers(const nghttp2_frame& frame);

  // The request is complete, or refused: it is answered when all that has come is read, so that
  // one which is reset right behind it costs no answer.
  void note_ready(const H2Stream& stream) { ready_.push_back(stream.id()); }

  struct Answered {
    H2Stream* stream;
    Response response;
    bool is_head;
  };

  void answer_ready();
  // Adds the answer, unless it is made later.
  void answer(H2Stream& stream, std::vector<Answered>& answers);
  void submit(H2Stream& stream, Response response, bool is_head);
  void reset(std::int32_t id, std::uint32_t code);
  // True when the stream has been reset because its peer does not go on.
  bool expire_stream(H2Stream& stream);
  // Bytes of a body or of an answer have gone over the connection.
  void note_progress(std::size_t bytes);
  void open_intake(H2Stream& stream);
  // Goes on with answers whose source has something to say again.
  void tend_waiting();
  // Gives the peers of intakes the room that has become free, and sends answers that are there.
  void tend_intakes();
  // Lets the peer send as many bytes more as it has sent on a stream.
  void free_window(std::int32_t id, std::size_t bytes);

  Handler& handler_;
  const Wake wake_;
  const PeerInfo peer_;
  TimeMs now_;
  H2Streams streams_;
  std::vector<std::int32_t> ready_;  // Empty between calls of feed().
  std::size_t body_bytes_ = 0;       // Of all requests that come in.
  std::size_t intakes_ = 0;          // Streams that have one.
  std::size_t waiting_ = 0;          // Streams whose answer waits for its source.

  TokenBucket control_;
  TokenBucket resets_;
  std::int64_t window_credit_ = 0;  // DATA bytes sent that WINDOW_UPDATEs may use up.
  std::int64_t unasked_ = 0;        // Bytes read that no frame has accounted for.
  TimeMs unasked_at_;

  std::int32_t last_id_ = -1;  // Highest stream a HEADERS frame has named.
  // Ids the peer has skipped and must not use any more (RFC 9113 5.1.1): closed ranges.
  std::deque<std::pair<std::int32_t, std::int32_t>> skipped_;

  std::optional<TimeMs> head_since_;  // Of the preface or the header block that is coming in.
  std::int32_t head_id_ = 0;          // Its stream; 0 for the preface.
  const TimeMs born_at_;
  TimeMs named_at_;   // When the peer's table of fields got the names of Field::is_unique.
  TimeMs active_at_;  // When a stream was last opened or closed.
  TimeMs data_sent_at_;
  TimeMs progress_at_;  // When limits::kReadBytesMin of bodies and answers had last moved.
  std::size_t progress_bytes_ = 0;

  bool settings_seen_ = false;
  bool said_something_ = false;
  bool leaving_ = false;
  bool lost_ = false;
  H2Head head_;                 // Of the answer that is being submitted.
  std::string* out_ = nullptr;  // Where drain() puts what goes out, while it runs,
  std::size_t out_end_ = 0;     // and how long it may get before no more is begun.
  std::string farewell_;        // The GOAWAY of a lost connection, until it is drained.

  std::unique_ptr<nghttp2_session, Delete> session_;  // Last: goes first, it points to the rest.
};

}  // namespace cems::http
