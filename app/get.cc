// `cems get`: calls an interface of a running server and prints the answer.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/command.h"
#include "app/get_tables.h"
#include "app/profile_option.h"
#include "app/proof_options.h"
#include "base/quote.h"
#include "client/client.h"
#include "client/curl_transport.h"
#include "spec/interface.h"

namespace cems::app {

namespace {

struct GetOptions {
  std::string interface;
  std::vector<std::string> params;
  client::CurlOptions server;
  CallerProof proof;
  std::string profile;
  bool raw = false;
};

/// Edits (insert, delete, replace a character) that make `a` of `b`; letters in either case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& names) {
  return *std::min_element(names.begin(), names.end(), [&](auto a, auto b) {
    return edit_distance(name, a) < edit_distance(name, b);
  });
}

// Wrong usage: status 2.
const spec::InterfaceInfo& interface_of(const std::string& name) {
  if (const spec::InterfaceInfo* const known = spec::find_interface(name)) {
    return *known;
  }
  std::vector<std::string_view> names;
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    names.push_back(interface.name);
  }
  throw CLI::ValidationError(
      "INTERFACE", fmt::format("there is no interface {}; did you mean {}? `cems spec list` shows "
                               "them all",
                               quote(name), nearest(name, names)));
}

client::Params params_of(const GetOptions& options, const spec::InterfaceInfo& interface,
                         const spec::Wire& wire) {
  std::vector<std::string_view> known;
  for (const spec::ParamUse& use : interface.parameters) {
    known.push_back(wire.param_name(use.param));
  }
  client::Params params;
  for (const std::string& given : options.params) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw CLI::ValidationError("name=value",
                                 fmt::format("{} is not a parameter; write e.g. {}=CEMS-SH-0001",
                                             quote(given), wire.param_name(spec::Param::cems_id)));
    }
    std::string name = given.substr(0, equals);
    // A server ignores names it does not know (R1), so a slip would go unseen.
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      fmt::print(stderr, "cems: warning: {} has no parameter {}; did you mean {}?\n",
                 interface.name, quote(name), nearest(name, known));
    }
    params.emplace_back(std::move(name), given.substr(equals + 1));
  }
  return params;
}

std::string text_of(const client::Envelope& envelope, const spec::InterfaceInfo& interface,
                    const spec::Wire& wire, bool raw) {
  std::string text;
  if (raw) {
    json::write_pretty(text, envelope.data);
  } else if (::isatty(STDOUT_FILENO) == 1) {
    text = tables_of(envelope.data, interface.response, wire);
  } else {
    client::write_envelope(text, envelope, wire);
    text += '\n';
  }
  return text;
}

/// Prints events as they come, until they end or nobody reads.
int follow(client::Client& client, const spec::InterfaceInfo& interface,
           const client::Params& params) {
  const Result<std::optional<client::Envelope>> refusal =
      client.watch(interface, params, [](std::string_view piece) {
        return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size() &&
               std::fflush(stdout) == 0;
      });
  if (!refusal) {
    return fail(refusal.error().message);
  }
  return *refusal ? fail(client::explain(**refusal)) : 0;
}

int run(const GetOptions& options) {
  const spec::InterfaceInfo& interface = interface_of(options.interface);
  const std::optional<spec::Wire> wire = load_profile(options.profile);
  if (!wire) {
    return 1;
  }
  client::Params params = params_of(options, interface, *wire);
  client::CurlOptions server = options.server;
  server.sign_key_file = options.proof.sign_key;
  server.certificate_file = options.proof.certificate;
  server.key_file = options.proof.certificate_key;
  const Result<std::unique_ptr<client::Transport>> transport =
      client::open_curl(std::move(server), *wire);
  if (!transport) {
    return fail(transport.error().message);
  }
  client::Client client(**transport, *wire);
  if (interface.streams) {
    return follow(client, interface, params);
  }
  const Result<client::Envelope> envelope = client.fetch_all(interface, std::move(params));
  if (!envelope) {
    return fail(envelope.error().message);
  }
  if (!envelope->ok()) {
    return fail(client::explain(*envelope));
  }
  const std::string text = text_of(*envelope, interface, *wire, options.raw);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return fail("cannot write the answer to standard output");
  }
  return 0;
}

}  // namespace

void add_get(CLI::App& root, int& status) {
  auto options = std::make_shared<GetOptions>();
  options->server.url = "https://127.0.0.1:8443";
  CLI::App* command = root.add_subcommand(
      "get",
      "Call an interface: a table on a terminal, JSON in a pipe, all pages joined; the events of a "
      "live stream as they come");
  command->add_option("INTERFACE", options->interface, "Its name; `cems spec list` shows them all")
      ->required();
  command->add_option("PARAMETER", options->params,
                      "name=value, e.g. cemsId=CEMS-SH-0001; with pageNo or cursor one page only");
  command->add_option("--url", options->server.url, "Address of the server")
      ->envname("CEMS_URL")
      ->capture_default_str();
  command->add_option("--token", options->server.token, "Access token, see `cems token add`")
      ->envname("CEMS_TOKEN");
  add_proof_options(*command, options->proof);
  command->add_option("--cacert", options->server.ca_file,
                      "Trust this certificate, e.g. DIR/tls/cert.pem of the server's folder");
  command->add_flag("--insecure", options->server.insecure, "Trust any certificate");
  add_profile_option(*command, options->profile);
  command->add_flag("--raw", options->raw, "Print only the member `data`, indented");
  command->footer(
      "Example:\n"
      "  cems get GetPointHistoricData cemsId=CEMS-SH-0001 pointId=IN-01 parameterId=EPI \\\n"
      "    startTime=2024-07-01 endTime=2024-07-02 --token T --cacert ./cems-data/tls/cert.pem");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace cems::app
