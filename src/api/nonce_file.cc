// See nonce_file.h.
#include "api/nonce_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/file.h"

namespace cems::api {
namespace {

constexpr std::size_t kOwnerBytes = 8;
constexpr std::size_t kRecordBytes = 16 + kOwnerBytes + 8;
static_assert(kRecordBytes == 32);
constexpr std::size_t kNonceFileBytesMax = 256U << 20U;

Error nonce_file_error(std::string_view doing, const std::string& path) {
  const int code = errno;
  return {code == ENOSPC ? Errc::no_space : Errc::internal,
          fmt::format("{} {}: {}", doing, path,
                      std::error_code(code, std::generic_category()).message())};
}

}  // namespace

Result<NonceFile> NonceFile::open(const std::string& path, std::vector<NonceRecord>& records) {
  NonceFile file(path, ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (file.descriptor_ < 0) {
    return nonce_file_error("cannot open", path);
  }
  const Result<std::string> bytes = read_file(path, kNonceFileBytesMax);
  if (!bytes) {
    return bytes.error();
  }
  std::string_view rest = *bytes;
  while (rest.size() >= kRecordBytes) {
    NonceRecord record;
    const std::string_view key = *get_bytes(rest, record.key.size());
    std::copy(key.begin(), key.end(), record.key.begin());
    record.owner = *get_bytes(rest, kOwnerBytes);
    record.time.ms = static_cast<std::int64_t>(*get_u64(rest));
    records.push_back(std::move(record));
  }
  const auto whole = static_cast<off_t>(bytes->size() - rest.size());
  if (!rest.empty() && ::ftruncate(file.descriptor_, whole) != 0) {
    return nonce_file_error("cannot cut", path);
  }
  return file;
}

NonceFile::~NonceFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Status NonceFile::append(const NonceRecord& record) {
  CEMS_ASSERT(record.owner.size() == kOwnerBytes);
  std::string bytes(record.key.begin(), record.key.end());
  bytes += record.owner;
  put_u64(bytes, static_cast<std::uint64_t>(record.time.ms));
  const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
  if (written == static_cast<ssize_t>(bytes.size())) {
    return Unit{};
  }
  Error failed = nonce_file_error("cannot write", path_);
  const off_t end = ::lseek(descriptor_, 0, SEEK_END);
  if (written > 0 && end >= written && ::ftruncate(descriptor_, end - written) != 0) {
    failed.message += ", and a part of it is left";
  }
  return failed;
}

Status NonceFile::sync() {
  if (::fdatasync(descriptor_) != 0) {
    return nonce_file_error("cannot sync", path_);
  }
  return Unit{};
}

}  // namespace cems::api
