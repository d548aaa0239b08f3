/// Checksums of the archives of a folder: what the files themselves, being JSON for people, cannot
/// say. A number that a flipped bit makes another number, and an archive that is gone, are noticed.
///
/// `SUMS` holds a line a file: its CRC-32C as eight hexadecimal digits, a blank, its name; with `?`
/// in front while the file is being replaced: then it may be as it was, as it shall be, or not
/// there yet. A folder of an older program has none, and is taken as it is. One thread at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cems::catalog {

class ArchiveSums {
 public:
  /// Of a folder. Errors: corrupt where the file is not what write() makes; what base/file.h says.
  [[nodiscard]] static Result<ArchiveSums> read(const std::string& folder);

  /// Whether a file may have these contents. Errors: corrupt.
  [[nodiscard]] Status check(const std::string& name, std::string_view contents) const;

  /// The names of files that have to be there.
  [[nodiscard]] std::vector<std::string> expected() const;

  /// Notes that a file is about to get these contents.
  void announce(const std::string& name, std::string_view contents);

  /// Notes that it has them.
  void settle(const std::string& name, std::string_view contents);

  /// Durable on return. Errors: what base/file.h says.
  [[nodiscard]] Status write(const std::string& folder) const;

 private:
  struct Sum {
    std::string text;
    bool pending = false;
  };

  std::map<std::string, std::vector<Sum>> sums_;  // By name; empty where nothing is known.
};

}  // namespace cems::catalog
