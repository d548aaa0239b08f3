/// Reading an audit log back: every line in order, and whatever does not fit.
///
/// Reads only, beside a server that writes. Whoever can write the folder can write a new chain with
/// a new head: a link noted elsewhere (Walk::anchor) is what such a log does not hold.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audit/entry.h"
#include "base/result.h"

namespace cems::audit {

struct Walk {
  /// Told each line that is one, sound or not; `text` has no line end. May be empty.
  std::function<void(const Line& line, std::string_view text)> on_line;
  /// Told in a sentence each thing that was altered, deleted, moved or cut off, with the number of
  /// the line. May be empty.
  std::function<void(std::string_view finding)> on_finding;
  /// A link that the log must hold; read as "123:<64 hex digits>" by parse_anchor().
  std::optional<Link> anchor;
};

struct WalkReport {
  std::uint64_t lines = 0;
  std::uint64_t findings = 0;
  Link first;
  Link last;
};

/// Errors: those of reading a file. A folder that is not there has no lines and no findings.
[[nodiscard]] Result<WalkReport> walk(const std::string& folder, const Walk& what);

[[nodiscard]] std::optional<Link> parse_anchor(std::string_view text);

}  // namespace cems::audit
