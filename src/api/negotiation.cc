// Weighted lists of Accept and Accept-Language.
#include "api/negotiation.h"

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

/// Calls `each(name, weight)` for the entries of a weighted list.
template <class Each>
void for_entries(std::string_view list, const Each& each) {
  while (!list.empty()) {
    std::string_view entry = take(list, ',');
    const std::string_view name = take(entry, ';');
    if (!name.empty()) {
      each(name, weight_of(entry));
    }
  }
}

}  // namespace

bool accepts_json(std::optional<std::string_view> accept) {
  if (!accept || trim(*accept).empty()) {
    return true;
  }
  int specificity = -1;
  int weight = 0;
  for_entries(*accept, [&](std::string_view range, int q) {
    const int level = same(range, "application/json") ? 2
                      : same(range, "application/*")  ? 1
                      : same(range, "*/*")            ? 0
                                                      : -1;
    if (level > specificity) {
      specificity = level;
      weight = q;
    }
  });
  return specificity >= 0 && weight > 0;
}

std::string_view media_type(std::string_view content_type) {
  return take(content_type, ';');
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
  for_entries(accept_language.value_or(""), [&](std::string_view range, int q) {
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
