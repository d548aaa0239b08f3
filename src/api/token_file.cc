// Read, change, replace: all under a lock file, because the token file itself is swapped by rename.
#include "api/token_file.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "base/wait_lock.h"

namespace cems::api {

namespace {

// A token takes about 300 bytes, with 50 sites 4 KB. The whole file is read again at each change,
// on the server's timer: 10,000 tokens are 3 MB and some tens of milliseconds.
constexpr std::size_t kTokensMax = 10'000;
constexpr std::size_t kFileBytesMax = 64U << 20U;

/// What a certificate's name begins with: how net/server.h writes them.
constexpr std::array<std::string_view, 5> kCertificateKinds{"sha256", "dns", "uri", "email",
                                                            "subject"};

bool is_shown_as_is(std::string_view text) {
  return !text.empty() && is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

Status check_expiry(const std::optional<TimeMs>& expires, TimeMs now) {
  if (expires && *expires <= now) {
    return Error{Errc::invalid_argument, "a token must expire later than now"};
  }
  return Unit{};
}

Status check(const TokenGrant& grant, TimeMs now) {
  if (!is_shown_as_is(grant.name) || count_code_points(grant.name) > limits::kStringCharsMax) {
    return Error{Errc::invalid_argument, "a token's name is 1 to 64 printable characters"};
  }
  if (!grant.sites.all && grant.sites.ids.empty()) {
    return Error{Errc::invalid_argument, "a token needs a site, or * for all"};
  }
  if (grant.scopes.empty()) {
    return Error{Errc::invalid_argument, "a token needs a scope"};
  }
  for (const std::string& name : grant.certificates) {
    const std::size_t colon = name.find(':');
    const bool known = std::find(kCertificateKinds.begin(), kCertificateKinds.end(),
                                 name.substr(0, colon)) != kCertificateKinds.end();
    if (!known || colon == std::string::npos || !is_shown_as_is(name) || name.size() == colon + 1) {
      return Error{Errc::invalid_argument,
                   fmt::format("{} names no certificate; write one of {} before what it says",
                               quote(name), fmt::join(kCertificateKinds, ":, "))};
    }
  }
  return check_expiry(grant.expires, now);
}

bool has_id(const std::vector<TokenRecord>& records, std::string_view id) {
  return std::any_of(records.begin(), records.end(),
                     [&](const TokenRecord& record) { return record.identity.id == id; });
}

auto find_name(const std::vector<TokenRecord>& records, std::string_view name) {
  return std::find_if(records.begin(), records.end(),
                      [&](const TokenRecord& record) { return record.identity.name == name; });
}

Error unknown_name(std::string_view name) {
  return {Errc::not_found,
          fmt::format("there is no token named {}; see cems token list", quote(name))};
}

/// Whose certificate of one of these names is; null where it is nobody's.
const TokenRecord* owner_of(const std::vector<TokenRecord>& records,
                            const std::vector<std::string>& certificates) {
  for (const TokenRecord& record : records) {
    for (const std::string& name : certificates) {
      if (std::binary_search(record.certificates.begin(), record.certificates.end(), name)) {
        return &record;
      }
    }
  }
  return nullptr;
}

/// Makes a token of `record`'s rights, completes the record and puts it last.
Result<IssuedToken> issue(std::vector<TokenRecord>& records, TokenRecord record,
                          std::optional<Hash> sign) {
  if (records.size() >= kTokensMax) {
    return Error{Errc::too_large,
                 fmt::format("there are {} tokens already; revoke some", kTokensMax)};
  }
  NewToken token = make_token();
  while (has_id(records, token.id)) {  // One in 10^8 with 10,000 tokens.
    token = make_token();
  }
  IssuedToken issued;
  if (sign) {
    const std::string_view secret = split_token(token.text.reveal())->secret;
    NewSigningKey key = make_signing_key(*sign, token.id, secret);
    record.identity.signing = std::move(key.rule);
    issued.signing_key = std::move(key.text);
  }
  record.identity.id = std::move(token.id);
  record.digest = std::move(token.digest);
  records.push_back(std::move(record));
  issued.text = std::move(token.text);
  return issued;
}

Status replace(const std::string& path, const std::vector<TokenRecord>& records) {
  return write_file_atomically(path, write_tokens(records), 0600);
}

}  // namespace

Result<std::vector<TokenRecord>> TokenFile::read() const {
  const Result<std::string> text = read_file(path_, kFileBytesMax);
  if (!text) {
    if (text.error().code == Errc::not_found) {
      return std::vector<TokenRecord>();
    }
    return text.error();
  }
  Result<std::vector<TokenRecord>> records = parse_tokens(*text);
  if (!records) {
    return Error{Errc::corrupt,
                 fmt::format("{} is damaged, or of a newer cems ({}); use that one, or "
                             "remove it and make new tokens",
                             path_, records.error().message)};
  }
  return records;
}

Result<IssuedToken> TokenFile::add(const TokenGrant& grant, TimeMs now) const {
  if (const Status good = check(grant, now); !good) {
    return good.error();
  }
  const Result<WaitLock> lock = WaitLock::take(path_ + ".lock");
  if (!lock) {
    return lock.error();
  }
  Result<std::vector<TokenRecord>> records = read();
  if (!records) {
    return records.error();
  }
  if (find_name(*records, grant.name) != records->end()) {
    return Error{Errc::conflict,
                 fmt::format("there is a token named {} already; choose another name, give it a "
                             "successor with cems token rotate, or take it back with cems token "
                             "revoke",
                             quote(grant.name))};
  }
  if (const TokenRecord* const owner = owner_of(*records, grant.certificates)) {
    return Error{Errc::conflict, fmt::format("the certificate stands for the token {} already",
                                             quote(owner->identity.name))};
  }
  TokenRecord record{{grant.name, {}, grant.sites, grant.scopes, std::nullopt, grant.quota},
                     {},
                     now,
                     grant.expires,
                     grant.certificates};
  std::sort(record.certificates.begin(), record.certificates.end());
  Result<IssuedToken> issued = issue(*records, std::move(record), grant.sign);
  if (!issued) {
    return issued.error();
  }
  if (const Status written = replace(path_, *records); !written) {
    return written.error();
  }
  return issued;
}

Result<IssuedToken> TokenFile::rotate(std::string_view name, std::int64_t overlap_ms,
                                      std::optional<TimeMs> expires, TimeMs now) const {
  if (const Status good = check_expiry(expires, now); !good) {
    return good.error();
  }
  const Result<WaitLock> lock = WaitLock::take(path_ + ".lock");
  if (!lock) {
    return lock.error();
  }
  Result<std::vector<TokenRecord>> records = read();
  if (!records) {
    return records.error();
  }
  std::vector<TokenRecord*> named;
  for (TokenRecord& record : *records) {
    if (record.identity.name == name) {
      named.push_back(&record);
    }
  }
  const auto is_valid = [now](const TokenRecord* record) {
    return !record->expires || now < *record->expires;
  };
  if (named.empty()) {
    return unknown_name(name);
  }
  if (std::count_if(named.begin(), named.end(), is_valid) > 1) {
    return Error{Errc::conflict,
                 fmt::format("two tokens named {} are valid; wait until the older one is over, or "
                             "take it back with cems token revoke {} --id {}",
                             quote(name), name, named.front()->identity.id)};
  }
  TokenRecord next = *named.back();
  if (!expires && next.expires) {
    expires = now + (*next.expires - next.created);
  }
  next.created = now;
  next.expires = expires;
  TokenRecord& last = *named.back();
  last.expires = std::min(last.expires.value_or(kTimeMax), now + overlap_ms);
  std::erase_if(*records, [&](const TokenRecord& record) {
    return record.identity.name == name && record.expires && *record.expires <= now;
  });
  const auto sign =
      next.identity.signing ? std::optional(next.identity.signing->hash) : std::nullopt;
  Result<IssuedToken> issued = issue(*records, std::move(next), sign);
  if (!issued) {
    return issued.error();
  }
  if (const Status written = replace(path_, *records); !written) {
    return written.error();
  }
  return issued;
}

Status TokenFile::revoke(std::string_view name, std::string_view id) const {
  const Result<WaitLock> lock = WaitLock::take(path_ + ".lock");
  if (!lock) {
    return lock.error();
  }
  Result<std::vector<TokenRecord>> records = read();
  if (!records) {
    return records.error();
  }
  const std::size_t gone = std::erase_if(*records, [&](const TokenRecord& record) {
    return record.identity.name == name && (id.empty() || record.identity.id == id);
  });
  if (gone == 0) {
    return unknown_name(name);
  }
  return replace(path_, *records);
}

}  // namespace cems::api
