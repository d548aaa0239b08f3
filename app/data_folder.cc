// Opening a data folder and the names of what is in it.
#include "app/data_folder.h"

#include <utility>

#include <fmt/format.h>

#include "store/rocks/rocks_store.h"

namespace cems::app {

std::string archive_path(const std::string& data) {
  return data + "/archive";
}

std::string store_path(const std::string& data) {
  return data + "/store";
}

std::string quarantine_path(const std::string& data) {
  return data + "/quarantine";
}

std::string token_path(const std::string& data) {
  return data + "/tokens";
}

std::string certificate_path(const std::string& data) {
  return data + "/tls/cert.pem";
}

std::string key_path(const std::string& data) {
  return data + "/tls/key.pem";
}

DataFolder::DataFolder(FileLock lock, catalog::ArchiveFolder archives,
                       std::unique_ptr<store::Store> store,
                       std::unique_ptr<ingest::Quarantine> quarantine)
    : lock_(std::move(lock)),
      archives_(std::move(archives)),
      store_(std::move(store)),
      quarantine_(std::move(quarantine)) {}

Result<DataFolder> DataFolder::open(const std::string& data, Memory memory) {
  if (const Status made = make_directories(data); !made) {
    return made.error();
  }
  Result<FileLock> lock = FileLock::acquire(data);
  if (!lock) {
    if (lock.error().code != Errc::conflict) {
      return lock.error();
    }
    return Error{Errc::conflict,
                 fmt::format("{}; stop it, or write into the running server with --url and --token",
                             lock.error().message)};
  }
  Result<std::unique_ptr<store::Store>> readings =
      store::open_rocks_store(store_path(data), memory.store_options());
  if (!readings) {
    return readings.error();
  }
  return DataFolder(std::move(*lock), catalog::ArchiveFolder(archive_path(data)),
                    std::move(*readings),
                    std::make_unique<ingest::Quarantine>(quarantine_path(data)));
}

}  // namespace cems::app
