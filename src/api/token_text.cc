// The token file's JSON. Everything in it was written by this program, so anything unexpected is
// damage, and a damaged file is refused whole: half of the tokens would be a surprise.
#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "api/token_file.h"
#include "base/zone.h"
#include "json/value.h"
#include "json/writer.h"

namespace cems::api {

namespace {

/// While a rotation overlaps.
constexpr int kTokensOfNameMax = 2;

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void write_record(json::Writer& writer, const TokenRecord& record) {
  writer.begin_object();
  writer.key("name").value(record.identity.name);
  writer.key("id").value(record.identity.id);
  writer.key("sha256").value(record.digest);
  writer.key("sites");
  if (record.identity.sites.all) {
    writer.value("*");
  } else {
    writer.begin_array();
    for (const CemsId& id : record.identity.sites.ids) {
      writer.value(id.view());
    }
    writer.end_array();
  }
  writer.key("scopes").begin_array();
  for (const spec::Scope scope : spec::all_scopes()) {
    if (record.identity.scopes.has(scope)) {
      writer.value(spec::name(scope));
    }
  }
  writer.end_array();
  writer.key("created").value(format_time(record.created, Zone()));
  if (record.expires) {
    writer.key("expires").value(format_time(*record.expires, Zone()));
  }
  if (const std::optional<SigningRule>& signing = record.identity.signing) {
    writer.key("sign").value(signing_word(signing->hash));
    writer.key("sealedKey").value(signing->sealed);
  }
  if (!record.certificates.empty()) {
    writer.key("certificates").begin_array();
    for (const std::string& name : record.certificates) {
      writer.value(name);
    }
    writer.end_array();
  }
  if (const std::optional<Quota>& quota = record.identity.quota) {
    writer.key("rate").value(quota->per_second);
    writer.key("burst").value(quota->burst);
  }
  writer.end_object();
}

// --- Reading -------------------------------------------------------------------------------------

/// The text of a string member; nothing where it is missing or something else.
std::optional<std::string_view> text_of(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (value == nullptr || !value->is(json::Kind::string)) {
    return std::nullopt;
  }
  return value->text;
}

/// The strings of an array with commas between, as the command line spells a list.
std::optional<std::string> list_of(const json::Value* value) {
  if (value == nullptr || !value->is(json::Kind::array)) {
    return std::nullopt;
  }
  std::string text;
  for (const json::Value& item : value->items) {
    if (!item.is(json::Kind::string)) {
      return std::nullopt;
    }
    text += text.empty() ? "" : ",";
    text += item.text;
  }
  return text;
}

std::optional<SiteSet> sites_of(const json::Value& object) {
  const json::Value* value = object.find("sites");
  if (value == nullptr) {
    return std::nullopt;
  }
  const Result<SiteSet> sites =
      parse_sites(value->is(json::Kind::string) ? value->text : list_of(value).value_or(""));
  return sites ? std::optional<SiteSet>(*sites) : std::nullopt;
}

std::optional<TimeMs> time_of(const json::Value& object, std::string_view name) {
  const Result<TimeMs> time = parse_time(text_of(object, name).value_or(""), Zone());
  return time ? std::optional<TimeMs>(*time) : std::nullopt;
}

/// What version 2 added. False: it is damaged, and a token that must sign is never one that need
/// not because the rule is unreadable.
bool read_proofs(const json::Value& object, TokenRecord& record) {
  if (object.find("sign") != nullptr || object.find("sealedKey") != nullptr) {
    const std::optional<Hash> hash = hash_of_signing_word(text_of(object, "sign").value_or(""));
    const std::optional<std::string_view> sealed = text_of(object, "sealedKey");
    if (!hash || !sealed || !is_digest(*sealed)) {
      return false;
    }
    record.identity.signing = SigningRule{*hash, std::string(*sealed)};
  }
  if (const json::Value* const names = object.find("certificates")) {
    if (!names->is(json::Kind::array)) {
      return false;
    }
    for (const json::Value& name : names->items) {
      if (!name.is(json::Kind::string)) {
        return false;
      }
      record.certificates.emplace_back(name.text);
    }
  }
  return std::is_sorted(record.certificates.begin(), record.certificates.end());
}

/// A member that is a whole number above 0; nothing for anything else.
std::optional<std::int64_t> positive_of(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (value == nullptr || !value->is(json::Kind::number)) {
    return std::nullopt;
  }
  const char* const end = value->text.data() + value->text.size();
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end && number > 0 ? std::optional(number) : std::nullopt;
}

/// False: it is damaged, and there is never a token without its limit because that is unreadable.
bool read_quota(const json::Value& object, std::optional<Quota>& quota) {
  if (object.find("rate") == nullptr && object.find("burst") == nullptr) {
    return true;
  }
  const std::optional<std::int64_t> rate = positive_of(object, "rate");
  const std::optional<std::int64_t> burst = positive_of(object, "burst");
  if (!rate || !burst) {
    return false;
  }
  const Result<Quota> read = make_quota(*rate, *burst);
  if (read) {
    quota = *read;
  }
  return read.has_value();
}

std::optional<TokenRecord> read_record(const json::Value& object) {
  const std::optional<std::string_view> name = text_of(object, "name");
  const std::optional<std::string_view> id = text_of(object, "id");
  const std::optional<std::string_view> digest = text_of(object, "sha256");
  const std::optional<SiteSet> sites = sites_of(object);
  const Result<ScopeSet> scopes = parse_scopes(list_of(object.find("scopes")).value_or(""));
  const std::optional<TimeMs> created = time_of(object, "created");
  if (!name || !id || !digest || !is_digest(*digest) || !sites || !scopes || !created) {
    return std::nullopt;
  }
  TokenRecord record{{std::string(*name), std::string(*id), *sites, *scopes, std::nullopt},
                     std::string(*digest),
                     *created,
                     std::nullopt,
                     {}};
  if (object.find("expires") != nullptr) {
    record.expires = time_of(object, "expires");
    if (!record.expires) {
      return std::nullopt;  // Never a token that outlives its end because the end is unreadable.
    }
  }
  if (!read_proofs(object, record) || !read_quota(object, record.identity.quota)) {
    return std::nullopt;
  }
  return record;
}

}  // namespace

std::string write_tokens(const std::vector<TokenRecord>& records) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("version").value(std::int64_t{2});
  writer.key("tokens").begin_array();
  for (const TokenRecord& record : records) {
    text += '\n';
    write_record(writer, record);
  }
  text += '\n';
  writer.end_array().end_object();
  text += '\n';
  return text;
}

Result<std::vector<TokenRecord>> parse_tokens(std::string_view text) {
  const Result<json::Value> document = json::parse(text);
  if (!document) {
    return Error{Errc::corrupt, document.error().message};
  }
  const json::Value* version = document->find("version");
  const json::Value* tokens = document->find("tokens");
  const bool is_known = version != nullptr && (version->text == "1" || version->text == "2");
  if (!is_known || tokens == nullptr || !tokens->is(json::Kind::array)) {
    return Error{Errc::corrupt, "it is no token file of version 1 or 2"};
  }
  std::vector<TokenRecord> records;
  std::set<std::string, std::less<>> ids;
  std::map<std::string, int, std::less<>> names;
  for (const json::Value& item : tokens->items) {
    std::optional<TokenRecord> record = read_record(item);
    if (!record || !ids.insert(record->identity.id).second ||
        ++names[record->identity.name] > kTokensOfNameMax) {
      return Error{Errc::corrupt, fmt::format("/tokens/{} is damaged", records.size())};
    }
    records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace cems::api
