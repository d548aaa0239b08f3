// See column_map.h.
#include "ingest/column_map.h"

#include <cstddef>
#include <utility>

#include "base/quote.h"

namespace cems::ingest {

namespace {

constexpr std::string_view kForm = "; write COLUMN=POINT/PARAMETER, e.g. HUFL=T1-HV/P";

Result<MappedColumn> parse_entry(std::string_view entry) {
  const std::size_t equals = entry.find('=');
  const std::size_t slash = entry.rfind('/');
  if (equals == std::string_view::npos || slash == std::string_view::npos || slash < equals) {
    return Error{Errc::invalid_argument,
                 "cannot read mapping " + quote(entry) + std::string(kForm)};
  }
  MappedColumn mapped{.column = std::string(entry.substr(0, equals)),
                      .point = std::string(entry.substr(equals + 1, slash - equals - 1)),
                      .parameter = std::string(entry.substr(slash + 1))};
  if (mapped.column.empty() || mapped.point.empty() || mapped.parameter.empty()) {
    return Error{Errc::invalid_argument,
                 "a part of mapping " + quote(entry) + " is empty" + std::string(kForm)};
  }
  return mapped;
}

Status check_unique(const std::vector<MappedColumn>& columns, const MappedColumn& next) {
  for (const MappedColumn& before : columns) {
    if (before.column == next.column) {
      return Error{Errc::invalid_argument, "column " + quote(next.column) + " is mapped twice"};
    }
    if (before.point == next.point && before.parameter == next.parameter) {
      return Error{Errc::invalid_argument, "columns " + quote(before.column) + " and " +
                                               quote(next.column) + " are mapped to one series, " +
                                               quote(next.point + '/' + next.parameter)};
    }
  }
  return Unit{};
}

}  // namespace

Result<std::vector<MappedColumn>> parse_column_map(std::string_view text) {
  std::vector<MappedColumn> columns;
  for (;;) {
    const std::size_t comma = text.find(',');
    Result<MappedColumn> mapped = parse_entry(text.substr(0, comma));
    if (!mapped) {
      return mapped.error();
    }
    if (const Status unique = check_unique(columns, *mapped); !unique) {
      return unique.error();
    }
    columns.push_back(*std::move(mapped));
    if (comma == std::string_view::npos) {
      return columns;
    }
    text.remove_prefix(comma + 1);
  }
}

}  // namespace cems::ingest
