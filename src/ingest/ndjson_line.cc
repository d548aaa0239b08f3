// See ndjson_line.h.
#include "ingest/ndjson_line.h"

#include "ingest/flat_object.h"

namespace cems::ingest {

bool scan_ndjson_line(std::string_view line, const ColumnNames& names, NdjsonLine& out) {
  FlatCursor cursor(line);
  FlatReading read;
  if (!take_flat_reading(cursor, names, read) || !cursor.done()) {
    return false;
  }
  const auto& has = read.has;
  if (!(has[0] && has[1] && has[2] && has[3] && has[4])) {
    return false;
  }
  out = {.raw = read.raw, .has_quality = has[5]};
  return true;
}

}  // namespace cems::ingest
