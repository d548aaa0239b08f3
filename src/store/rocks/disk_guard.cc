/// Looking at the disk.
#include "store/rocks/disk_guard.h"

#include <string>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/quote.h"

namespace cems::store::rocks {
namespace {

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

}  // namespace

DiskSpace disk_space(const std::filesystem::path& path, const std::function<DiskSpace()>& asked) {
  if (asked) return asked();
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(path, error);
  if (error) return {1, 1};  // A system that does not say is taken to have room.
  return {space.available, space.capacity};
}

DiskGuard::DiskGuard(std::filesystem::path path, std::function<DiskSpace()> disk_space)
    : path_(std::move(path)), disk_space_(std::move(disk_space)) {}

Status DiskGuard::check() {
  const auto now = std::chrono::steady_clock::now();
  if (next_look_ <= now) {
    next_look_ = now + std::chrono::seconds(1);
    last_ = look();
  }
  return last_;
}

Status DiskGuard::look() const {
  const DiskSpace space = disk_space(path_, disk_space_);
  const std::uint64_t reserve = space.total / 100 * limits::kDiskReservePercent;
  if (space.free > reserve) return Unit{};
  return Error{Errc::no_space, "store: only " + megabytes(space.free) + " of " +
                                   megabytes(space.total) + " are free on the disk of " +
                                   quote(path_.string()) + ", " + megabytes(reserve) +
                                   " are kept; make room, and writing goes on by itself"};
}

}  // namespace cems::store::rocks
