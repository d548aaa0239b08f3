// Weighted lists of Accept, Accept-Encoding and Accept-Language.
#include "api/negotiation.h"

#include <algorithm>
#include <cctype>

namespace cems::api {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

/// Cuts the part before `mark` off the front of `rest`, trimmed.
std::string_view take(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view part = trim(rest.substr(0, at));
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return part;
}

bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) !=
        std::tolower(static_cast<unsigned char>(b[i]))) {
      return false;
    }
  }
  return true;
}

bool starts(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && same(text.substr(0, prefix.size()), prefix);
}

/// `q=0.5` in thousandths; 1000 where there is none or it is malformed (RFC 9110 12.4.2).
int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = take(parameters, ';');
    if (!starts(parameter, "q=")) {
      continue;
    }
    parameter.remove_prefix(2);
    int weight = 0;
    int unit = 1000;
    for (const char c : parameter) {
      if (c == '.') {
        continue;
      }
      if (c < '0' || c > '9') {
        return 1000;
      }
      weight += (c - '0') * unit;
      unit /= 10;
    }
    return weight;
  }
  return 1000;
}

/// Calls `each(name, parameters, weight)` for the entries of a weighted list.
template <class Each>
void for_entries(std::string_view list, const Each& each) {
  while (!list.empty()) {
    std::string_view entry = take(list, ',');
    const std::string_view name = take(entry, ';');
    if (!name.empty()) {
      each(name, entry, weight_of(entry));
    }
  }
}

}  // namespace

namespace {

/// How much an Accept field wants a type, and how exactly it says so.
struct Wish {
  int level = -1;  ///< 2 named, 1 by `type/*`, 0 by `*/*`, -1 not at all.
  int weight = 0;  ///< The most specific range's; of ranges alike the first one's.

  void hear(int at, int q) {
    if (at > level) {
      level = at;
      weight = q;
    }
  }
};

/// Whether parameters of a media range ask for a table that we do not make: RFC 4180 3's `header`
/// is always present, the charset UTF-8.
bool fits_csv(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = take(parameters, ';');
    const std::string_view name = take(value, '=');
    if ((same(name, "header") && !same(value, "present")) ||
        (same(name, "charset") && !same(value, "utf-8"))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<Representation> choose_representation(std::optional<std::string_view> accept,
                                                    bool has_csv) {
  if (!accept || trim(*accept).empty()) {
    return Representation::json;
  }
  Wish json;
  Wish csv;
  for_entries(*accept, [&](std::string_view range, std::string_view parameters, int q) {
    if (same(range, "*/*")) {
      json.hear(0, q);
      csv.hear(0, q);
    } else if (same(range, "application/*")) {
      json.hear(1, q);
    } else if (same(range, "text/*")) {
      csv.hear(1, q);
    } else if (same(range, "application/json")) {
      json.hear(2, q);
    } else if (same(range, "text/csv") && fits_csv(parameters)) {
      csv.hear(2, q);
    }
  });
  const bool prefers_csv =
      csv.weight > json.weight || (csv.weight == json.weight && csv.level == 2 && json.level < 2);
  if (has_csv && csv.weight > 0 && prefers_csv) {
    return Representation::csv;
  }
  return json.weight > 0 ? std::optional(Representation::json) : std::nullopt;
}

std::optional<Representation> choose_events(std::optional<std::string_view> accept) {
  if (!accept || trim(*accept).empty()) {
    return Representation::json;
  }
  Wish events;
  for_entries(*accept, [&](std::string_view range, std::string_view, int q) {
    if (same(range, "*/*")) {
      events.hear(0, q);
    } else if (same(range, "text/*")) {
      events.hear(1, q);
    } else if (same(range, "text/event-stream")) {
      events.hear(2, q);
    }
  });
  return events.weight > 0 ? std::optional(Representation::json) : std::nullopt;
}

std::optional<CodingChoice> choose_coding(std::optional<std::string_view> accept_encoding) {
  std::optional<int> gzip;
  std::optional<int> zstd;
  std::optional<int> identity;
  std::optional<int> any;
  for_entries(accept_encoding.value_or(""), [&](std::string_view name, std::string_view, int q) {
    std::optional<int>* const place = same(name, "gzip") || same(name, "x-gzip") ? &gzip
                                      : same(name, "zstd")                       ? &zstd
                                      : same(name, "identity")                   ? &identity
                                      : name == "*"                              ? &any
                                                                                 : nullptr;
    if (place != nullptr && !place->has_value()) {
      *place = q;
    }
  });
  const bool allows_identity = identity.value_or(any.value_or(1)) > 0;
  const int gzip_weight = gzip.value_or(any.value_or(0));
  const int zstd_weight = zstd.value_or(0);
  const int weight = std::max(gzip_weight, zstd_weight);
  // Identity where nothing is said of it is allowed, but less wanted than what is named.
  if (weight > 0 && weight >= identity.value_or(0)) {
    const bool is_zstd = zstd_weight >= gzip_weight;
    return CodingChoice{is_zstd ? ContentCoding::zstd : ContentCoding::gzip, allows_identity};
  }
  if (allows_identity) {
    return CodingChoice{};
  }
  // `identity;q=0, gzip;q=0, *`: only now is a star read as zstd, which few clients mean by it.
  if (!zstd && any.value_or(0) > 0) {
    return CodingChoice{ContentCoding::zstd, false};
  }
  return std::nullopt;
}

int coding_weight(std::optional<std::string_view> accept_encoding, std::string_view coding) {
  std::optional<int> own;
  std::optional<int> any;
  for_entries(accept_encoding.value_or(""), [&](std::string_view name, std::string_view, int q) {
    std::optional<int>* const place = same(name, coding) ? &own : name == "*" ? &any : nullptr;
    if (place != nullptr && !place->has_value()) {
      *place = q;
    }
  });
  return own.value_or(any.value_or(same(coding, "identity") ? 1 : 0));
}

std::optional<ContentCoding> content_coding_named(std::string_view content_encoding) {
  const std::string_view name = trim(content_encoding);
  if (name.empty() || same(name, "identity")) {
    return ContentCoding::identity;
  }
  if (same(name, "gzip") || same(name, "x-gzip")) {
    return ContentCoding::gzip;
  }
  return same(name, "zstd") ? std::optional(ContentCoding::zstd) : std::nullopt;
}

bool is_media_type(std::string_view content_type, std::string_view type) {
  return same(take(content_type, ';'), type);
}

bool is_json(std::optional<std::string_view> content_type) {
  if (!content_type) {
    return false;
  }
  std::string_view rest = *content_type;
  if (!same(take(rest, ';'), "application/json")) {
    return false;
  }
  while (!rest.empty()) {
    std::string_view value = take(rest, ';');
    const std::string_view name = take(value, '=');
    if (same(name, "charset") && !same(value, "utf-8") && !same(value, "\"utf-8\"")) {
      return false;
    }
  }
  return true;
}

bool prefers_english(std::optional<std::string_view> accept_language) {
  int english = 0;
  int chinese = 0;
  for_entries(accept_language.value_or(""), [&](std::string_view range, std::string_view, int q) {
    int& weight = starts(range, "en") ? english : chinese;
    if (starts(range, "en") || starts(range, "zh")) {
      weight = q > weight ? q : weight;
    }
  });
  // Equal weights: the first one named, which browsers print first as well.
  const std::size_t en = accept_language.value_or("").find("en");
  const std::size_t zh = accept_language.value_or("").find("zh");
  return english > chinese || (english > 0 && english == chinese && en < zh);
}

}  // namespace cems::api
