// Looks a token up by its public id, then compares secrets in constant time.
#include "api/token_table.h"

#include <utility>

#include "base/assert.h"
#include "base/checksum.h"

namespace cems::api {

TokenTable::TokenTable(std::vector<TokenRecord> records) {
  for (TokenRecord& record : records) {
    std::string id = record.identity.id;
    Entry entry{std::make_shared<const Identity>(std::move(record.identity)),
                std::move(record.digest), record.expires};
    const bool is_new = entries_.emplace(std::move(id), std::move(entry)).second;
    CEMS_ASSERT(is_new);
  }
}

TokenCheck TokenTable::check(std::string_view text, TimeMs now) const {
  const std::optional<TokenParts> parts = split_token(text);
  if (!parts) {
    return {};
  }
  // An unknown id costs a hash and a comparison too, so that time does not tell which ids exist.
  static const std::string nobody(64, '-');
  const auto found = entries_.find(std::string(parts->id));
  const bool known = found != entries_.end();
  const bool same =
      equal_in_constant_time(digest_of(parts->secret), known ? found->second.digest : nobody);
  if (!known || !same) {
    return {};
  }
  const Entry& entry = found->second;
  if (entry.expires && now >= *entry.expires) {
    return {TokenVerdict::expired, nullptr, entry.expires};
  }
  return {TokenVerdict::valid, entry.identity, entry.expires};
}

}  // namespace cems::api
