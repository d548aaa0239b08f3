/// The archives of a data folder: one JSON file a site under `archive/`.
///
/// A file is replaced by rename, so after a crash it is the old or the new archive and never a
/// mixture. File names are the site's id, with everything but letters, digits, `-`, `_` and `.`
/// written as %XX; where that is longer than 200 characters, its first 200, `~` and a hash of the
/// id. Files are in the standard profile's names, whatever profile the server speaks, so that a
/// folder can be served under any. One process uses a folder at a time (the data folder's lock),
/// and one thread at a time applies.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "catalog/archive_reader.h"
#include "catalog/snapshot.h"
#include "json/value.h"
#include "spec/wire.h"

namespace cems::catalog {

class ArchiveFolder {
 public:
  /// `path` is made at the first `apply`.
  explicit ArchiveFolder(std::string path) : path_(std::move(path)) {}

  /// Reads every archive. Errors: corrupt, naming the file, when one cannot be read or does not
  /// pass the checks it once passed.
  [[nodiscard]] Result<std::shared_ptr<const Snapshot>> load() const;

  /// Checks `text`, which is in the names of `wire`, completed from the stored archive of the same
  /// site, and stores it; durable on return. With problems, whose pointers are in the same names,
  /// nothing is changed.
  /// Errors: invalid_argument when `text` is no JSON; too_large when it is longer than
  /// limits::kArchiveBytesMax or nests too deep; corrupt when the stored archive cannot be read;
  /// what base/file.h says of the disk.
  /// With `expected`, an archive of another site is refused as conflict.
  [[nodiscard]] Result<ArchiveReading> apply(std::string_view text,
                                             const std::optional<CemsId>& expected = std::nullopt,
                                             const spec::Wire& wire = spec::Wire::standard()) const;

 private:
  [[nodiscard]] Status replace(const std::string& path, std::string_view bytes) const;
  [[nodiscard]] std::string file_of(const CemsId& id) const;
  [[nodiscard]] Result<std::optional<json::Value>> stored(const CemsId& id) const;

  std::string path_;
};

}  // namespace cems::catalog
