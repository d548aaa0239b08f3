/// Look-up of tokens: from the text in a request to who is calling.
///
/// Immutable; shared by every loop. Safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/token.h"
#include "base/time.h"

namespace cems::api {

/// One token as it is kept.
struct TokenRecord {
  Identity identity;
  std::string digest;  ///< token.h digest_of.
  TimeMs created;
  std::optional<TimeMs> expires;  ///< Not valid at or after this moment; absent: never expires.

  friend bool operator==(const TokenRecord&, const TokenRecord&) = default;
};

enum class TokenVerdict : std::uint8_t {
  valid,
  invalid,  ///< Malformed, unknown, revoked or with a wrong secret: the caller is not told which.
  expired,  ///< Was right once.
};

struct TokenCheck {
  TokenVerdict verdict = TokenVerdict::invalid;
  /// Present exactly when valid; stays valid after the table is gone.
  std::shared_ptr<const Identity> identity;
  std::optional<TimeMs> expires;  ///< When it will no longer be; absent: never.
};

class TokenTable {
 public:
  /// Without any token.
  TokenTable() = default;

  /// REQUIRES: no two of one id.
  explicit TokenTable(std::vector<TokenRecord> records);

  /// `text` is what follows `Bearer `. `now` is the real clock's.
  [[nodiscard]] TokenCheck check(std::string_view text, TimeMs now) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const Identity> identity;
    std::string digest;
    std::optional<TimeMs> expires;
  };

  std::unordered_map<std::string, Entry> entries_;  // By id.
};

}  // namespace cems::api
