// Slots of five pages in one stretch of address space that is reserved once and becomes memory page
// by page as it is touched. Whatever does not fit there comes from the heap.
#include "http/h2_memory.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <sys/mman.h>

#include "base/mutex.h"

namespace cems::http {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kSlotBytes = 5 * kPageBytes;
// The buffer has 16 KiB and a few bytes for heads; nothing else of nghttp2's is between these.
constexpr std::size_t kSlotFrom = 16 * 1024;
constexpr std::size_t kSlots = 50'000;  // 1 GB of address space, of which nothing is used yet.

class Slots {
 public:
  Slots() {
    void* const at = mmap(nullptr, kSlots * kSlotBytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    begin_ = at == MAP_FAILED ? nullptr : static_cast<std::byte*>(at);
  }

  [[nodiscard]] bool has(const void* p) const {
    const auto* const at = static_cast<const std::byte*>(p);
    return begin_ != nullptr && at >= begin_ && at < begin_ + kSlots * kSlotBytes;
  }

  /// Null when there are none left.
  [[nodiscard]] void* take() {
    const MutexLock lock(mutex_);
    if (!free_.empty()) {
      void* const at = free_.back();
      free_.pop_back();
      return at;
    }
    return begin_ == nullptr || used_ == kSlots ? nullptr : begin_ + used_++ * kSlotBytes;
  }

  void give(void* p) {
    // A large block of fields has touched more than the first page: that goes back.
    madvise(static_cast<std::byte*>(p) + kPageBytes, kSlotBytes - kPageBytes, MADV_DONTNEED);
    const MutexLock lock(mutex_);
    free_.push_back(p);
  }

 private:
  std::byte* begin_;
  Mutex mutex_;
  std::size_t used_ CEMS_GUARDED_BY(mutex_) = 0;
  std::vector<void*> free_ CEMS_GUARDED_BY(mutex_);
};

Slots& slots() {
  static Slots* const all = new Slots;  // Never freed: sessions may end after everything else.
  return *all;
}

void* take(std::size_t size, void* /*user*/) {
  if (size >= kSlotFrom && size <= kSlotBytes) {
    if (void* const slot = slots().take()) {
      return slot;
    }
  }
  return std::malloc(size);
}

void give(void* p, void* /*user*/) {
  if (slots().has(p)) {
    slots().give(p);
  } else {
    std::free(p);
  }
}

void* take_zeroed(std::size_t count, std::size_t size, void* /*user*/) {
  return std::calloc(count, size);
}

void* resize(void* p, std::size_t size, void* user) {
  if (p == nullptr) {
    return take(size, user);
  }
  if (!slots().has(p)) {
    return std::realloc(p, size);
  }
  void* const other = std::malloc(size);
  if (other != nullptr) {
    std::memcpy(other, p, size < kSlotBytes ? size : kSlotBytes);
    give(p, user);
  }
  return other;
}

}  // namespace

nghttp2_mem* h2_memory() {
  static nghttp2_mem memory{nullptr, take, give, take_zeroed, resize};
  return &memory;
}

}  // namespace cems::http
