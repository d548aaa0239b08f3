// Keys of row texts, and which of them come again.
#include "api/row_texts.h"

#include <type_traits>
#include <utility>

#define XXH_INLINE_ALL  // Nothing to link, and vectorised for what we build for.
#include <xxhash.h>

namespace cems::api {

std::size_t RowTexts::Hash::operator()(const Key& key) const {
  static_assert(std::has_unique_object_representations_v<Key>, "its bytes are hashed");
  return XXH3_64bits(&key, sizeof key);
}

bool RowTexts::is_asked_again(const Key& key) {
  const std::uint64_t hash = Hash{}(key);
  return asked_[hash % kAskedPlaces].exchange(hash, std::memory_order_relaxed) == hash;
}

void RowTexts::put(const Key& key, std::shared_ptr<const std::string> text) {
  const std::size_t bytes = text->capacity();
  kept_.put(key, std::move(text), bytes);
}

}  // namespace cems::api
