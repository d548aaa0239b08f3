/// Secrets in memory; see secret.h.
#include "base/secret.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "base/checksum.h"
#include "base/file.h"

namespace cems {

Secret::Secret(std::string&& text) : bytes_(text.begin(), text.end()) {
  cleanse(text);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.bytes_.clear();
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

bool Secret::same_as(const Secret& other) const {
  return equal_in_constant_time(reveal(), other.reveal());
}

void Secret::wipe() noexcept {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

void cleanse(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

Status check_secret_file(const std::string& path) {
  struct stat status {};

  if (::stat(path.c_str(), &status) != 0) {
    const int code = errno;
    return Error{code == ENOENT ? Errc::not_found : Errc::invalid_argument,
                 fmt::format("cannot read {}: {}", path,
                             std::error_code(code, std::generic_category()).message())};
  }
  if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0) {
    return Error{Errc::invalid_argument,
                 fmt::format("{} holds a secret and everybody may read or write it (mode {:04o}); "
                             "chmod 600 {}",
                             path, status.st_mode & 07777U, path)};
  }
  return Unit{};
}

Result<Secret> read_secret_file(const std::string& path) {
  constexpr std::size_t kSecretBytesMax = 4096;
  if (const Status good = check_secret_file(path); !good) {
    return good.error();
  }
  Result<std::string> text = read_file(path, kSecretBytesMax);
  if (!text) {
    return text.error();
  }
  std::string line = text->substr(0, text->find_first_of("\r\n"));
  cleanse(*text);
  return Secret(std::move(line));
}

}  // namespace cems
