// `cems token add | list | revoke`: who may call. Works beside a running server, which notices.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "api/token_file.h"
#include "app/command.h"
#include "app/data_folder.h"
#include "app/table.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/zone.h"

namespace cems::app {
namespace {

struct TokenOptions {
  std::string data;
  std::string name;
  std::string sites;
  std::string scopes = api::to_string(api::ScopeSet::reading());
  std::string expires;
};

constexpr int kChina = 8 * 60;  // Minutes east; times without an offset are the sites' usual ones.

/// CLI11's way to say 2 for an option that is there but malformed.
template <class T>
T usage(const char* option, Result<T> value) {
  if (!value) {
    throw CLI::ValidationError(option, value.error().message);
  }
  return std::move(*value);
}

int add(const TokenOptions& options) {
  api::TokenGrant grant{options.name, usage("--cems", api::parse_sites(options.sites)),
                        usage("--scope", api::parse_scopes(options.scopes)), std::nullopt};
  if (!options.expires.empty()) {
    grant.expires = usage("--expires", parse_time(options.expires, Zone::fixed(kChina)));
  }
  if (const Status made = make_directories(options.data); !made) {
    return fail(made.error().message);
  }
  const Result<std::string> token = api::TokenFile(token_path(options.data)).add(grant, real_now());
  if (!token) {
    fail(token.error().message);
    return token.error().code == Errc::invalid_argument ? kWrongUsage : 1;
  }
  fmt::print("{}\n", *token);
  fmt::print(stderr, "cems: this is the only time the token is shown\n");
  return 0;
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
  Table table({"NAME", "ID", "SITES", "SCOPES", "CREATED", "EXPIRES"});
  for (const api::TokenRecord& record : *records) {
    std::string expires = record.expires ? format_time(*record.expires, zone) : "never";
    expires += record.expires && *record.expires <= now ? " (over)" : "";
    const TimeMs second{record.created.ms - record.created.ms % kMsPerSecond};
    table.add({record.identity.name, record.identity.id, to_string(record.identity.sites),
               to_string(record.identity.scopes), format_time(second, zone), std::move(expires)});
  }
  std::string text;
  table.write(text);
  fmt::print("{}", text);
  return 0;
}

int revoke(const TokenOptions& options) {
  const Status revoked = api::TokenFile(token_path(options.data)).revoke(options.name);
  return revoked ? 0 : fail(revoked.error().message);
}

void add_add(CLI::App& token, const std::shared_ptr<TokenOptions>& options, int& status) {
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
  command->add_option("--expires", options->expires, "When it ends; never without this")
      ->type_name("TIME");
  command->footer(
      "Example: cems token add --data ./cems-data --name platform --cems CEMS-SH-0001\n"
      "         cems token add --name gateway --cems '*' --scope ingest --expires 2027-01-01");
  command->callback([options, &status] { status = add(*options); });
}

}  // namespace

void add_token(CLI::App& root, int& status) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* token = root.add_subcommand("token", "Make, list and take back access tokens");
  token->require_subcommand(1);
  token->footer(
      "Example: cems token list --data ./cems-data\n"
      "A running server takes every change within a second.");
  add_add(*token, options, status);

  CLI::App* list_command = token->add_subcommand("list", "Show the tokens, without their secrets");
  add_data_option(*list_command, options->data);
  list_command->footer("Example: cems token list --data ./cems-data");
  list_command->callback([options, &status] { status = list(*options); });

  CLI::App* revoke_command = token->add_subcommand("revoke", "Take a token back");
  add_data_option(*revoke_command, options->data);
  revoke_command->add_option("NAME", options->name, "The name it was given")->required();
  revoke_command->footer("Example: cems token revoke --data ./cems-data platform");
  revoke_command->callback([options, &status] { status = revoke(*options); });
}

}  // namespace cems::app
