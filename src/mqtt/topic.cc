// Level by level, without copies.
#include "mqtt/topic.h"

#include "mqtt/wire.h"

namespace cems::mqtt {
namespace {

constexpr std::string_view kShare = "$share/";

/// Takes the first level off, and the `/` behind it. False: it was the last.
bool take_level(std::string_view& rest, std::string_view& level) {
  const std::size_t slash = rest.find('/');
  level = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return slash != std::string_view::npos;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("+#") != std::string_view::npos;
}

}  // namespace

bool is_topic_name(std::string_view topic) {
  return !topic.empty() && !has_wildcard(topic) && is_text(topic);
}

bool is_topic_filter(std::string_view filter) {
  if (!is_text(filter)) {
    return false;
  }
  std::string_view rest = filter;
  std::string_view level;
  if (rest.starts_with(kShare)) {
    rest.remove_prefix(kShare.size());
    if (!take_level(rest, level) || level.empty() || has_wildcard(level)) {
      return false;
    }
  }
  if (rest.empty()) {
    return false;
  }
  for (bool more = true; more;) {
    more = take_level(rest, level);
    const bool whole = level == "+" || (level == "#" && !more);
    if (has_wildcard(level) && !whole) {
      return false;
    }
  }
  return true;
}

bool matches(std::string_view filter, std::string_view topic) {
  if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) {
    return false;
  }
  std::string_view wanted;
  std::string_view level;
  while (true) {
    const bool more_filter = take_level(filter, wanted);
    if (wanted == "#") {
      return true;
    }
    const bool more_topic = take_level(topic, level);
    if (wanted != "+" && wanted != level) {
      return false;
    }
    if (!more_topic) {
      // 4.7.1.2: `sport/#` takes in `sport` too.
      return !more_filter || filter == "#";
    }
    if (!more_filter) {
      return false;
    }
  }
}

bool overlap(std::string_view a, std::string_view b) {
  std::string_view level_a;
  std::string_view level_b;
  while (true) {
    const bool more_a = take_level(a, level_a);
    const bool more_b = take_level(b, level_b);
    if (level_a == "#" || level_b == "#") {
      return true;
    }
    if (level_a != "+" && level_b != "+" && level_a != level_b) {
      return false;
    }
    if (!more_a || !more_b) {
      return (!more_a && !more_b) || (more_a && a == "#") || (more_b && b == "#");
    }
  }
}

}  // namespace cems::mqtt
