/// Content negotiation (RFC 9110 section 12) as far as the interfaces need it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cems::api {

/// What an answer is written as (extension X3).
enum class Representation : std::uint8_t { json, csv };

/// The representation that an Accept field wants most (RFC 9110 12.5.1: the most specific range
/// decides a type's weight); JSON where both are wanted alike, unless CSV is named and JSON only
/// meant by a `*`. Without `has_csv` only JSON can be had. Nothing when the field excludes what
/// there is. An absent or empty field wants JSON.
[[nodiscard]] std::optional<Representation> choose_representation(
    std::optional<std::string_view> accept, bool has_csv);

/// The same for a live stream, which is text/event-stream and nothing else; JSON is what its data
/// are.
[[nodiscard]] std::optional<Representation> choose_events(std::optional<std::string_view> accept);

/// RFC 9110 8.4.1.
enum class ContentCoding : std::uint8_t { identity, gzip, zstd };

/// The coding to use.
struct CodingChoice {
  ContentCoding coding = ContentCoding::identity;
  bool allows_identity = true;  ///< False: even a short answer is encoded.
};

/// The coding that an Accept-Encoding field wants most (RFC 9110 12.5.3). zstd only where it is
/// named and weighs no less than gzip; identity where it is said to weigh more than either, or
/// where nothing else is wanted. Nothing when the field excludes all three. An absent or empty
/// field wants identity.
[[nodiscard]] std::optional<CodingChoice> choose_coding(
    std::optional<std::string_view> accept_encoding);

/// How much an Accept-Encoding field wants a coding, in thousandths (RFC 9110 12.5.3): 0 not at
/// all. Of one that is not named a `*` speaks; without it identity weighs 1, less than what is
/// named, and others nothing.
[[nodiscard]] int coding_weight(std::optional<std::string_view> accept_encoding,
                                std::string_view coding);

/// The coding that a Content-Encoding field names (RFC 9110 8.4): one, whatever its case; identity
/// for an empty field. Nothing for another one, and for several after one another.
[[nodiscard]] std::optional<ContentCoding> content_coding_named(std::string_view content_encoding);

/// True for `application/json`, whatever its parameters; charset, where given, must be UTF-8.
[[nodiscard]] bool is_json(std::optional<std::string_view> content_type);

/// True where a Content-Type names `type` (in lower case), whatever its case and parameters
/// (RFC 9110 8.3.1).
[[nodiscard]] bool is_media_type(std::string_view content_type, std::string_view type);

/// True when Accept-Language asks for English rather than Chinese, which is the default
/// (dictionary R1): the first of `en…`/`zh…` with the highest weight.
[[nodiscard]] bool prefers_english(std::optional<std::string_view> accept_language);

}  // namespace cems::api
