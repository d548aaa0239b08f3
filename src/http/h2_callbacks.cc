// Each callback translates and returns; what it means is decided in H2Session.
#include "http/h2_callbacks.h"

#include <string_view>

#include "base/assert.h"
#include "http/h2_memory.h"

namespace cems::http {
namespace {

H2Session& owner_of(void* user_data) {
  return *static_cast<H2Session*>(user_data);
}

std::string_view view_of(nghttp2_rcbuf* buffer) {
  const nghttp2_vec v = nghttp2_rcbuf_get_buf(buffer);
  return {reinterpret_cast<const char*>(v.base), v.len};
}

int result_of(bool ok) {
  return ok ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

int begin_frame(nghttp2_session* /*s*/, const nghttp2_frame_hd* header, void* user) {
  return result_of(owner_of(user).on_frame_begin(*header));
}

int begin_headers(nghttp2_session* /*s*/, const nghttp2_frame* frame, void* user) {
  owner_of(user).on_head_begin(frame->hd.stream_id);
  return 0;
}

int header(nghttp2_session* /*s*/, const nghttp2_frame* frame, nghttp2_rcbuf* name,
           nghttp2_rcbuf* value, std::uint8_t /*flags*/, void* user) {
  return result_of(owner_of(user).on_field(frame->hd.stream_id, view_of(name), view_of(value)));
}

// nghttp2 would drop the field and serve the request without it: two parsers that see different
// requests are what smuggling is made of. This makes it RST_STREAM(PROTOCOL_ERROR).
int invalid_header(nghttp2_session* /*s*/, const nghttp2_frame* /*frame*/, nghttp2_rcbuf* /*name*/,
                   nghttp2_rcbuf* /*value*/, std::uint8_t /*flags*/, void* user) {
  owner_of(user).on_head_broken();
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

int frame_received(nghttp2_session* /*s*/, const nghttp2_frame* frame, void* user) {
  return result_of(owner_of(user).on_frame(*frame));
}

int frame_sent(nghttp2_session* /*s*/, const nghttp2_frame* frame, void* user) {
  return result_of(owner_of(user).on_frame_sent(*frame));
}

int data_chunk(nghttp2_session* /*s*/, std::uint8_t /*flags*/, std::int32_t id,
               const std::uint8_t* data, std::size_t size, void* user) {
  owner_of(user).on_data(id, {reinterpret_cast<const char*>(data), size});
  return 0;
}

int stream_closed(nghttp2_session* /*s*/, std::int32_t id, std::uint32_t /*code*/, void* user) {
  owner_of(user).on_closed(id);
  return 0;
}

// NOLINTNEXTLINE(readability-function-size): seven parameters are nghttp2's.
ssize_t read_body(nghttp2_session* /*s*/, std::int32_t id, std::uint8_t* /*buffer*/,
                  std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                  void* /*user*/) {
  const H2Session& owner = owner_of(source->ptr);
  H2Stream* stream = owner_of(source->ptr).find(id);
  CEMS_ASSERT(stream != nullptr);
  const Result<H2Stream::Piece> piece = stream->next_piece(owner.data_room(size));
  if (!piece) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // RST_STREAM(INTERNAL_ERROR).
  }
  if (stream->waits()) {
    owner_of(source->ptr).on_wait();
    return NGHTTP2_ERR_DEFERRED;
  }
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;  // send_body puts it where it goes out.
  if (piece->last) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  }
  return static_cast<ssize_t>(piece->size);
}

int send_body(nghttp2_session* /*s*/, nghttp2_frame* frame, const std::uint8_t* head,
              std::size_t size, nghttp2_data_source* source, void* /*user*/) {
  CEMS_ASSERT(frame->data.padlen == 0);  // Nobody has asked for padding.
  const bool put = owner_of(source->ptr)
                       .put_data(frame->hd.stream_id,
                                 {reinterpret_cast<const char*>(head), kFrameHeadBytes}, size);
  return put ? 0 : NGHTTP2_ERR_WOULDBLOCK;
}

}  // namespace

nghttp2_session* open_h2(H2Session& owner) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  CEMS_ASSERT(nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&option) == 0);
  nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, begin_frame);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, begin_headers);
  nghttp2_session_callbacks_set_on_header_callback2(callbacks, header);
  nghttp2_session_callbacks_set_on_invalid_header_callback2(callbacks, invalid_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frame_received);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frame_sent);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, send_body);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, data_chunk);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, stream_closed);
  // The library's limit of resets reads the wall clock; ours (limits::kResetsBurst) is tighter and
  // counts both sides. Its other limits (8 CONTINUATIONs, 32 SETTINGS, 1,000 queued
  // acknowledgements) are its defaults. NO_RFC7540_PRIORITIES and no_closed_streams stay off: they
  // break conformance.
  constexpr std::uint64_t kNoLimit = 1U << 30U;
  nghttp2_option_set_stream_reset_rate_limit(option, kNoLimit, kNoLimit);
  // What may come is decided in H2Session: a body that is worked at while it comes in gives its
  // sender room as the work goes on.
  nghttp2_option_set_no_auto_window_update(option, 1);
  nghttp2_session* session = nullptr;
  const int rv = nghttp2_session_server_new3(&session, callbacks, &owner, option, h2_memory());
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(callbacks);
  CEMS_ASSERT(rv == 0);
  return session;
}

nghttp2_data_provider body_provider(H2Session& owner) {
  nghttp2_data_provider provider{};
  provider.source.ptr = &owner;
  provider.read_callback = read_body;
  return provider;
}

}  // namespace cems::http
