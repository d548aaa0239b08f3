// The rules of paths, headers, parameters, methods and codes.
#include "spec/wire_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/quote.h"

namespace cems::spec {

namespace {

constexpr std::size_t kPathCharsMax = 256;

/// Addresses that the server has beside the interfaces (contract "Addresses"). What ends in `/`
/// stands for everything below it too.
constexpr auto kOwnAddresses = std::to_array<std::string_view>(
    {"/healthz", "/readyz", "/ingest/", "/admin/", "/openapi.json"});

/// Fields that HTTP itself needs in a request, and those that our answers carry for it: a profile's
/// header by such a name would be taken for it, or be dropped on the way.
constexpr auto kHttpFields = std::to_array<std::string_view>({"host",
                                                              "connection",
                                                              "keep-alive",
                                                              "proxy-connection",
                                                              "transfer-encoding",
                                                              "upgrade",
                                                              "te",
                                                              "trailer",
                                                              "content-length",
                                                              "content-encoding",
                                                              "expect",
                                                              "range",
                                                              "if-match",
                                                              "if-none-match",
                                                              "if-modified-since",
                                                              "if-unmodified-since",
                                                              "if-range",
                                                              "date",
                                                              "cache-control",
                                                              "etag",
                                                              "vary",
                                                              "allow",
                                                              "retry-after",
                                                              "www-authenticate",
                                                              "location",
                                                              "server",
                                                              "set-cookie",
                                                              "cookie",
                                                              "x-content-type-options"});

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Segments of unreserved characters (RFC 3986 2.3) that are neither empty nor dots: paths are
/// compared as they were sent, so there must be one way to write each.
bool is_plain_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.size() > kPathCharsMax) {
    return false;
  }
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) {
      return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    });
    if (segment.empty() || segment == "." || segment == ".." || !plain) {
      return false;
    }
    path.remove_prefix(segment.size());
  }
  return true;
}

bool is_own_address(std::string_view path) {
  return std::any_of(kOwnAddresses.begin(), kOwnAddresses.end(), [&](std::string_view own) {
    return own.ends_with('/') ? (std::string(path) + '/').starts_with(own) : path == own;
  });
}

/// RFC 9110 5.1: a field name is a token.
bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter_or_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

class Texts {
 public:
  explicit Texts(std::vector<WireFault>& faults) : faults_(faults) {}

  void param(Param param, const std::string& name) {
    if (!model::is_usable_name(name) || name.find('=') != std::string::npos) {
      add(param, "a parameter's name must have 1 to 64 characters, no control characters and no =");
    }
  }

  void path(InterfaceId id, const std::string& path) {
    if (!is_plain_path(path)) {
      add(id, "the path " + quote(path) +
                  " must be / and segments of letters, digits, '-', '.', '_' and '~', such as "
                  "/api/v2/sites");
    } else if (is_own_address(path)) {
      add(id, "the path " + quote(path) + " is one of the server's own", Errc::conflict);
    }
  }

  void header(Header header, const WireOverrides& overrides) {
    for (const auto& [renamed, name] : overrides.headers) {
      if (renamed != header) {
        continue;
      }
      std::string lower(name);
      std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      if (!model::is_usable_name(name) || !is_token(name)) {
        add(header, "the header name " + quote(name) +
                        " must be letters, digits and '-' (a token of RFC 9110), at most 64");
      } else if (std::find(kHttpFields.begin(), kHttpFields.end(), lower) != kHttpFields.end()) {
        add(header, "HTTP itself uses the header " + quote(name), Errc::conflict);
      }
    }
  }

  void methods(const MethodsOverride& entry) {
    const auto has = [&](Method method) {
      return std::find(entry.methods.begin(), entry.methods.end(), method) != entry.methods.end();
    };
    if (entry.methods.empty()) {
      add(entry.interface, "an interface must take GET, POST or both");
    } else if (has(Method::head) && !has(Method::get)) {
      add(entry.interface, "HEAD is GET without its body; an interface takes it only with GET");
    }
  }

  void message(const MessageOverride& entry) {
    if (entry.text.empty() || entry.text.find_first_of("\r\n") != std::string::npos) {
      add(entry.code, "the text of a code must be one line that is not empty");
    }
  }

 private:
  void add(WireSubject subject, std::string message, Errc code = Errc::invalid_argument) {
    faults_.push_back({subject, code, std::move(message)});
  }

  std::vector<WireFault>& faults_;
};

/// Adds a fault for each subject whose name another one has; the one that was overridden bears it.
template <class Subject, class Name>
class Taken {
 public:
  Taken(std::string what, std::vector<Subject> overridden, std::vector<WireFault>& faults)
      : what_(std::move(what)), overridden_(std::move(overridden)), faults_(faults) {}

  void add(const Name& name, Subject subject, std::string_view standard_name) {
    const auto [at, fresh] = first_.try_emplace(name, subject, standard_name);
    if (fresh || at->second.first == subject) {
      return;
    }
    const bool second =
        std::find(overridden_.begin(), overridden_.end(), subject) != overridden_.end();
    faults_.push_back({second ? subject : at->second.first, Errc::conflict,
                       what_ + " " + std::string(at->second.second) + " and " +
                           std::string(standard_name) + " would be the same"});
  }

 private:
  std::string what_;
  std::vector<Subject> overridden_;
  std::vector<WireFault>& faults_;
  std::map<Name, std::pair<Subject, std::string>> first_;
};

template <class Key, class Value>
std::vector<Key> keys(const std::vector<std::pair<Key, Value>>& overrides) {
  std::vector<Key> out;
  for (const auto& [key, value] : overrides) {
    out.push_back(key);
  }
  return out;
}

}  // namespace

void check_texts(const WireOverrides& overrides, std::vector<WireFault>& faults) {
  Texts texts(faults);
  for (const auto& [param, name] : overrides.params) {
    texts.param(param, name);
  }
  for (const HeaderInfo& header : all_headers()) {
    texts.header(header.header, overrides);
  }
  for (const auto& [id, path] : overrides.paths) {
    texts.path(id, path);
  }
  for (const MethodsOverride& entry : overrides.methods) {
    texts.methods(entry);
  }
  for (const MessageOverride& entry : overrides.messages) {
    texts.message(entry);
  }
}

void check_twice(const WireOverrides& overrides, const Wire& wire, std::vector<WireFault>& faults) {
  Taken<Param, std::string> params("the parameters", keys(overrides.params), faults);
  for (const ParamInfo& param : all_params()) {
    params.add(std::string(wire.param_name(param.param)), param.param, param.name);
  }
  for (const ParamInfo& param : all_params()) {
    const bool has_alias = !param.alias.empty() && wire.param_name(param.param) == param.name;
    if (has_alias) {
      params.add(std::string(param.alias), param.param, param.name);
    }
  }
  for (const std::size_t reading : {3U, 4U, 5U}) {
    const std::string column(wire.csv_columns()[reading]);
    for (const Param param : {Param::cems_id, Param::point_id, Param::parameter_id}) {
      if (wire.param_name(param) == column) {
        faults.push_back({param, Errc::conflict,
                          "two columns of readings as CSV would be named " + quote(column)});
      }
    }
  }
  Taken<Header, std::string> headers("the headers", keys(overrides.headers), faults);
  for (const HeaderInfo& header : all_headers()) {
    headers.add(std::string(wire.header_name(header.header)), header.header, header.name);
  }
  Taken<InterfaceId, std::string> paths("the paths of", keys(overrides.paths), faults);
  for (const InterfaceInfo& interface : all_interfaces()) {
    paths.add(std::string(wire.interface_path(interface.id)), interface.id, interface.name);
  }
  Taken<Code, std::int32_t> codes("the codes", keys(overrides.codes), faults);
  for (const CodeInfo& code : all_codes()) {
    codes.add(wire.code_number(code.code), code.code, std::to_string(code.number));
  }
}

}  // namespace cems::spec
