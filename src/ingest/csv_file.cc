// See csv_file.h.
#include "ingest/csv_file.h"

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace cems::ingest {

namespace {

// Big enough that reading costs nothing beside parsing, small enough for the second-level cache.
constexpr std::size_t kPieceBytes = 1U << 20U;

Error system_error(Errc code, const char* what) {
  return Error{code, std::string(what) + ": " + std::generic_category().message(errno)};
}

Result<LoadReport> pass(const std::string& path, const FileLoad& options,
                        std::shared_ptr<const catalog::Snapshot> sites, store::Store* store) {
  CsvLoadOptions csv = options.csv;
  if (store == nullptr) {
    csv.quarantine = nullptr;  // What is only checked is not kept either.
  }
  CsvLoad load(std::move(csv), std::move(sites), store, options.on_rejected);
  FileProgress progress;
  progress.checking = store == nullptr;
  const Status read =
      read_in_pieces(path, [&](std::string_view bytes, std::uint64_t total) -> Status {
        const Status fed = load.feed(bytes);
        progress.bytes += bytes.size();
        progress.bytes_total = total;
        progress.rows = load.report().rows;
        if (fed && options.on_progress) {
          options.on_progress(progress);
        }
        return fed;
      });
  if (!read) {
    return read.error();
  }
  if (const Status finished = load.finish(); !finished) {
    return finished.error();
  }
  return load.report();
}

}  // namespace

Status read_in_pieces(
    const std::string& path,
    const std::function<Status(std::string_view bytes, std::uint64_t bytes_total)>& piece) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return system_error(errno == ENOENT ? Errc::not_found : Errc::internal, "cannot open it");
  }
  std::error_code unknown_size;
  const std::uintmax_t size = std::filesystem::file_size(path, unknown_size);
  const std::uint64_t total = unknown_size ? 0 : size;
  std::string buffer(kPieceBytes, '\0');
  for (;;) {
    errno = 0;
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (file.bad() || (errno != 0 && !file.eof())) {
      return system_error(Errc::internal, "cannot read it");
    }
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0) {
      return Unit{};
    }
    if (const Status taken = piece(std::string_view(buffer).substr(0, got), total); !taken) {
      return taken;
    }
  }
}

Result<LoadReport> load_csv_file(const std::string& path, const FileLoad& options,
                                 std::shared_ptr<const catalog::Snapshot> sites,
                                 store::Store& store) {
  if (!options.strict) {
    return pass(path, options, std::move(sites), &store);
  }
  Result<LoadReport> checked = pass(path, options, sites, nullptr);
  if (!checked) {
    return checked;
  }
  if (checked->rejected > 0) {
    checked->accepted = 0;
    return checked;
  }
  return pass(path, options, std::move(sites), &store);
}

}  // namespace cems::ingest
