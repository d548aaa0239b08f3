// Work that others do. Bodies that are worked at while they come in: their senders get room as the
// work goes on, and their answers are sent when they are there. And answers that go on when
// something happens.
#include <vector>

#include "base/assert.h"
#include "http/h2_session.h"

namespace cems::http {
namespace {

// Of the connection, once a body needs it; each stream's own is limits::kIntakeBytesMax. A window
// of 64 KiB would stop the sender for a turn of both loops every four frames.
constexpr std::int32_t kIntakeConnectionWindow = 1 << 20;
static_assert(kIntakeConnectionWindow >= static_cast<std::int32_t>(limits::kIntakeBytesMax));

}  // namespace

void H2Session::open_intake(H2Stream& stream) {
  stream.open_intake(handler_, wake_);
  if (!stream.has_intake()) {
    return;
  }
  ++intakes_;
  CEMS_ASSERT(nghttp2_session_set_local_window_size(session_.get(), NGHTTP2_FLAG_NONE, 0,
                                                    kIntakeConnectionWindow) == 0);
  CEMS_ASSERT(nghttp2_session_set_local_window_size(
                  session_.get(), NGHTTP2_FLAG_NONE, stream.id(),
                  static_cast<std::int32_t>(limits::kIntakeBytesMax)) == 0);
}

void H2Session::free_window(std::int32_t id, std::size_t bytes) {
  CEMS_ASSERT(nghttp2_session_consume_stream(session_.get(), id, bytes) == 0);
}

void H2Session::tend_intakes() {
  // By id: an answer may end a stream.
  std::vector<std::int32_t> ids;
  ids.reserve(intakes_);
  for (const auto& [id, stream] : streams_) {
    if (stream->has_intake()) {
      ids.push_back(id);
    }
  }
  for (const std::int32_t id : ids) {
    H2Stream* const stream = find(id);
    if (stream == nullptr) {
      continue;
    }
    free_window(id, stream->take_freed(now_));
    if (std::optional<Response> response = stream->take_answer(now_)) {
      --intakes_;
      submit(*stream, *std::move(response), stream->is_head());
      control_.grant(2);  // As in answer().
    }
  }
}

void H2Session::tend_waiting() {
  for (const auto& [id, stream] : streams_) {
    if (stream->waits() && stream->end_wait(now_)) {
      --waiting_;
      CEMS_ASSERT(nghttp2_session_resume_data(session_.get(), id) == 0);
    }
  }
}

}  // namespace cems::http
