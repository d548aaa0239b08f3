/// One line of NDJSON that is a flat object (flat_object.h).
#pragma once

#include <string_view>

#include "ingest/reading_check.h"

namespace cems::ingest {

/// Views into the line; empty for a member that is not there.
struct NdjsonLine {
  RawReading raw;
  bool has_quality = false;
};

/// Takes `line` (without its end) apart. False for everything that is not such an object, has a
/// member twice or one of another name, lacks one that must be there, or has one of another type:
/// json::parse then knows what is wrong with it, if anything. Strings are not checked for UTF-8.
[[nodiscard]] bool scan_ndjson_line(std::string_view line, const ColumnNames& names,
                                    NdjsonLine& out);

/// True for a JSON number among what Decimal::scan and scan_quality take: no zero before another
/// digit.
[[nodiscard]] inline bool has_json_zeros(std::string_view number) {
  if (number.starts_with('-')) {
    number.remove_prefix(1);
  }
  return number.size() < 2 || number[0] != '0' || number[1] == '.';
}

}  // namespace cems::ingest
