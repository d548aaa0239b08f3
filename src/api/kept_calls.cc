// Words, and what was made of them.
#include "api/kept_calls.h"

#include <utility>

#define XXH_INLINE_ALL  // Nothing to link, and vectorised for what we build for.
#include <xxhash.h>

#include "base/clock.h"

namespace cems::api {
namespace {

constexpr std::size_t kBodyBytesMax = 4096;

/// Lengths before texts: no text can be taken for the end of another.
void append_word(std::string& words, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  words.append(reinterpret_cast<const char*>(&size), sizeof size);
  words.append(text);
}

}  // namespace

std::shared_ptr<const CheckedCall> KeptCalls::find(const Words& words, Versions versions) {
  Kept kept = kept_.find(words);
  if (kept.call == nullptr || kept.versions != versions) {
    return nullptr;
  }
  if (kept.call->expires && real_now() >= *kept.call->expires) {
    return nullptr;
  }
  return std::move(kept.call);
}

void KeptCalls::put(const Words& words, Versions versions,
                    std::shared_ptr<const CheckedCall> call) {
  const std::size_t bytes = words.text.size() + call->bytes();
  kept_.put({std::string(words.text), words.hash}, {versions, std::move(call)}, bytes);
}

Words words_of(const http::Request& request, const spec::Wire& wire) {
  using spec::Header;
  // With a certificate the same words may be another caller's.
  if (request.refusal || request.body.size() > kBodyBytesMax ||
      request.certificate_names != nullptr) {
    return {};
  }
  thread_local std::string text;
  text.clear();
  append_word(text, request.method);
  append_word(text, request.target);
  append_word(text, request.body);
  for (const http::Field& field : request.fields) {
    for (const Header header :
         {Header::authorization, Header::accept, Header::accept_encoding, Header::content_type}) {
      if (field.name == wire.header_name(header)) {
        text += static_cast<char>(header);
        append_word(text, field.value);
      }
    }
  }
  return {text, XXH3_64bits(text.data(), text.size())};
}

}  // namespace cems::api
