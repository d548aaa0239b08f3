/// Content negotiation (RFC 9110 section 12) as far as the interfaces need it.
#pragma once

#include <optional>
#include <string_view>

namespace cems::api {

/// True when an Accept field allows `application/json`: absent, `*/*`, `application/*` or itself
/// with a weight above 0, the most specific range deciding.
[[nodiscard]] bool accepts_json(std::optional<std::string_view> accept);

/// True for `application/json`, whatever its parameters; charset, where given, must be UTF-8.
[[nodiscard]] bool is_json(std::optional<std::string_view> content_type);

/// The media type without its parameters, as sent: `text/csv`.
[[nodiscard]] std::string_view media_type(std::string_view content_type);

/// True when Accept-Language asks for English rather than Chinese, which is the default
/// (dictionary R1): the first of `en…`/`zh…` with the highest weight.
[[nodiscard]] bool prefers_english(std::optional<std::string_view> accept_language);

}  // namespace cems::api
