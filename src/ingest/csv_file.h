/// Loads a readings file from the disk: reads it in pieces, strict or lenient, and tells how far it
/// is. The only part of this module that opens files.
///
/// Thread-safety: one call, one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/snapshot.h"
#include "ingest/csv_load.h"
#include "store/store.h"

namespace cems::ingest {

struct FileProgress {
  std::uint64_t bytes = 0;        ///< Read so far.
  std::uint64_t bytes_total = 0;  ///< Of the file; 0 when it is not known (a pipe).
  std::uint64_t rows = 0;         ///< Read so far.
  bool checking = false;          ///< In the first of the two passes of strict.
};

/// Called after every piece (1 MiB).
using OnProgress = std::function<void(const FileProgress&)>;

/// Reads a file from its beginning, 1 MiB at a time.
/// Errors: not_found or internal, with the system's words; and whatever `piece` returns, at once.
[[nodiscard]] Status read_in_pieces(
    const std::string& path,
    const std::function<Status(std::string_view bytes, std::uint64_t bytes_total)>& piece);

struct FileLoad {
  CsvLoadOptions csv;
  /// Judge the whole file first and write nothing when anything of it is rejected. The file is read
  /// twice, so it cannot be a pipe.
  bool strict = false;
  OnRejected on_rejected;  ///< May be empty.
  OnProgress on_progress;  ///< May be empty.
};

/// Errors: those of read_in_pieces and of CsvLoad.
[[nodiscard]] Result<LoadReport> load_csv_file(const std::string& path, const FileLoad& options,
                                               std::shared_ptr<const catalog::Snapshot> sites,
                                               store::Store& store);

}  // namespace cems::ingest
