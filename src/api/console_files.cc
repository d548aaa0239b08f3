// From a folder to a table of addresses.
#include "api/console_files.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/content_coding.h"
#include "api/entity_tag.h"
#include "base/file.h"
#include "base/limits.h"
#include "flate/encoder.h"

namespace cems::api {
namespace {

struct FileType {
  std::string_view extension;
  std::string_view type;
  bool is_text;  ///< Gets shorter by compression.
};

constexpr std::array kFileTypes = std::to_array<FileType>({
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json; charset=utf-8", true},
    {".map", "application/json; charset=utf-8", true},
    {".webmanifest", "application/manifest+json; charset=utf-8", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/vnd.microsoft.icon", false},
    {".woff2", "font/woff2", false},
});

FileType type_of(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  for (const FileType& known : kFileTypes) {
    if (known.extension == extension) {
      return known;
    }
  }
  return {"", "application/octet-stream", false};
}

bool is_name_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_';
}

/// True for what the web build calls by its content: `assets/index-BxLq2f0A.js`.
bool is_named_by_content(std::string_view address) {
  constexpr std::string_view kFolder = "/assets/";
  constexpr std::size_t kHashChars = 8;
  const std::string_view stem = address.substr(0, address.rfind('.'));
  if (!address.starts_with(kFolder) || stem.size() < kFolder.size() + kHashChars + 1) {
    return false;
  }
  const std::string_view hash = stem.substr(stem.size() - kHashChars);
  return stem[stem.size() - kHashChars - 1] == '-' &&
         std::all_of(hash.begin(), hash.end(), is_name_char);
}

/// An address is compared as it was sent, so a name must be one that nobody encodes.
bool is_spellable(std::string_view address) {
  return std::all_of(address.begin(), address.end(),
                     [](char c) { return is_name_char(c) || c == '.' || c == '/' || c == '~'; });
}

/// What stands beside its own compressed forms, by address.
using Paths = std::vector<std::pair<std::string, std::filesystem::path>>;

Result<Paths> list(const std::filesystem::path& folder) {
  Paths paths;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator at(folder, failed);
  for (; !failed && at != std::filesystem::recursive_directory_iterator(); at.increment(failed)) {
    const std::filesystem::path& path = at->path();
    if (path.filename().string().starts_with('.')) {
      at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file(failed) || path.extension() == ".br" || path.extension() == ".gz") {
      continue;
    }
    std::string address = "/" + path.lexically_relative(folder).generic_string();
    if (!is_spellable(address)) {
      return Error{Errc::invalid_argument,
                   fmt::format("{}: rename it with letters, digits, '-', '_', '~' and '.' only",
                               path.string())};
    }
    paths.emplace_back(std::move(address), path);
    if (paths.size() > limits::kConsoleFilesMax) {
      return Error{Errc::too_large, fmt::format("{} has more than {} files; is it the console's?",
                                                folder.string(), limits::kConsoleFilesMax)};
    }
  }
  if (failed) {
    return Error{Errc::not_found, fmt::format("{}: {}", folder.string(), failed.message())};
  }
  return paths;
}

ConsoleFile::Form encoded_form(std::string bytes, FileCoding coding) {
  TagDigest digest;
  digest.add(bytes);
  digest.add(static_cast<std::uint64_t>(coding));
  std::string tag = digest.finish();
  tag.erase(0, tag.find('"'));  // The same bytes, so the tag is strong.
  return {std::make_shared<const std::string>(std::move(bytes)), std::move(tag)};
}

/// The compressed form beside a file; nothing where there is none.
Result<std::optional<std::string>> read_beside(std::filesystem::path path, const char* extension,
                                               std::size_t bytes_max) {
  path += extension;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    return std::optional<std::string>();
  }
  Result<std::string> bytes = read_file(path, bytes_max);
  if (!bytes) {
    return bytes.error();
  }
  return std::optional(std::move(*bytes));
}

/// Takes what it holds off `room`.
Result<ConsoleFile> load_file(const std::string& address, const std::filesystem::path& path,
                              std::size_t& room) {
  const FileType type = type_of(path);
  ConsoleFile file{type.type, is_named_by_content(address), {}};
  const auto keep = [&](FileCoding coding, std::string bytes) {
    room -= std::min(room, bytes.size());
    file.forms[static_cast<std::size_t>(coding)] = encoded_form(std::move(bytes), coding);
  };
  Result<std::string> plain = read_file(path, room);
  if (!plain) {
    return plain.error();
  }
  Result<std::optional<std::string>> brotli = read_beside(path, ".br", room);
  Result<std::optional<std::string>> gzip = read_beside(path, ".gz", room);
  if (!brotli || !gzip) {
    return !brotli ? brotli.error() : gzip.error();
  }
  if (!*gzip && type.is_text && plain->size() >= kEncodeBytesMin) {
    Result<std::string> encoded = flate::encode(flate::Format::gzip, *plain);
    if (!encoded) {
      return encoded.error();
    }
    *gzip = std::move(*encoded);
  }
  if (*brotli) {
    keep(FileCoding::brotli, **std::move(brotli));
  }
  if (*gzip) {
    keep(FileCoding::gzip, **std::move(gzip));
  }
  keep(FileCoding::identity, *std::move(plain));
  return file;
}

}  // namespace

std::string_view name_of(FileCoding coding) {
  switch (coding) {
    case FileCoding::identity:
      return "";
    case FileCoding::gzip:
      return "gzip";
    case FileCoding::brotli:
      return "br";
  }
  return "";
}

Result<ConsoleFiles> ConsoleFiles::load(const std::filesystem::path& folder) {
  const Result<Paths> paths = list(folder);
  if (!paths) {
    return paths.error();
  }
  ConsoleFiles console;
  std::size_t room = limits::kConsoleBytesMax;
  for (const auto& [address, path] : *paths) {
    Result<ConsoleFile> file = load_file(address, path, room);
    if (!file) {
      return file.error();
    }
    console.files_.emplace(address, std::move(*file));
  }
  if (console.at("/") == nullptr) {
    return Error{Errc::not_found,
                 fmt::format("{} has no index.html: it is not a console", folder.string())};
  }
  return console;
}

const ConsoleFile* ConsoleFiles::at(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace cems::api
