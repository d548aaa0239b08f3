// The life of a connection: bytes in, frames judged, requests answered, bytes out.
#include "http/h2_session.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/assert.h"
#include "http/date.h"
#include "http/field_text.h"
#include "http/h2_callbacks.h"
#include "http/spare_buffers.h"

namespace cems::http {
namespace {

// Of an answer; one that is cut to less costs more than it fills.
constexpr std::size_t kDataBytesMin = 1024;

// The peer's table of fields gets a new date every second, and holds thirty and more.
constexpr std::int64_t kNamedMs = 10'000;

void put_u32(std::string& out, std::uint32_t v) {
  for (const int shift : {24, 16, 8, 0}) {
    out.push_back(static_cast<char>((v >> shift) & 0xffU));
  }
}

// Written by hand because a session whose callback has failed is not to be used again.
std::string goaway_frame(std::int32_t last_id, std::uint32_t code) {
  std::string frame{'\0', '\0', '\x08', '\x07', '\0', '\0', '\0', '\0', '\0'};
  put_u32(frame, static_cast<std::uint32_t>(last_id));
  put_u32(frame, code);
  return frame;
}

/// A number in decimal, where it is.
class DecimalText {
 public:
  explicit DecimalText(std::size_t number)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr) {}

  [[nodiscard]] std::string_view text() const {
    return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
  }

 private:
  std::array<char, 20> digits_;  // Of 64 bits.
  const char* end_;
};

std::uint32_t code_of(int error) {
  switch (error) {
    case NGHTTP2_ERR_FLOODED:
    case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS:
      return NGHTTP2_ENHANCE_YOUR_CALM;
    case NGHTTP2_ERR_BAD_CLIENT_MAGIC:
      return NGHTTP2_PROTOCOL_ERROR;
    default:
      return NGHTTP2_INTERNAL_ERROR;
  }
}

}  // namespace

H2Session::H2Session(Handler& handler, const PeerInfo& peer, TimeMs now, Wake wake)
    : handler_(handler),
      wake_(std::move(wake)),
      peer_(peer),
      now_(now),
      control_(limits::kControlFramesBurst, limits::kControlFramesPerSecond, now),
      resets_(limits::kResetsBurst, limits::kResetsPerSecond, now),
      unasked_at_(now),
      head_since_(now),
      born_at_(now),
      named_at_(now - kNamedMs),
      active_at_(now),
      data_sent_at_(now),
      progress_at_(now),
      session_(open_h2(*this)) {
  const std::array<nghttp2_settings_entry, 2> settings{{
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits::kStreamsMax},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits::kHeaderBytesMax},
  }};
  CEMS_ASSERT(nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, settings.data(),
                                      settings.size()) == 0);
}

void H2Session::feed(std::string_view bytes, TimeMs now) {
  now_ = now;
  if (lost_) {
    return;
  }
  const std::int64_t leaked = std::clamp<std::int64_t>(now - unasked_at_, 0, kMsPerMinute) *
                              limits::kUnaskedBytesPerSecond / 1000;
  unasked_at_ = now;
  unasked_ = std::max<std::int64_t>(0, unasked_ - leaked) + static_cast<std::int64_t>(bytes.size());
  const ssize_t n = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (n < 0 && !lost_) {
    lose(code_of(static_cast<int>(n)));
  } else if (unasked_ > limits::kUnaskedBytesMax && !lost_) {
    lose(NGHTTP2_ENHANCE_YOUR_CALM);
  }
  if (lost_) {
    streams_.clear();
  }
  answer_ready();
}

void H2Session::answer_ready() {
  // First all are made, then all are framed: one after the other they are more code than the
  // processor's cache holds, and that had been two thirds of what it fetched.
  thread_local std::vector<Answered> answers;  // Empty between calls; its memory is used again.
  for (const std::int32_t id : ready_) {
    H2Stream* const stream = find(id);
    if (stream != nullptr && stream->phase() == H2Stream::Phase::body) {
      answer(*stream, answers);
    }
  }
  ready_.clear();
  for (Answered& made : answers) {
    submit(*made.stream, std::move(made.response), made.is_head);
  }
  answers.clear();
}

void H2Session::drain(std::string& out, TimeMs now, std::size_t bytes) {
  now_ = now;
  const std::size_t begin = out.size();
  if (intakes_ > 0 && !lost_) {
    tend_intakes();
  }
  if (waiting_ > 0 && !lost_) {
    tend_waiting();
  }
  out_ = &out;
  out_end_ = begin + bytes;
  while (!lost_ && out.size() < out_end_) {
    const std::uint8_t* data = nullptr;
    const ssize_t n = nghttp2_session_mem_send(session_.get(), &data);
    if (n < 0 && !lost_) {
      lose(code_of(static_cast<int>(n)));
    }
    if (n <= 0) {
      break;
    }
    out.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(n));
    said_something_ = true;
  }
  out_ = nullptr;
  if (lost_) {
    streams_.clear();
    out.append(farewell_);
    farewell_.clear();
  }
}

std::size_t H2Session::data_room(std::size_t at_most) const {
  const std::size_t taken = out_->size() + kFrameHeadBytes;
  // Not a frame of a few bytes: it waits for the next drain() and is a long one then.
  return taken + kDataBytesMin <= out_end_ ? std::min(at_most, out_end_ - taken) : at_most;
}

bool H2Session::put_data(std::int32_t id, std::string_view head, std::size_t size) {
  H2Stream* stream = find(id);
  CEMS_ASSERT(out_ != nullptr && stream != nullptr);
  if (out_->size() + kFrameHeadBytes + std::min(size, kDataBytesMin) > out_end_) {
    return false;
  }
  out_->append(head);
  out_->append(stream->take_piece(size));
  return true;
}

bool H2Session::finished() const {
  if (lost_) {
    return farewell_.empty();
  }
  const bool wants_write = nghttp2_session_want_write(session_.get()) != 0;
  const bool wants_read = nghttp2_session_want_read(session_.get()) != 0;
  return !wants_write && (!wants_read || (leaving_ && streams_.empty()));
}

void H2Session::shut_down(TimeMs now) {
  now_ = now;
  if (leaving_ || lost_) {
    return;
  }
  leaving_ = true;
  handler_.on_goaway(NGHTTP2_NO_ERROR);
  const std::int32_t last = nghttp2_session_get_last_proc_stream_id(session_.get());
  CEMS_ASSERT(nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE, last, NGHTTP2_NO_ERROR,
                                    nullptr, 0) == 0);
}

bool H2Session::lose(std::uint32_t code) {
  lost_ = true;
  handler_.on_goaway(code);
  if (!said_something_) {
    farewell_ = std::string{'\0', '\0', '\0', '\x04', '\0', '\0', '\0', '\0', '\0'};  // SETTINGS.
  }
  farewell_ += goaway_frame(nghttp2_session_get_last_proc_stream_id(session_.get()), code);
  return false;
}

void H2Session::answer(H2Stream& stream, std::vector<Answered>& answers) {
  body_bytes_ -= stream.body_bytes();
  const bool is_head = stream.request().method == "HEAD";
  Response response = stream.answer(handler_, now_);
  if (response.later) {
    response.later->wake_with(wake_);
    stream.await(std::move(response.later), is_head);
    ++intakes_;
  } else {
    answers.push_back({&stream, std::move(response), is_head});
  }
  // A request costs us more than a few control frames would: clients that send PRIORITY or PING
  // with each are fine.
  control_.grant(2);
}

void H2Session::submit(H2Stream& stream, Response response, bool is_head) {
  const bool content = has_content(response.status);
  const DecimalText status(static_cast<std::size_t>(response.status));
  const DecimalText length(response.body.size());
  head_.clear();
  head_.add(":status", status.text(), true);
  if (response.common != nullptr) {
    for (const Field& f : *response.common) {
      head_.add_common(f.name, f.value);
    }
  }
  head_.add("date", current_date(), true);
  // A value of its own has no place in the peer's table, but its name has: once in a while, because
  // what comes later pushes it out again.
  const bool is_named = now_ < named_at_ + kNamedMs;
  for (const Field& f : response.fields) {
    head_.add(f.name, f.value, !f.is_unique || !is_named);
    named_at_ = f.is_unique && !is_named ? now_ : named_at_;
  }
  if (content && !response.rest) {
    head_.add("content-length", length.text(), true);
  }
  const bool has_body = content && !is_head && (!response.body.empty() || response.rest);
  if (has_body) {
    stream.keep_body(std::move(response.body), std::move(response.rest), wake_);
    if (response.held != nullptr) {
      stream.hold(std::move(response.held));
    }
  }
  const nghttp2_data_provider provider = body_provider(*this);
  const int rv = nghttp2_submit_response(session_.get(), stream.id(), head_.data(), head_.size(),
                                         has_body ? &provider : nullptr);
  give_spare_fields(std::move(response.fields));
  if (rv != 0) {
    reset(stream.id(), NGHTTP2_INTERNAL_ERROR);
  }
}

void H2Session::reset(std::int32_t id, std::uint32_t code) {
  CEMS_ASSERT(nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, code) == 0);
}

void H2Session::take_account(std::int64_t bytes) {
  unasked_ = std::max<std::int64_t>(0, unasked_ - bytes);
}

// --- Deadlines

TimeMs H2Session::deadline() const {
  TimeMs due = kTimeMax;
  if (!leaving_) {
    due = born_at_ + limits::kConnectionAgeMs;
  }
  if (head_since_) {
    due = std::min(due, *head_since_ + limits::kHeaderMs);
  }
  if (streams_.empty()) {
    return std::min(due, active_at_ + limits::kIdleMs);
  }
  for (const auto& [id, stream] : streams_) {
    due = std::min(due, stream->deadline());
  }
  return due;
}

void H2Session::expire(TimeMs now) {
  now_ = now;
  if (lost_) {
    return;
  }
  if (head_since_ && now >= *head_since_ + limits::kHeaderMs) {
    lose(NGHTTP2_ENHANCE_YOUR_CALM);
    streams_.clear();
    return;
  }
  if (streams_.empty() && now >= active_at_ + limits::kIdleMs) {
    lose(NGHTTP2_NO_ERROR);
    return;
  }
  bool stalled = false;
  bool waits_for_us = false;
  for (const auto& [id, stream] : streams_) {
    waits_for_us |= stream->deadline() == kTimeMax;
    stalled |= now >= stream->deadline() && expire_stream(*stream);
  }
  if (stalled && !waits_for_us && now >= progress_at_ + limits::kWriteStallMs) {
    // Nor does anything else move: the peer only keeps the connection.
    lose(NGHTTP2_ENHANCE_YOUR_CALM);
    streams_.clear();
    return;
  }
  if (now >= born_at_ + limits::kConnectionAgeMs) {
    shut_down(now);
  }
}

bool H2Session::expire_stream(H2Stream& stream) {
  if (stream.phase() == H2Stream::Phase::spent) {
    stream.renew(now_);
    reset(stream.id(), NGHTTP2_NO_ERROR);
    return false;
  }
  // An answer may also wait because others of the connection go first: that is no stall. It is
  // one when its own window is closed, or the connection's and nothing at all goes out.
  const bool own_window =
      nghttp2_session_get_stream_remote_window_size(session_.get(), stream.id()) > 0;
  const bool moving = nghttp2_session_get_remote_window_size(session_.get()) > 0 ||
                      now_ < data_sent_at_ + limits::kWriteStallMs;
  if (stream.phase() == H2Stream::Phase::answering && own_window && moving) {
    stream.renew(now_);
    return false;
  }
  stream.renew(now_);  // Once is enough: the reset goes out with the next drain().
  reset(stream.id(), NGHTTP2_CANCEL);
  return true;
}

void H2Session::note_progress(std::size_t bytes) {
  progress_bytes_ += bytes;
  if (progress_bytes_ >= static_cast<std::size_t>(limits::kReadBytesMin)) {
    progress_bytes_ = 0;
    progress_at_ = now_;
  }
}

std::unique_ptr<Session> make_h2_session(Handler& handler, const PeerInfo& peer, TimeMs now,
                                         Wake wake) {
  return std::make_unique<H2Session>(handler, peer, now, std::move(wake));
}

}  // namespace cems::http
