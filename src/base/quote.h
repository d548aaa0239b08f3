/// Foreign text inside our own messages: quoted, short and on one line.
///
/// Whatever came from outside may be a megabyte long or hold line ends and terminal controls; an
/// error message or log line must not. Pure functions; safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace cems {

/// `text` in single quotes. At most its first 48 bytes (cut between characters, marked with `…`);
/// control characters and bytes that are not UTF-8 become `?`, so the result is valid UTF-8.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace cems
