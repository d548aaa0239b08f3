// Two slots, written in turn.
#include "audit/head.h"

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/file.h"

namespace cems::audit {
namespace {

constexpr std::size_t kNumberDigits = 20;
constexpr std::size_t kBodyBytes = kNumberDigits + 1 + kHashDigits;
constexpr std::size_t kSlotBytes = kBodyBytes + 1 + 8 + 1;
static_assert(kSlotBytes == 95);

std::optional<Link> parse_slot(std::string_view slot) {
  if (slot.size() != kSlotBytes) {
    return std::nullopt;
  }
  Link link{0, std::string(slot.substr(kNumberDigits + 1, kHashDigits))};
  const auto [stop, error] = std::from_chars(slot.data(), slot.data() + kNumberDigits, link.number);
  const bool whole =
      error == std::errc() && stop == slot.data() + kNumberDigits && slot == head_slot(link);
  return whole ? std::optional(std::move(link)) : std::nullopt;
}

}  // namespace

std::string head_slot(const Link& link) {
  std::string slot = fmt::format("{:020} {}", link.number, link.hash);
  slot += fmt::format(" {:08x}\n", crc32c(slot));
  return slot;
}

std::optional<Link> parse_head(std::string_view bytes) {
  std::optional<Link> newest;
  for (const std::size_t at : {std::size_t{0}, kSlotBytes}) {
    std::optional<Link> link =
        at < bytes.size() ? parse_slot(bytes.substr(at, kSlotBytes)) : std::nullopt;
    if (link && (!newest || newest->number < link->number)) {
      newest = std::move(link);
    }
  }
  return newest;
}

Result<std::optional<Link>> read_head(const std::string& path) {
  const Result<std::string> bytes = read_file(path, 2 * kSlotBytes);
  if (!bytes) {
    if (bytes.error().code == Errc::not_found) {
      return std::optional<Link>();
    }
    return Error{Errc::corrupt, bytes.error().message};
  }
  std::optional<Link> link = parse_head(*bytes);
  if (!link) {
    return Error{Errc::corrupt, path + " is damaged"};
  }
  return link;
}

Status write_head(const std::string& path, const Link& link) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::string slot = head_slot(link);
  const auto at = static_cast<off_t>(link.number % 2 * kSlotBytes);
  const bool written = descriptor >= 0 && ::pwrite(descriptor, slot.data(), slot.size(), at) ==
                                              static_cast<ssize_t>(slot.size());
  const int code = errno;
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  if (!written) {
    return Error{code == ENOSPC ? Errc::no_space : Errc::internal,
                 fmt::format("cannot write {}: {}", path,
                             std::error_code(code, std::generic_category()).message())};
  }
  return Unit{};
}

}  // namespace cems::audit
