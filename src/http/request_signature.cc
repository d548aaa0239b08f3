// See request_signature.h.
#include "http/request_signature.h"

#include <algorithm>
#include <vector>

#include "base/base64.h"

namespace cems::http {
namespace {

std::string sorted_query(std::string_view query) {
  std::vector<std::string_view> parts;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    parts.push_back(query.substr(0, end));
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  std::sort(parts.begin(), parts.end());
  std::string sorted;
  for (const std::string_view part : parts) {
    sorted += sorted.empty() ? "" : "&";
    sorted += part;
  }
  return sorted;
}

/// Base64 with its own two letters and padding.
std::string base64(std::string_view bytes) {
  std::string text = base64url_encode(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

}  // namespace

std::string signed_text(Hash hash, const SignedParts& parts) {
  const std::size_t question = parts.target.find('?');
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : parts.target.substr(question + 1);
  std::string text(parts.method);
  text.append("\n").append(parts.target.substr(0, question));
  text.append("\n").append(sorted_query(query));
  text.append("\n").append(parts.timestamp);
  text.append("\n").append(parts.nonce);
  text.append("\n").append(hash_hex(hash, parts.body));
  return text;
}

std::string signature_of(Hash hash, std::string_view key, const SignedParts& parts) {
  return base64(hmac_bytes(hash, key, signed_text(hash, parts)));
}

}  // namespace cems::http
