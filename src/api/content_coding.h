/// Puts a content coding around an answer (RFC 9110 8.4, extension X5).
#pragma once

#include <cstddef>

#include "api/negotiation.h"
#include "http/message.h"

namespace cems::api {

/// Shorter answers go as they are: one packet either way, and nothing to win.
inline constexpr std::size_t kEncodeBytesMin = 1024;

/// Encodes `response` with `coding` and says so in content-encoding: a whole body at once, a
/// streamed one piece by piece as it is asked for, in the encoder's memory (flate/encoder.h) and
/// never the answer's. A whole body below `bytes_min` is left alone, as is every one with
/// ContentCoding::identity. An error of the source or the encoder ends the stream as an error, so
/// that it is reset.
/// Errors: internal (the encoder).
[[nodiscard]] Status encode(http::Response& response, ContentCoding coding, std::size_t bytes_min);

}  // namespace cems::api
