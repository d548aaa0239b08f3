/// Look-up of tokens: from the text in a request to who is calling.
///
/// Immutable and not copied; shared by every loop. Safe from any thread.
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
  /// Names of client certificates that stand for the token (net/server.h Peer::certificate_names);
  /// sorted.
  std::vector<std::string> certificates{};

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

  TokenTable(const TokenTable&) = delete;
  TokenTable& operator=(const TokenTable&) = delete;

  /// REQUIRES: no two of one id.
  explicit TokenTable(std::vector<TokenRecord> records);

  /// `text` is what follows `Bearer `. `now` is the real clock's. A token that has certificates is
  /// good only beside one of them: `certificate_names` are those of the connection's, or null.
  [[nodiscard]] TokenCheck check(std::string_view text, TimeMs now,
                                 const std::vector<std::string>* certificate_names = nullptr) const;

  /// Whom a verified client certificate with these names stands for. Two tokens of one name may
  /// share it while they overlap; the one that is valid is meant. `invalid` where no token or more
  /// than one caller is.
  [[nodiscard]] TokenCheck check_certificate(const std::vector<std::string>& names,
                                             TimeMs now) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const Identity> identity;
    std::string digest;
    std::optional<TimeMs> expires;
    std::vector<std::string> certificates;
  };

  [[nodiscard]] static TokenCheck verdict_of(const Entry& entry, TimeMs now);

  std::unordered_map<std::string, Entry> entries_;                          // By id.
  std::unordered_multimap<std::string, const Entry*> certificate_entries_;  // By name.
};

}  // namespace cems::api
