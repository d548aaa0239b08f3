// The in-memory client's callbacks: everything that comes is written down.
#include "tests/http/h2_peer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace cems::http {
namespace {

H2Peer& peer_of(void* user) {
  return *static_cast<H2Peer*>(user);
}

nghttp2_nv nv(std::string_view name, std::string_view value) {
  const auto raw = [](std::string_view t) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(t.data()));
  };
  return {raw(name), raw(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

ssize_t read_body(nghttp2_session* /*s*/, std::int32_t /*id*/, std::uint8_t* buffer,
                  std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                  void* /*user*/) {
  auto& [text, at] = *static_cast<std::pair<std::string, std::size_t>*>(source->ptr);
  const std::size_t n = std::min(size, text.size() - at);
  std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), n, buffer);
  at += n;
  if (at == text.size()) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  }
  return static_cast<ssize_t>(n);
}

}  // namespace

H2Peer::H2Peer(Session& server, std::uint32_t window, bool automatic) : server_(server) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_option_new(&option);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  nghttp2_option_set_no_auto_window_update(option, automatic ? 0 : 1);
  nghttp2_session_client_new2(&session_, callbacks, this, option);
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(callbacks);
  const std::array<nghttp2_settings_entry, 1> settings{
      {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window}}};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
}

H2Peer::~H2Peer() {
  nghttp2_session_del(session_);
}

std::int32_t H2Peer::send(std::string_view method, std::string_view path, const Fields& more,
                          std::string body) {
  std::vector<nghttp2_nv> fields{nv(":method", method), nv(":scheme", "https"),
                                 nv(":authority", "a.example"), nv(":path", path)};
  if (method == "CONNECT") {
    fields = {nv(":method", method), nv(":authority", "a.example:443")};
  }
  for (const auto& [name, value] : more) {
    if (name == ":authority") {
      fields[2] = nv(name, value);
    } else {
      fields.push_back(nv(name, value));
    }
  }
  nghttp2_data_provider provider{};
  bodies_.push_back(std::make_unique<std::pair<std::string, std::size_t>>(std::move(body), 0));
  provider.source.ptr = bodies_.back().get();
  provider.read_callback = read_body;
  const bool has_body = !bodies_.back()->first.empty();
  return nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(),
                                has_body ? &provider : nullptr, nullptr);
}

std::size_t H2Peer::exchange(TimeMs now, std::size_t step) {
  std::size_t total = 0;
  for (bool moved = true; moved;) {
    moved = false;
    const std::uint8_t* data = nullptr;
    for (ssize_t n = 0; (n = nghttp2_session_mem_send(session_, &data)) > 0;) {
      moved = true;
      const std::string_view bytes(reinterpret_cast<const char*>(data),
                                   static_cast<std::size_t>(n));
      for (std::size_t i = 0; i < bytes.size(); i += step) {
        server_.feed(bytes.substr(i, step), now);
      }
    }
    std::string out;
    server_.drain(out, now);
    if (!out.empty()) {
      moved = true;
      total += out.size();
      if (nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(out.data()),
                                   out.size()) < 0) {
        std::abort();  // The server has sent something that is not HTTP/2.
      }
    }
  }
  return total;
}

void H2Peer::open_window(std::int32_t stream, std::int32_t bytes) {
  nghttp2_submit_window_update(session_, NGHTTP2_FLAG_NONE, stream, bytes);
}

int H2Peer::on_header(nghttp2_session* /*s*/, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                      std::uint8_t /*flags*/, void* user) {
  Answer& a = peer_of(user).answers[frame->hd.stream_id];
  std::string n(reinterpret_cast<const char*>(name), name_size);
  std::string v(reinterpret_cast<const char*>(value), value_size);
  if (n == ":status") {
    a.status = std::atoi(v.c_str());
  } else {
    a.fields.emplace(std::move(n), std::move(v));
  }
  return 0;
}

int H2Peer::on_data(nghttp2_session* /*s*/, std::uint8_t /*flags*/, std::int32_t id,
                    const std::uint8_t* data, std::size_t size, void* user) {
  peer_of(user).answers[id].body.append(reinterpret_cast<const char*>(data), size);
  return 0;
}

int H2Peer::on_frame(nghttp2_session* /*s*/, const nghttp2_frame* frame, void* user) {
  H2Peer& peer = peer_of(user);
  if (frame->hd.type == NGHTTP2_GOAWAY) {
    peer.goaways.push_back(frame->goaway.error_code);
    peer.goaway_last_id = frame->goaway.last_stream_id;
  } else if (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) {
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      peer.answers[frame->hd.stream_id].ended = true;
    }
  }
  return 0;
}

int H2Peer::on_close(nghttp2_session* /*s*/, std::int32_t id, std::uint32_t code, void* user) {
  Answer& a = peer_of(user).answers[id];
  a.closed = true;
  a.reset_code = code;
  return 0;
}

}  // namespace cems::http
