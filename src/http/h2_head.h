/// The header block of an answer as nghttp2 wants it. Used again and again, so that a block costs
/// no allocation. One thread.
#pragma once

#include <cstddef>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "http/field_text.h"

namespace cems::http {

class H2Head {
 public:
  /// Adds a field; both texts live until clear(). `is_indexed`: worth a place in the peer's table
  /// of fields (RFC 7541 2.3.2), because more answers will have it. Control characters in the value
  /// become blanks.
  void add(std::string_view name, std::string_view value, bool is_indexed) {
    if (!is_safe_value(value)) {
      value = mended_.emplace_front(safe_value(value));
    }
    put(name, value, is_indexed ? NGHTTP2_NV_FLAG_NONE : NGHTTP2_NV_FLAG_NO_INDEX);
  }

  /// Adds a field that outlives the session and has no control characters (Response::common).
  void add_common(std::string_view name, std::string_view value) {
    put(name, value, NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE);
  }

  void clear() {
    size_ = 0;
    mended_.clear();
  }

  [[nodiscard]] const nghttp2_nv* data() const { return fields_.data(); }

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void put(std::string_view name, std::string_view value, int flags) {
    // nghttp2 writes to neither; its struct is older than const.
    const auto raw = [](std::string_view text) {
      return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    };
    if (size_ == fields_.size()) {
      fields_.resize(2 * size_ + kFieldsMin);
    }
    fields_[size_++] = {raw(name), raw(value), name.size(), value.size(),
                        static_cast<std::uint8_t>(flags)};
  }

  static constexpr std::size_t kFieldsMin = 16;

  std::vector<nghttp2_nv> fields_;  // The first size_ of them.
  std::size_t size_ = 0;
  std::forward_list<std::string> mended_;  // Does not move what views point to. Mostly empty.
};

}  // namespace cems::http
