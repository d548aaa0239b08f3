// What each frame of the peer means for us: requests come together, and floods are counted.
#include <algorithm>

#include "base/assert.h"
#include "http/h2_session.h"

namespace cems::http {

// --- Floods

bool H2Session::charge_control() {
  return control_.take(now_) || lose(NGHTTP2_ENHANCE_YOUR_CALM);
}

bool H2Session::charge_reset(std::int64_t times) {
  return resets_.take(now_, times) || lose(NGHTTP2_ENHANCE_YOUR_CALM);
}

bool H2Session::charge_window_update() {
  if (window_credit_ >= limits::kWindowUpdateBytes) {
    window_credit_ -= limits::kWindowUpdateBytes;
    return true;
  }
  return charge_control();
}

// --- What nghttp2 reports

bool H2Session::on_frame_begin(const nghttp2_frame_hd& header) {
  if (header.type != NGHTTP2_CONTINUATION && head_id_ != 0) {
    head_since_.reset();  // A header block is contiguous (6.10): this one was refused on the way.
  }
  if (header.type != NGHTTP2_HEADERS || header.stream_id % 2 == 0) {
    return true;
  }
  const std::int32_t id = header.stream_id;
  if (id > last_id_) {
    if (id > last_id_ + 2) {
      constexpr std::size_t kGapsMax = 64;  // Honest clients leave none.
      skipped_.emplace_back(last_id_ + 2, id - 2);
      if (skipped_.size() > kGapsMax) {
        skipped_.pop_front();
      }
    }
    last_id_ = id;
    return true;
  }
  const bool skipped = std::any_of(skipped_.begin(), skipped_.end(), [&](const auto& range) {
    return range.first <= id && id <= range.second;
  });
  return !skipped || lose(NGHTTP2_PROTOCOL_ERROR);
}

void H2Session::on_head_begin(std::int32_t id) {
  head_since_ = now_;
  head_id_ = id;
  active_at_ = now_;
  if (find(id) == nullptr) {
    streams_.add(id, peer_, now_);
  }
}

bool H2Session::on_field(std::int32_t id, std::string_view name, std::string_view value) {
  H2Stream* stream = find(id);
  return stream == nullptr || stream->add_field(name, value) || lose(NGHTTP2_ENHANCE_YOUR_CALM);
}

bool H2Session::on_frame(const nghttp2_frame& frame) {
  take_account(static_cast<std::int64_t>(frame.hd.length + kFrameHeadBytes));
  switch (frame.hd.type) {
    case NGHTTP2_DATA:
      return on_data_end(frame);
    case NGHTTP2_HEADERS:
      return on_headers(frame);
    case NGHTTP2_RST_STREAM:
      handler_.on_reset(false, frame.rst_stream.error_code);
      return charge_reset();
    case NGHTTP2_WINDOW_UPDATE:
      return charge_window_update();
    case NGHTTP2_SETTINGS:
      if (!settings_seen_) {
        settings_seen_ = true;
        head_since_.reset();
      }
      return charge_control();
    default:  // PING, PRIORITY, GOAWAY.
      return charge_control();
  }
}

bool H2Session::on_headers(const nghttp2_frame& frame) {
  unasked_ = 0;
  head_since_.reset();
  H2Stream* stream = find(frame.hd.stream_id);
  if (stream == nullptr) {
    return true;
  }
  const bool ended = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (stream->phase() == H2Stream::Phase::head) {
    stream->end_head(handler_, now_);
  }
  if (stream->phase() == H2Stream::Phase::body && stream->has_intake()) {
    // Trailers: on_frame with the end of the body.
    stream->end_body();
    return true;
  }
  const bool oversize = stream->request().refusal == Refusal::fields_too_large;
  if (stream->phase() == H2Stream::Phase::body &&
      (ended || stream->refused() || stream->is_connect())) {
    note_ready(*stream);
    return !oversize || charge_reset(limits::kOversizeResets);
  }
  if (stream->phase() == H2Stream::Phase::body) {
    open_intake(*stream);
  }
  return true;
}

void H2Session::on_data(std::int32_t id, std::string_view bytes) {
  // The connection's window is for all its streams and never waits for one of them.
  CEMS_ASSERT(nghttp2_session_consume_connection(session_.get(), bytes.size()) == 0);
  H2Stream* stream = find(id);
  if (stream == nullptr || stream->phase() != H2Stream::Phase::body || stream->refused()) {
    return;  // Dropped, and the window stays: who has been answered need not send much more.
  }
  note_progress(bytes.size());
  if (stream->has_intake()) {
    stream->add_body(bytes, now_);
    if (stream->refused()) {
      --intakes_;
      note_ready(*stream);
    }
    return;  // tend_intakes() frees the window.
  }
  free_window(id, bytes.size());
  body_bytes_ -= stream->body_bytes();
  stream->add_body(bytes, now_);
  body_bytes_ += stream->body_bytes();
  if (stream->refused()) {
    note_ready(*stream);
  } else if (body_bytes_ > limits::kConnectionBodyBytesMax) {
    reset(id, NGHTTP2_REFUSED_STREAM);
  }
}

bool H2Session::on_data_end(const nghttp2_frame& frame) {
  const bool ended = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (!ended) {
    const std::size_t payload = frame.hd.length - std::min(frame.hd.length, frame.data.padlen);
    return payload >= limits::kDataFrameBytesMin || charge_control();
  }
  H2Stream* stream = find(frame.hd.stream_id);
  if (stream != nullptr && stream->phase() == H2Stream::Phase::body) {
    if (stream->has_intake()) {
      stream->end_body();
    } else {
      note_ready(*stream);
    }
  }
  return true;
}

bool H2Session::on_frame_sent(const nghttp2_frame& frame) {
  const std::int32_t id = frame.hd.stream_id;
  if (frame.hd.type == NGHTTP2_RST_STREAM) {
    handler_.on_reset(true, frame.rst_stream.error_code);
    return charge_reset();
  }
  if (frame.hd.type == NGHTTP2_DATA) {
    const auto bytes = static_cast<std::int64_t>(frame.hd.length);
    window_credit_ = std::min(window_credit_ + bytes, limits::kWindowCreditBytesMax);
    data_sent_at_ = now_;
    note_progress(frame.hd.length);
    if (H2Stream* stream = find(id); stream != nullptr) {
      stream->note_sent(frame.hd.length, now_);
    }
  }
  const bool carries_end = frame.hd.type == NGHTTP2_DATA || frame.hd.type == NGHTTP2_HEADERS;
  if (carries_end && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0 &&
      nghttp2_session_get_stream_remote_close(session_.get(), id) == 0) {
    // Answered early (8.1). Clients lose an answer that a reset follows at once, curl among them:
    // the rest of the request is read and dropped for a moment first.
    if (H2Stream* stream = find(id); stream != nullptr) {
      stream->end_answer(now_);
    } else {
      reset(id, NGHTTP2_NO_ERROR);
    }
  }
  return true;
}

void H2Session::on_closed(std::int32_t id) {
  if (id == head_id_) {
    head_since_.reset();
  }
  const H2Stream* stream = find(id);
  if (stream == nullptr) {
    return;
  }
  intakes_ -= stream->has_intake() ? 1 : 0;
  waiting_ -= stream->waits() ? 1 : 0;
  body_bytes_ -= stream->phase() == H2Stream::Phase::body ? stream->body_bytes() : 0;
  streams_.remove(id);
  active_at_ = now_;
}

}  // namespace cems::http
