/// Glue between nghttp2's C callbacks and H2Session.
#pragma once

#include <nghttp2/nghttp2.h>

#include "http/h2_session.h"

namespace cems::http {

/// A server session of nghttp2 that reports to `owner`, with the library's own limits tightened.
/// Ownership passes to the caller (nghttp2_session_del). Out of memory is an assertion: there is
/// nobody to tell.
[[nodiscard]] nghttp2_session* open_h2(H2Session& owner);

/// What nghttp2 calls for the body of an answer; its source's `ptr` is the H2Session.
[[nodiscard]] nghttp2_data_provider body_provider(H2Session& owner);

}  // namespace cems::http
