/// CSV as answers write it (X3): RFC 4180 with LF at the end of a line, which its readers take too.
///
/// Pure functions; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cems::api {

/// Appends one cell: in quotes only where it holds a comma, a quote or an end of line.
void append_cell(std::string& out, std::string_view text);

/// The first line: the names of the columns.
void append_header(std::string& out, std::span<const std::string_view> columns);

}  // namespace cems::api
