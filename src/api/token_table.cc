// Looks a token up by its public id, then compares secrets in constant time.
#include "api/token_table.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/checksum.h"

namespace cems::api {

namespace {

/// `sorted` is, the other is not.
bool have_one_in_common(const std::vector<std::string>& sorted,
                        const std::vector<std::string>& others) {
  return std::any_of(others.begin(), others.end(), [&](const std::string& name) {
    return std::binary_search(sorted.begin(), sorted.end(), name);
  });
}

}  // namespace

TokenTable::TokenTable(std::vector<TokenRecord> records) {
  for (TokenRecord& record : records) {
    std::string id = record.identity.id;
    Entry entry{std::make_shared<const Identity>(std::move(record.identity)),
                std::move(record.digest), record.expires, record.certificates};
    const auto [place, is_new] = entries_.emplace(std::move(id), std::move(entry));
    CEMS_ASSERT(is_new);
    for (std::string& name : record.certificates) {
      certificate_entries_.emplace(std::move(name), &place->second);  // Nodes stay where they are.
    }
  }
}

TokenCheck TokenTable::check(std::string_view text, TimeMs now,
                             const std::vector<std::string>* certificate_names) const {
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
  if (!entry.certificates.empty() &&
      (certificate_names == nullptr ||
       !have_one_in_common(entry.certificates, *certificate_names))) {
    return {};
  }
  return verdict_of(entry, now);
}

TokenCheck TokenTable::verdict_of(const Entry& entry, TimeMs now) {
  if (entry.expires && now >= *entry.expires) {
    return {TokenVerdict::expired, nullptr, entry.expires};
  }
  return {TokenVerdict::valid, entry.identity, entry.expires};
}

TokenCheck TokenTable::check_certificate(const std::vector<std::string>& names, TimeMs now) const {
  TokenCheck best;
  for (const std::string& name : names) {
    const auto [begin, end] = certificate_entries_.equal_range(name);
    for (auto at = begin; at != end; ++at) {
      TokenCheck check = verdict_of(*at->second, now);
      if (check.verdict == TokenVerdict::expired) {
        best.verdict = best.identity == nullptr ? TokenVerdict::expired : best.verdict;
      } else if (best.identity != nullptr && best.identity->name != check.identity->name) {
        return {};  // A certificate that names two callers is neither.
      } else {
        best = std::move(check);
      }
    }
  }
  return best;
}

}  // namespace cems::api
