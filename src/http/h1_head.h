/// The strict look at the head of an HTTP/1.1 request, before a lenient parser sees it.
///
/// Beast 1.81 accepts obs-fold and other things that two parsers read differently, which is what
/// request smuggling is made of (RFC 9112 11.2). What this accepts has one reading.
/// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace cems::http {

/// What the head says about how the connection goes on. Views live as long as the text given.
struct H1Head {
  std::string_view method;
  std::string_view target;
  bool version_11 = false;  ///< Otherwise HTTP/1.0.
  std::optional<std::string_view> host;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool close = false;  ///< Connection: close, or HTTP/1.0.
  bool expects_continue = false;
  std::size_t field_count = 0;
  std::size_t field_bytes = 0;  ///< name + value + 32 each, as for HTTP/2.
  std::optional<Refusal> refusal;
};

/// Where the head in `in` ends (after its empty line), or nothing while it is incomplete. `from` is
/// how far an earlier call has looked and is moved on.
[[nodiscard]] std::optional<std::size_t> find_head_end(std::string_view in, std::size_t& from);

/// True when `in`, a head or its beginning, is beyond repair: it has a bare LF or CR or another
/// control character at or after `from` (what is before has been looked at). Saves waiting for the
/// deadline.
[[nodiscard]] bool is_hopeless(std::string_view in, std::size_t from);

/// Reads a complete head, empty line included. `refusal` is set to malformed for everything that
/// RFC 9112 does not allow or that is ambiguous, to uri_too_long and fields_too_large beyond the
/// limits; what was read until then is set.
[[nodiscard]] H1Head read_head(std::string_view head);

/// Method and target of a first line that may be cut or broken, as far as they can be told.
void read_request_line(std::string_view line, H1Head& head);

}  // namespace cems::http
