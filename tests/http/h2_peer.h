/// A client in memory: nghttp2's own client session, the oracle of these tests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "http/session.h"

namespace cems::http {

struct Answer {
  int status = 0;
  std::multimap<std::string, std::string> fields;
  std::string body;
  bool ended = false;            ///< END_STREAM has come.
  bool closed = false;           ///< By END_STREAM or by reset.
  std::uint32_t reset_code = 0;  ///< Of the reset, else 0.
};

class H2Peer {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// `window` is the stream window it announces; `automatic` false leaves windows to the test.
  explicit H2Peer(Session& server, std::uint32_t window = 65535, bool automatic = true);
  ~H2Peer();
  H2Peer(const H2Peer&) = delete;
  H2Peer& operator=(const H2Peer&) = delete;

  /// Sends a request; with `body` its DATA follow. Returns the stream's id.
  std::int32_t send(std::string_view method, std::string_view path, const Fields& more = {},
                    std::string body = "");

  /// Carries bytes both ways until nobody has anything to say; `step` bytes at a time towards the
  /// server. Returns how many the server sent.
  std::size_t exchange(TimeMs now, std::size_t step = 1U << 20U);

  /// Bytes of the table of fields that the server's answers have filled (RFC 7541 4.1).
  [[nodiscard]] std::size_t table_bytes() const {
    return nghttp2_session_get_hd_inflate_dynamic_table_size(session_);
  }

  /// Gives the server more of a window.
  void open_window(std::int32_t stream, std::int32_t bytes);

  [[nodiscard]] nghttp2_session* raw() { return session_; }

  std::map<std::int32_t, Answer> answers;
  std::vector<std::uint32_t> goaways;
  std::int32_t goaway_last_id = -1;

 private:
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user);
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                     std::size_t size, void* user);
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user);
  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user);

  Session& server_;
  nghttp2_session* session_ = nullptr;
  std::vector<std::unique_ptr<std::pair<std::string, std::size_t>>> bodies_;
};

}  // namespace cems::http
