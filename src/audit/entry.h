/// What the audit log says of one call, as a value and as a line (docs/internals/format/audit.md).
///
/// A line is a JSON object whose last member is the SHA-256 of all that stands before it; its first
/// member is the hash of the line before, so that no line can be altered, left out or moved without
/// the next one showing it. Pure functions and values; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace cems::audit {

/// Lower-case hexadecimal digits of a hash.
inline constexpr std::size_t kHashDigits = 64;

/// Who did what to what, from where, and what came of it. None of it may be a secret.
struct Entry {
  TimeMs time{};            ///< Real time; of the last of them where `count` is more than 1.
  std::string actor;        ///< Name of the token, `uid:0` of a command line; empty: unknown.
  std::string token;        ///< Public id of the token, or empty.
  std::string action;       ///< e.g. "PUT", "token.revoke".
  std::string object;       ///< e.g. the path that was asked for, without its query.
  std::string result;       ///< Return code of 5.4, e.g. "40301"; "ok".
  std::string source;       ///< Address of the caller; "local"; "*" for several.
  std::uint64_t count = 1;  ///< Calls alike that this one line stands for.
  TimeMs first{};           ///< Of the first of them; with count > 1.

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// The end of the chain: number and hash of the last line. Numbers begin at 1.
struct Link {
  std::uint64_t number = 0;
  std::string hash = std::string(kHashDigits, '0');  ///< Of nothing: what the first line follows.

  friend bool operator==(const Link&, const Link&) = default;
};

/// The line that follows `before`, with its line end; `before` becomes its own. Texts that came
/// from outside are made printable and cut to 200 bytes.
[[nodiscard]] std::string write_line(const Entry& entry, Link& before);

/// A line read back.
struct Line {
  std::string prev;  ///< Hash that it says stands before it.
  Link link;         ///< Its number, and the hash that it carries.
  bool is_sound;     ///< The hash is that of the line.
  Entry entry;
};

/// Without its line end. Errors: corrupt where it is no line at all.
[[nodiscard]] Result<Line> read_line(std::string_view text);

/// Longest line that is written, with room to spare: nothing longer is one.
inline constexpr std::size_t kLineBytesMax = 4096;

}  // namespace cems::audit
