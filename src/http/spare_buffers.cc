// A stack of buffers of each kind for each thread.
#include "http/spare_buffers.h"

#include <cstddef>
#include <utility>

namespace cems::http {
namespace {

constexpr std::size_t kTextBytesMin = 512;  // Less is not worth keeping, and what one begins with.
constexpr std::size_t kTextBytesMax = 4096;
constexpr std::size_t kFieldsMin = 4;
constexpr std::size_t kFieldsMax = 16;
constexpr std::size_t kBuffersMax = 64;  // Of a kind.

/// One whose capacity lies between the two.
template <typename Buffer>
class Spares {
 public:
  Spares(std::size_t min, std::size_t max) : min_(min), max_(max) {}

  [[nodiscard]] Buffer take() {
    Buffer buffer;
    if (spares_.empty()) {
      buffer.reserve(min_);
    } else {
      buffer = std::move(spares_.back());
      spares_.pop_back();
    }
    return buffer;
  }

  void give(Buffer&& buffer) {
    if (buffer.capacity() < min_ || buffer.capacity() > max_ || spares_.size() == kBuffersMax) {
      Buffer().swap(buffer);
      return;
    }
    buffer.clear();
    spares_.push_back(std::exchange(buffer, Buffer()));
  }

 private:
  const std::size_t min_;
  const std::size_t max_;
  std::vector<Buffer> spares_;
};

Spares<std::string>& spare_texts() {
  thread_local Spares<std::string> texts(kTextBytesMin, kTextBytesMax);
  return texts;
}

Spares<std::vector<Field>>& spare_fields() {
  thread_local Spares<std::vector<Field>> fields(kFieldsMin, kFieldsMax);
  return fields;
}

}  // namespace

std::string take_spare_text() {
  return spare_texts().take();
}

void give_spare_text(std::string&& text) {
  spare_texts().give(std::move(text));
}

std::vector<Field> take_spare_fields() {
  return spare_fields().take();
}

void give_spare_fields(std::vector<Field>&& fields) {
  spare_fields().give(std::move(fields));
}

}  // namespace cems::http
