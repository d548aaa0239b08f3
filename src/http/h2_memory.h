/// Where nghttp2 takes its memory from: the heap, but for the one large buffer of each session.
///
/// A session keeps a buffer of 16 KiB for the frame that it makes. Headers are what it makes, as
/// bodies go out without being copied, so it is touched on its first page only; but a piece of the
/// heap has been used by others before and is resident as a whole. These buffers have pages of
/// their own instead: an idle connection costs 12 KiB less.
#pragma once

#include <nghttp2/nghttp2.h>

namespace cems::http {

/// For nghttp2_session_server_new3(), which copies it. Safe from any thread.
[[nodiscard]] nghttp2_mem* h2_memory();

}  // namespace cems::http
