/// Where `cems load` puts things: a data folder (load_folder.cc) or a running server
/// (load_server.cc).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/load_report.h"
#include "app/memory.h"
#include "app/proof_options.h"
#include "base/result.h"
#include "base/zone.h"
#include "ingest/column_map.h"
#include "spec/wire.h"

namespace cems::app {

/// How a readings file is to be read.
struct ReadingsPlan {
  std::optional<ingest::WideForm> wide;  ///< Long form without.
  std::optional<Zone> zone;              ///< For times without an offset; else the site's.
  bool strict = false;                   ///< A folder only.
};

class LoadTarget {
 public:
  virtual ~LoadTarget() = default;

  /// Loads an archive file. What is wrong with it goes to `talk`; so do the warnings and, when it
  /// was taken, the last line. Errors: what kept the file from being judged at all.
  [[nodiscard]] virtual Status load_archive(const std::string& file, LoadTalk& talk) = 0;

  /// Loads a readings file. Bad rows and the last line go to `talk`.
  /// Errors: what ended the load; readings sent or committed before stay.
  [[nodiscard]] virtual Status load_readings(const std::string& file, const ReadingsPlan& plan,
                                             LoadTalk& talk) = 0;
};

/// Files are in the names of `wire`, which outlives the target.
/// Errors: those of DataFolder::open and ArchiveFolder::load.
[[nodiscard]] Result<std::unique_ptr<LoadTarget>> open_folder_target(const std::string& data,
                                                                     const spec::Wire& wire,
                                                                     Memory memory);

struct ServerAddress {
  std::string url;
  std::string token;
  std::string ca_file;
  bool insecure = false;
  CallerProof proof{};
};

/// Files are in the names of `wire`, which the server speaks and which outlives the target.
/// Errors: those of client::open_curl.
[[nodiscard]] Result<std::unique_ptr<LoadTarget>> open_server_target(const ServerAddress& address,
                                                                     const spec::Wire& wire);

}  // namespace cems::app
