// Any bytes as an archive: never a crash, a Site exactly where there are no problems, and what was
// good stays good when it is completed from itself.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "catalog/archive_reader.h"
#include "json/value.h"
#include "spec/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const cems::Result<cems::json::Value> archive = cems::json::parse(text);
  if (!archive) {
    return 0;
  }
  const cems::spec::Wire& wire = cems::spec::Wire::standard();
  const cems::catalog::ArchiveReading reading = cems::catalog::read_archive(*archive, wire);
  CEMS_ASSERT((reading.site == nullptr) == !reading.problems.empty());

  cems::json::Value completed = *archive;
  cems::catalog::complete_archive(completed, &*archive, wire);
  const cems::catalog::ArchiveReading again = cems::catalog::read_archive(completed, wire);
  CEMS_ASSERT((reading.site == nullptr) == (again.site == nullptr));
  return 0;
}
