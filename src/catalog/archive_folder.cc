// Files of the archive folder: named by id, completed, checked as a whole, replaced by rename.
#include "catalog/archive_folder.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/limits.h"
#include "base/quote.h"
#include "catalog/archive_sums.h"
#include "json/value.h"
#include "model/rename.h"
#include "spec/wire.h"

namespace cems::catalog {
namespace {

using model::Field;

constexpr std::string_view kSuffix = ".json";

/// Longest escaped id in a file name. A name may have 255 bytes, and an id of 64 Chinese characters
/// escapes to 576; a longer one is cut, and a hash of the whole id tells it from its like.
constexpr std::size_t kEscapedIdMax = 200;

/// Archives hold names and telephone numbers: for the server's own user only.
constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

constexpr char kHexDigits[] = "0123456789ABCDEF";

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_' || c == '.';
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return hash;
}

std::string escape(std::string_view id) {
  std::string name;
  for (const char c : id) {
    if (is_plain(c)) {
      name += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += '%';
      name += kHexDigits[byte >> 4U];
      name += kHexDigits[byte & 15U];
    }
  }
  if (name.size() > kEscapedIdMax) {
    name.resize(kEscapedIdMax);
    name += '~';  // No short name has one.
    const std::uint64_t hash = hash_of(id);
    for (int shift = 60; shift >= 0; shift -= 4) {
      name += kHexDigits[(hash >> static_cast<unsigned>(shift)) & 15U];
    }
  }
  return name;
}

/// Files are in the standard names.
const spec::Wire& stored_wire() {
  return spec::Wire::standard();
}

void rename(json::Value& archive, const spec::Wire& from, const spec::Wire& to) {
  model::rename_members(archive, model::Model::archive, from.names(), to.names());
}

/// The id that an archive is about, when it has one at all.
std::optional<CemsId> id_of(const json::Value& archive, const spec::Wire& wire) {
  const json::Value* cems = archive.find(wire.member_name(Field::static_data_cems));
  const json::Value* id =
      cems == nullptr ? nullptr : cems->find(wire.member_name(Field::cems_cems_id));
  if (id == nullptr || !id->is(json::Kind::string)) {
    return std::nullopt;
  }
  return CemsId(id->text);
}

/// Sorts the members of the top: cems, categories, points, then the extras, as the table has them,
/// so that the same archive is the same file however its members came.
void put_in_order(json::Value& archive) {
  const auto rank = [](const json::Member& member) {
    return stored_wire().field_named(model::Model::archive, member.name);
  };
  std::stable_sort(
      archive.members.begin(), archive.members.end(),
      [&rank](const json::Member& a, const json::Member& b) { return rank(a) < rank(b); });
}

Error damaged(const std::string& path, std::string_view why) {
  return Error{Errc::corrupt, path + ": " + std::string(why)};
}

/// One stored file: there, whole, and still passing every check.
Result<ArchiveReading> read_stored(const std::string& path, const std::string& name,
                                   const ArchiveSums& sums) {
  const Result<std::string> bytes = read_file(path, limits::kArchiveBytesMax);
  if (!bytes) {
    return Error{Errc::corrupt, bytes.error().message};
  }
  if (const Status whole = sums.check(name, *bytes); !whole) {
    return damaged(path, whole.error().message);
  }
  const Result<json::Value> archive = json::parse(*bytes);
  if (!archive) {
    return damaged(path, archive.error().message);
  }
  ArchiveReading reading = read_archive(*archive, stored_wire());
  if (reading.site == nullptr) {
    const model::Problem& first = reading.problems.front();
    return damaged(path, first.pointer + ": " + first.reason);
  }
  return reading;
}

/// Names of the folder's archives, sorted; unfinished files are passed over.
Result<std::vector<std::string>> archives_in(const std::string& path) {
  std::vector<std::string> names;
  std::error_code failed;
  std::filesystem::directory_iterator entry(path, failed);
  if (failed == std::errc::no_such_file_or_directory) {
    return names;
  }
  while (!failed && entry != std::filesystem::directory_iterator()) {
    const std::string name = entry->path().filename().string();
    if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) {
      names.push_back(name);
    }
    entry.increment(failed);
  }
  if (failed) {
    return damaged(path, failed.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string ArchiveFolder::file_of(const CemsId& id) const {
  return path_ + '/' + escape(id.view()) + std::string(kSuffix);
}

Result<std::shared_ptr<const Snapshot>> ArchiveFolder::load() const {
  const Result<std::vector<std::string>> names = archives_in(path_);
  if (!names) {
    return names.error();
  }
  const Result<ArchiveSums> sums = ArchiveSums::read(path_);
  if (!sums) {
    return sums.error();
  }
  for (const std::string& name : sums->expected()) {
    if (!std::binary_search(names->begin(), names->end(), name)) {
      return damaged(path_, "the archive " + name + " is missing");
    }
  }
  std::vector<std::shared_ptr<const Site>> sites;
  for (const std::string& name : *names) {
    const std::string path = path_ + '/' + name;
    Result<ArchiveReading> reading = read_stored(path, name, *sums);
    if (!reading) {
      return reading.error();
    }
    // A copy under another name would be a second site of one id.
    if (file_of(reading->site->id) != path) {
      return damaged(path, "it holds the archive of " + reading->site->id.str() +
                               ", which belongs in " + file_of(reading->site->id));
    }
    sites.push_back(std::move(reading->site));
  }
  return std::make_shared<const Snapshot>(std::move(sites));
}

Result<std::optional<json::Value>> ArchiveFolder::stored(const CemsId& id) const {
  const std::string path = file_of(id);
  const Result<std::string> bytes = read_file(path, limits::kArchiveBytesMax);
  if (!bytes && bytes.error().code == Errc::not_found) {
    return std::optional<json::Value>{};
  }
  if (!bytes) {
    return bytes.error();
  }
  const Result<ArchiveSums> sums = ArchiveSums::read(path_);
  const Status whole = sums ? sums->check(path.substr(path_.size() + 1), *bytes) : sums.error();
  if (!whole) {
    return damaged(path, whole.error().message);
  }
  Result<json::Value> archive = json::parse(*bytes);
  if (!archive) {
    return damaged(path, archive.error().message);
  }
  if (id_of(*archive, stored_wire()) != id) {
    return damaged(path, "it is not the archive of " + id.str());
  }
  return std::optional<json::Value>{*std::move(archive)};
}

// Checked in the names it came in, so that every fault points into the caller's own text; then
// renamed and built from what is stored, so that a site is the same under every profile.
Result<ArchiveReading> ArchiveFolder::apply(std::string_view text,
                                            const std::optional<CemsId>& expected,
                                            const spec::Wire& wire) const {
  if (text.size() > limits::kArchiveBytesMax) {
    return Error{Errc::too_large,
                 "an archive has at most " + std::to_string(limits::kArchiveBytesMax) + " bytes"};
  }
  Result<json::Value> archive = json::parse(text);
  if (!archive) {
    return archive.error();
  }
  std::optional<json::Value> previous;
  if (const std::optional<CemsId> id = id_of(*archive, wire)) {
    if (expected && *id != *expected) {
      return Error{Errc::conflict, "the archive is of site " + quote(id->view()) + ", not of " +
                                       quote(expected->view())};
    }
    Result<std::optional<json::Value>> found = stored(*id);
    if (!found) {
      return found.error();
    }
    previous = *std::move(found);
  }
  if (previous) {
    rename(*previous, stored_wire(), wire);
  }
  complete_archive(*archive, previous ? &*previous : nullptr, wire);
  ArchiveReading reading = read_archive(*archive, wire);
  if (reading.site == nullptr) {
    return reading;
  }
  if (&wire != &stored_wire()) {
    rename(*archive, wire, stored_wire());
    ArchiveReading stored_reading = read_archive(*archive, stored_wire());
    if (stored_reading.site == nullptr) {
      return stored_reading;
    }
    reading.site = std::move(stored_reading.site);
  }
  put_in_order(*archive);
  std::string bytes;
  json::write(bytes, *archive);
  if (bytes.size() > limits::kArchiveBytesMax) {
    return Error{Errc::too_large, "with what is kept of the stored one the archive is too long"};
  }
  if (Status made = make_directories(path_, kFolderMode); !made) {
    return made.error();
  }
  if (const Status put = replace(file_of(reading.site->id), bytes); !put) {
    return put.error();
  }
  return reading;
}

/// The sums say before what is coming, and afterwards what is there: whenever it is cut short, each
/// archive is one that they know.
Status ArchiveFolder::replace(const std::string& path, std::string_view bytes) const {
  const std::string name = path.substr(path_.size() + 1);
  Result<ArchiveSums> sums = ArchiveSums::read(path_);
  if (!sums) {
    return sums.error();
  }
  if (sums->expected().empty()) {  // A folder of an older program: its archives are what they are.
    const Result<std::vector<std::string>> names = archives_in(path_);
    if (!names) {
      return names.error();
    }
    for (const std::string& other : *names) {
      const Result<std::string> contents = read_file(path_ + '/' + other, limits::kArchiveBytesMax);
      if (!contents) {
        return contents.error();
      }
      sums->settle(other, *contents);
    }
  }
  sums->announce(name, bytes);
  Status done = sums->write(path_);
  if (done) {
    done = write_file_atomically(path, bytes, kFileMode);
  }
  if (done) {
    sums->settle(name, bytes);
    done = sums->write(path_);
  }
  return done;
}

}  // namespace cems::catalog
