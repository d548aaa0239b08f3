// `cems token add | list | rotate | revoke`: who may call. Works beside a running server, which
// notices.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/token_file.h"
#include "app/audit.h"
#include "app/command.h"
#include "app/data_folder.h"
#include "app/expiry.h"
#include "app/table.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/zone.h"
#include "net/certificate.h"

namespace cems::app {
namespace {

struct TokenOptions {
  std::string data;
  std::string name;
  std::string id;
  std::string sites;
  std::string scopes = api::to_string(api::ScopeSet::reading());
  std::string expires;
  std::string overlap = "24h";
  std::string sign;
  std::string sign_key_file;
  std::vector<std::string> certificates;
  std::string rate;
  std::int64_t burst = 0;
};

/// CLI11's way to say 2 for an option that is there but malformed.
template <class T>
T usage(const char* option, Result<T> value) {
  if (!value) {
    throw CLI::ValidationError(option, value.error().message);
  }
  return std::move(*value);
}

std::optional<TimeMs> expiry_of(const TokenOptions& options, TimeMs now) {
  if (options.expires.empty()) {
    return std::nullopt;
  }
  return usage("--expires", parse_expiry(options.expires, now));
}

std::optional<Hash> sign_of(const TokenOptions& options) {
  if (options.sign.empty()) {
    return std::nullopt;
  }
  const std::optional<Hash> hash = api::hash_of_signing_word(options.sign);
  if (!hash) {
    throw CLI::ValidationError("--sign", "known are hmac-sha256 and hmac-sm3");
  }
  return hash;
}

std::optional<api::Quota> rate_of(const TokenOptions& options) {
  if (options.rate.empty()) {
    return std::nullopt;
  }
  return usage("--rate", api::parse_quota(options.rate, options.burst));
}

std::string quota_text(const std::optional<api::Quota>& quota) {
  return quota ? fmt::format("{}/s, {} at once", quota->per_second, quota->burst) : "-";
}

/// What was given, and of a file its SHA-256.
Result<std::vector<std::string>> certificates_of(const TokenOptions& options) {
  std::vector<std::string> names;
  for (const std::string& given : options.certificates) {
    if (!std::filesystem::exists(given)) {
      names.push_back(given);  // The token file says what is wrong with it.
      continue;
    }
    Result<std::vector<std::string>> of_file = net::certificate_names(given);
    if (!of_file) {
      return of_file.error();
    }
    names.push_back(std::move(of_file->front()));
  }
  return names;
}

/// A key is never written over another file.
Status check_key_file(const std::string& path) {
  if (!path.empty() && std::filesystem::exists(path)) {
    return Error{Errc::conflict, fmt::format("{} exists; name a new file for the key", path)};
  }
  return Unit{};
}

/// Prints the token and keeps the key, or says what went wrong.
int show(const TokenOptions& options, std::string_view action,
         const Result<api::IssuedToken>& issued) {
  if (!issued) {
    fail(issued.error().message);
    return issued.error().code == Errc::invalid_argument ? kWrongUsage : 1;
  }
  if (const Status recorded = record_local(options.data, action, options.name); !recorded) {
    return fail(recorded.error().message + "; the token is not shown, revoke it");
  }
  if (issued->signing_key) {
    std::string line(issued->signing_key->reveal());
    line += '\n';
    const Status written = write_file_atomically(options.sign_key_file, line, 0600);
    cleanse(line);
    if (!written) {
      return fail(written.error().message + "; the token is of no use without it, revoke it");
    }
    fmt::print(stderr, "cems: the key that signs its requests is in {}\n", options.sign_key_file);
  }
  fmt::print("{}\n", issued->text.reveal());
  fmt::print(stderr, "cems: this is the only time the token is shown\n");
  return 0;
}

int add(const TokenOptions& options) {
  const TimeMs now = real_now();
  const api::TokenGrant grant{options.name,
                              usage("--cems", api::parse_sites(options.sites)),
                              usage("--scope", api::parse_scopes(options.scopes)),
                              expiry_of(options, now),
                              sign_of(options),
                              usage("--certificate", certificates_of(options)),
                              rate_of(options)};
  if (grant.sign && options.sign_key_file.empty()) {
    throw CLI::ValidationError("--sign", "say with --sign-key where the key is to be written");
  }
  if (const Status free = check_key_file(options.sign_key_file); !free) {
    return fail(free.error().message);
  }
  if (const Status made = make_directories(options.data); !made) {
    return fail(made.error().message);
  }
  return show(options, "token.add", api::TokenFile(token_path(options.data)).add(grant, now));
}

/// True where the newest token of the name has a key of its own to be replaced.
Result<bool> signs(const api::TokenFile& file, const std::string& name) {
  const auto records = file.read();
  if (!records) {
    return records.error();
  }
  bool found = false;
  for (const api::TokenRecord& record : *records) {
    if (record.identity.name == name) {
      found = record.identity.signing.has_value();
    }
  }
  return found;
}

int rotate(const TokenOptions& options) {
  const TimeMs now = real_now();
  const std::int64_t overlap_ms = usage("--overlap", parse_lifetime(options.overlap));
  const std::optional<TimeMs> expires = expiry_of(options, now);
  const api::TokenFile file(token_path(options.data));
  const Result<bool> signing = signs(file, options.name);
  if (!signing) {
    return fail(signing.error().message);
  }
  if (*signing && options.sign_key_file.empty()) {
    return fail("its requests are signed; say with --sign-key where the new key is to be written");
  }
  if (const Status free = check_key_file(options.sign_key_file); !free) {
    return fail(free.error().message);
  }
  return show(options, "token.rotate", file.rotate(options.name, overlap_ms, expires, now));
}

int list(const TokenOptions& options) {
  const auto records = api::TokenFile(token_path(options.data)).read();
  if (!records) {
    return fail(records.error().message);
  }
  if (records->empty()) {
    fmt::print(stderr, "cems: no tokens in {}; cems token add makes one\n", options.data);
    return 0;
  }
  const Zone zone = Zone::fixed(kChina);
  const TimeMs now = real_now();
  const auto to_second = [&zone](TimeMs t) {
    return format_time({t.ms - t.ms % kMsPerSecond}, zone);
  };
  Table table(
      {"NAME", "ID", "SITES", "SCOPES", "CREATED", "EXPIRES", "SIGNS", "CERTIFICATES", "QUOTA"});
  for (const api::TokenRecord& record : *records) {
    std::string expires = record.expires ? to_second(*record.expires) : "never";
    expires += record.expires && *record.expires <= now ? " (over)" : "";
    const std::optional<api::SigningRule>& signing = record.identity.signing;
    table.add({record.identity.name, record.identity.id, to_string(record.identity.sites),
               to_string(record.identity.scopes), to_second(record.created), std::move(expires),
               std::string(signing ? api::signing_word(signing->hash) : "-"),
               record.certificates.empty() ? std::string("-")
                                           : fmt::format("{}", fmt::join(record.certificates, " ")),
               quota_text(record.identity.quota)});
  }
  std::string text;
  table.write(text);
  fmt::print("{}", text);
  return 0;
}

int revoke(const TokenOptions& options) {
  const Status revoked = api::TokenFile(token_path(options.data)).revoke(options.name, options.id);
  if (!revoked) {
    return fail(revoked.error().message);
  }
  const Status recorded = record_local(options.data, "token.revoke", options.name);
  return recorded ? 0 : fail("the token is taken back, but " + recorded.error().message);
}

using Shared = std::shared_ptr<TokenOptions>;

void add_expiry_options(CLI::App& command, const Shared& options, const char* without) {
  command
      .add_option("--expires", options->expires,
                  fmt::format("When it ends, or after how long: 2027-01-01, 90d, 24h; {}", without))
      ->type_name("TIME|DURATION");
  command
      .add_option("--sign-key", options->sign_key_file,
                  "New file for the key that signs its requests")
      ->type_name("FILE");
}

void add_add(CLI::App& token, const Shared& options, int& status) {
  CLI::App* command = token.add_subcommand("add", "Make a token and print it, alone, on stdout");
  add_data_option(*command, options->data);
  command->add_option("--name", options->name, "What it is called in lists and logs")
      ->required()
      ->type_name("NAME");
  command->add_option("--cems", options->sites, "Sites it sees: ids with commas, or * for all")
      ->required()
      ->type_name("ID[,ID]|*");
  command
      ->add_option("--scope", options->scopes,
                   "What it may do, with commas; beside the reading ones: ingest, admin")
      ->type_name("SCOPE[,SCOPE]")
      ->capture_default_str();
  add_expiry_options(*command, options, "never without this");
  command
      ->add_option("--sign", options->sign,
                   "Its requests must be signed: hmac-sha256 or hmac-sm3 (docs/access.md)")
      ->type_name("ALGORITHM");
  command
      ->add_option("--certificate", options->certificates,
                   "Client certificate that stands for it: a PEM file, or a name such as "
                   "dns:platform.example (docs/access.md); may be repeated")
      ->type_name("FILE|NAME");
  CLI::Option* const rate = command->add_option(
      "--rate", options->rate,
      "Units a second it may ask for (docs/operations.md); without this as [quota] says");
  rate->type_name("N/s");
  command
      ->add_option("--burst", options->burst, "Units at once after a pause (default: 4 s' worth)")
      ->needs(rate)
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->footer(
      "Example: cems token add --data ./cems-data --name platform --cems CEMS-SH-0001\n"
      "         cems token add --name gateway --cems '*' --scope ingest --expires 90d");
  command->callback([options, &status] { status = add(*options); });
}

void add_rotate(CLI::App& token, const Shared& options, int& status) {
  CLI::App* command = token.add_subcommand(
      "rotate", "Make a second token with the rights of the first, which ends after the overlap");
  add_data_option(*command, options->data);
  command->add_option("NAME", options->name, "The name it was given")->required();
  command->add_option("--overlap", options->overlap, "How long the old one is valid beside it")
      ->type_name("DURATION")
      ->capture_default_str();
  add_expiry_options(*command, options, "as long as the old one was made for without this");
  command->footer("Example: cems token rotate --data ./cems-data platform --overlap 24h");
  command->callback([options, &status] { status = rotate(*options); });
}

}  // namespace

void add_token(CLI::App& root, int& status) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* token = root.add_subcommand("token", "Make, list, renew and take back access tokens");
  token->require_subcommand(1);
  token->footer(
      "Example: cems token list --data ./cems-data\n"
      "A running server takes every change within a second.");
  add_add(*token, options, status);
  add_rotate(*token, options, status);

  CLI::App* list_command = token->add_subcommand("list", "Show the tokens, without their secrets");
  add_data_option(*list_command, options->data);
  list_command->footer("Example: cems token list --data ./cems-data");
  list_command->callback([options, &status] { status = list(*options); });

  CLI::App* revoke_command =
      token->add_subcommand("revoke", "Take a token back, both while a rotation overlaps");
  add_data_option(*revoke_command, options->data);
  revoke_command->add_option("NAME", options->name, "The name it was given")->required();
  revoke_command->add_option("--id", options->id, "Only the token with this id, see the list");
  revoke_command->footer("Example: cems token revoke --data ./cems-data platform");
  revoke_command->callback([options, &status] { status = revoke(*options); });
}

}  // namespace cems::app
