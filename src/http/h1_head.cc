// Line by line, one pass, no copies. RFC 9112 sections are named at the rules they ask for.
#include "http/h1_head.h"

#include <algorithm>

#include "base/limits.h"
#include "http/field_text.h"

namespace cems::http {
namespace {

constexpr std::string_view kEnd = "\r\n\r\n";
constexpr std::size_t kMethodBytesMax = 32;

// A visible ASCII character; nothing else is in a request target (RFC 9112 3.2).
bool is_target_char(char c) {
  return c > 0x20 && c < 0x7f;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Cuts the next line off `text`, without its CRLF.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

// True when the comma-separated list has that member.
bool has_member(std::string_view list, std::string_view member) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (same_text(trim(list.substr(0, comma)), member)) {
      return true;
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// The fields that say where the message ends and who it is for. False: refuse.
bool note_field(std::string_view name, std::string_view value, H1Head& head, bool& has_coding) {
  if (same_text(name, "host")) {
    if (head.host || !is_host(value)) {
      return false;  // 3.2: exactly one, and a valid one.
    }
    head.host = value;
  } else if (same_text(name, "content-length")) {
    if (head.content_length) {
      return false;  // 6.3: repeated, equal or not.
    }
    head.content_length = content_length(value);
    return head.content_length.has_value();
  } else if (same_text(name, "transfer-encoding")) {
    if (has_coding || !same_text(value, "chunked")) {
      return false;  // 6.1: the one coding we know, once.
    }
    has_coding = true;
    head.chunked = true;
  } else if (same_text(name, "connection")) {
    head.close = head.close || has_member(value, "close");
  } else if (same_text(name, "expect")) {
    head.expects_continue = same_text(value, "100-continue");
  }
  return true;
}

bool read_field(std::string_view line, H1Head& head, bool& has_coding) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return false;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  // 5.1, 5.2: no blank before the colon, no folded line; both show as blanks in the name.
  if (!std::all_of(name.begin(), name.end(), is_token_char) ||
      std::any_of(value.begin(), value.end(), is_control)) {
    return false;
  }
  head.field_count += 1;
  head.field_bytes += name.size() + value.size() + 32;
  return note_field(name, value, head, has_coding);
}

bool is_good_target(const H1Head& head) {
  if (head.method == "CONNECT") {
    return is_host(head.target);
  }
  if (head.target == "*") {
    return head.method == "OPTIONS";
  }
  if (head.target.starts_with('/')) {
    return true;
  }
  // 3.2.2: the absolute form, whose authority has to be the Host.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_text(head.target.substr(0, scheme.size()), scheme)) {
      continue;
    }
    const std::string_view rest = head.target.substr(scheme.size());
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    return is_host(authority) && (!head.host || same_text(authority, *head.host));
  }
  return false;
}

// What only the whole head can tell.
bool is_consistent(const H1Head& head) {
  if (head.version_11 && !head.host) {
    return false;
  }
  if (head.chunked && (head.content_length || !head.version_11)) {
    return false;  // 6.1: both, or a coding in HTTP/1.0: somebody is being smuggled.
  }
  return is_good_target(head);
}

bool read_lines(std::string_view head, H1Head& out) {
  read_request_line(take_line(head), out);
  if (out.refusal) {
    return true;
  }
  bool has_coding = false;
  for (std::string_view line = take_line(head); !line.empty(); line = take_line(head)) {
    if (!read_field(line, out, has_coding)) {
      return false;
    }
  }
  return head.empty() && is_consistent(out);
}

}  // namespace

std::optional<std::size_t> find_head_end(std::string_view in, std::size_t& from) {
  const std::size_t end = in.find(kEnd, from);
  if (end == std::string_view::npos) {
    from = in.size() - std::min(in.size(), kEnd.size() - 1);
    return std::nullopt;
  }
  return end + kEnd.size();
}

bool is_hopeless(std::string_view in, std::size_t from) {
  for (std::size_t i = from; i < in.size(); ++i) {
    const bool paired = in[i] == '\r' ? i + 1 == in.size() || in[i + 1] == '\n'
                                      : in[i] == '\n' && i > 0 && in[i - 1] == '\r';
    if (is_control(in[i]) && !paired) {
      return true;
    }
  }
  return false;
}

void read_request_line(std::string_view line, H1Head& head) {
  head.refusal = Refusal::malformed;
  const std::size_t first = std::min(line.find(' '), line.size());
  const std::string_view method = line.substr(0, first);
  if (method.empty() || method.size() > kMethodBytesMax ||
      !std::all_of(method.begin(), method.end(), is_token_char)) {
    return;
  }
  head.method = method;
  line.remove_prefix(std::min(first + 1, line.size()));
  const std::size_t second = std::min(line.find(' '), line.size());
  const std::string_view target = line.substr(0, second);
  if (target.empty() || !std::all_of(target.begin(), target.end(), is_target_char)) {
    return;
  }
  head.target = target.substr(0, limits::kUriBytesMax);
  if (target.size() > limits::kUriBytesMax) {
    head.refusal = Refusal::uri_too_long;
    return;
  }
  const std::string_view version = line.substr(std::min(second + 1, line.size()));
  if (version == "HTTP/1.1" || version == "HTTP/1.0") {
    head.version_11 = version.back() == '1';
    head.close = !head.version_11;
    head.refusal.reset();
  }
}

H1Head read_head(std::string_view head) {
  H1Head out;
  // The empty line is only taken once every line before it is sound: a bare LF is one that a
  // laxer parser would call its end.
  if (is_hopeless(head, 0)) {
    read_request_line(take_line(head), out);
    out.refusal = out.refusal.value_or(Refusal::malformed);
    return out;
  }
  if (!read_lines(head, out)) {
    out.refusal = Refusal::malformed;
  }
  if (!out.refusal &&
      (out.field_count > limits::kHeaderFieldsMax || out.field_bytes > limits::kHeaderBytesMax)) {
    out.refusal = Refusal::fields_too_large;
  }
  return out;
}

}  // namespace cems::http
