/// The data folder: what is where in it, and the lock that gives it to one process at a time.
///
/// | file         | what |
/// |--------------|------|
/// | `LOCK`       | held while a process uses the folder; names its process |
/// | `archive/`   | one JSON file a site (catalog/archive_folder.h) |
/// | `store/`     | readings (store/rocks) |
/// | `quarantine/` | readings from the future (ingest/quarantine.h); reading it needs no lock |
/// | `tokens`     | hashed access tokens (api/token_file.h); needs no lock |
/// | `audit/`     | who was refused and who wrote (audit/log.h); reading it needs no lock |
/// | `nonces/`    | of signed requests (api/nonces.h) |
/// | `tls/`       | cert.pem and key.pem, made at the first start of a server |
#pragma once

#include <memory>
#include <string>

#include "app/memory.h"
#include "base/file.h"
#include "base/result.h"
#include "catalog/archive_folder.h"
#include "ingest/quarantine.h"
#include "store/store.h"

namespace cems::app {

std::string archive_path(const std::string& data);
std::string store_path(const std::string& data);
std::string quarantine_path(const std::string& data);
std::string token_path(const std::string& data);
std::string certificate_path(const std::string& data);
std::string key_path(const std::string& data);

class DataFolder {
 public:
  /// Makes the folder where it is missing, takes its lock and opens the store.
  /// Errors: conflict when another process has it (the message says to use --url instead), and
  /// everything the store says.
  [[nodiscard]] static Result<DataFolder> open(const std::string& data, Memory memory = Memory());

  [[nodiscard]] const catalog::ArchiveFolder& archives() const { return archives_; }

  [[nodiscard]] store::Store& readings() const { return *store_; }

  [[nodiscard]] ingest::Quarantine& quarantine() const { return *quarantine_; }

 private:
  DataFolder(FileLock lock, catalog::ArchiveFolder archives, std::unique_ptr<store::Store> store,
             std::unique_ptr<ingest::Quarantine> quarantine);

  FileLock lock_;
  catalog::ArchiveFolder archives_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ingest::Quarantine> quarantine_;
};

}  // namespace cems::app
