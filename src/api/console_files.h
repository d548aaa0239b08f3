/// The files of the console (web/), read into memory at the start: what may be served is decided
/// once, so that no request leads to the file system and there is no path to climb out of.
///
/// Immutable once loaded; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

namespace cems::api {

/// RFC 9110 8.4.1 and RFC 7932; of two that are wanted alike the later one is sent.
enum class FileCoding : std::uint8_t { identity, gzip, brotli };

inline constexpr std::array<FileCoding, 3> kFileCodings{FileCoding::identity, FileCoding::gzip,
                                                        FileCoding::brotli};

/// As in Content-Encoding; empty for identity.
[[nodiscard]] std::string_view name_of(FileCoding coding);

struct ConsoleFile {
  /// One coding's bytes and their strong entity tag (RFC 9110 8.8.3).
  struct Form {
    std::shared_ptr<const std::string> bytes;
    std::string tag;
  };

  std::string_view type;      ///< Content-Type.
  bool is_immutable = false;  ///< Its name changes with its content.
  std::array<std::optional<Form>, kFileCodings.size()> forms;  ///< By FileCoding; identity always.

  [[nodiscard]] const std::optional<Form>& form(FileCoding coding) const {
    return forms[static_cast<std::size_t>(coding)];
  }
};

class ConsoleFiles {
 public:
  /// Reads a folder that has an index.html. A file `x.br` or `x.gz` beside `x` is x compressed;
  /// text that has no `x.gz` is compressed here. Names that begin with a dot are left out.
  /// Errors: not_found without an index.html, invalid_argument for a name no address can spell,
  /// too_large beyond limits::kConsoleFilesMax or kConsoleBytesMax; those of cems::read_file.
  [[nodiscard]] static Result<ConsoleFiles> load(const std::filesystem::path& folder);

  /// The file at an address such as `/assets/index-BxLq2f0A.js`, compared as it was sent; `/` is
  /// index.html. Null where there is none. Lives as long as this.
  [[nodiscard]] const ConsoleFile* at(std::string_view path) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::unordered_map<std::string, ConsoleFile, Hash, std::equal_to<>> files_;
};

}  // namespace cems::api
