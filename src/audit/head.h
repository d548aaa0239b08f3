/// The file `head` of an audit log: where the chain ends, so that lines cut off its end are missed.
///
/// Two slots of 95 bytes, the even and the odd numbers', each overwritten in place: a torn slot
/// leaves the other (docs/internals/format/audit.md). It is written after its line is on the disk
/// and not synced itself: a crash of the machine may set it back, never ahead.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/entry.h"
#include "base/result.h"

namespace cems::audit {

/// The newer of the slots that are whole; nothing where neither is.
[[nodiscard]] std::optional<Link> parse_head(std::string_view bytes);

/// One slot.
[[nodiscard]] std::string head_slot(const Link& link);

/// Nothing where there is no file. Errors: corrupt where no slot is whole; those of base/file.h.
[[nodiscard]] Result<std::optional<Link>> read_head(const std::string& path);

/// Puts the link into its slot. Errors: invalid_argument, no_space, internal.
[[nodiscard]] Status write_head(const std::string& path, const Link& link);

}  // namespace cems::audit
