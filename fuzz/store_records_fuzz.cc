// Fuzzes what the store reads back: the ledger, batches of the log, corrections, summaries, missing
// periods and keys; as they are, and within a sound frame, whose checksum no fuzzer guesses.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/file.h"
#include "store/rocks/keys.h"
#include "store/rocks/ledger.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/missing.h"
#include "store/rocks/record_frame.h"
#include "store/rocks/records.h"

namespace {

namespace rocks = cems::store::rocks;

const std::filesystem::path& folder() {
  static const std::filesystem::path made = [] {
    std::string name = (std::filesystem::temp_directory_path() / "cems-fuzz-XXXXXX").string();
    CEMS_ASSERT(mkdtemp(name.data()) != nullptr);
    // The fuzzer ends by exit().
    std::atexit([] { std::filesystem::remove_all(folder()); });
    return std::filesystem::path(name);
  }();
  return made;
}

void check_ledger(std::string_view value) {
  const std::filesystem::path path = folder() / "LEDGER";
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  CEMS_ASSERT(file != nullptr);
  CEMS_ASSERT(std::fwrite(value.data(), 1, value.size(), file) == value.size());
  CEMS_ASSERT(std::fclose(file) == 0);
  const auto entry = rocks::read_ledger(folder());
  CEMS_ASSERT(!entry || entry->has_value());
}

void check_values(std::string_view value) {
  std::vector<cems::store::SeriesReading> batch;
  if (rocks::decode_batch(value, batch) && !batch.empty()) {  // None is written empty.
    std::vector<cems::store::SeriesReading> again;
    CEMS_ASSERT(rocks::decode_batch(rocks::encode_batch(batch), again));
    CEMS_ASSERT(again.size() == batch.size());
  }
  if (const auto correction = rocks::decode_correction(value)) {
    CEMS_ASSERT(rocks::decode_correction(rocks::encode_correction(*correction)));
  }
  if (const auto summary = rocks::decode_summary(value)) {
    CEMS_ASSERT(rocks::decode_summary(rocks::encode_summary(*summary)));
  }
  const std::string key = rocks::missing_key(cems::SeriesId{}, cems::TimeMs{0});
  if (const auto missing = rocks::decode_missing(key, value)) {
    CEMS_ASSERT(rocks::decode_missing(key, rocks::encode_missing(*missing)));
  }
  (void)rocks::decode_number(rocks::kSeqKey, value);
}

void check_keys(std::string_view key) {
  if (const auto block = rocks::read_block_key(key)) {
    CEMS_ASSERT(rocks::block_key(block->series, block->first) == key);
  }
  if (const auto correction = rocks::read_correction_key(key)) {
    CEMS_ASSERT(rocks::correction_key(correction->series, correction->at, correction->seq) == key);
  }
  if (const auto series = rocks::read_series_key(key)) {
    CEMS_ASSERT(rocks::series_key(*series) == key);
  }
  if (const auto seq = rocks::read_log_key(key)) {
    CEMS_ASSERT(rocks::log_key(*seq) == key);
  }
  (void)rocks::read_missing_key(key);
  (void)rocks::read_epoch_key(key);
  (void)rocks::read_summary_key(key);
  (void)rocks::show_key(key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_keys(text);
  check_values(text);
  check_ledger(text);
  for (std::uint8_t edition = 1; edition <= 3; ++edition) {
    std::string framed;
    rocks::begin_frame(framed, edition);
    framed += text;
    rocks::seal_frame(framed);
    check_values(framed);
    check_ledger(framed);
  }
  return 0;
}
