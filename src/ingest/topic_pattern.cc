// See topic_pattern.h.
#include "ingest/topic_pattern.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/quote.h"
#include "mqtt/topic.h"

namespace cems::ingest {

std::optional<TopicPattern::Level> TopicPattern::level_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Level>, 6> kSpecial{{
      {"{cems}", Level::cems},
      {"{gateway}", Level::gateway},
      {"{point}", Level::point},
      {"{parameter}", Level::parameter},
      {"+", Level::any},
      {"#", Level::rest},
  }};
  for (const auto& [spelling, level] : kSpecial) {
    if (text == spelling) {
      return level;
    }
  }
  return text.find_first_of("{}+#") == std::string_view::npos ? std::optional(Level::text)
                                                              : std::nullopt;
}

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
  TopicPattern out;
  for (std::string_view rest = text; true;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    const std::optional<Level> level = level_of(part);
    if (!level) {
      return Error{Errc::invalid_argument,
                   "topic " + quote(text) + ": the level " + quote(part) +
                       " is neither a text nor one of {cems}, {gateway}, {point}, {parameter}, + "
                       "and #"};
    }
    if (*level >= Level::cems && out.names(*level)) {
      return Error{Errc::invalid_argument,
                   "topic " + quote(text) + " has " + std::string(part) + " twice"};
    }
    out.parts_.push_back({*level, std::string(part)});
    if (slash == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(slash + 1);
  }
  if (!mqtt::is_topic_filter(out.filter())) {
    return Error{Errc::invalid_argument,
                 quote(text) + " is no topic: # may only be its last level"};
  }
  return out;
}

std::string_view* TopicPattern::place_of(Level level, TopicLevels& levels) {
  switch (level) {
    case Level::cems:
      return &levels.cems;
    case Level::gateway:
      return &levels.gateway;
    case Level::point:
      return &levels.point;
    case Level::parameter:
      return &levels.parameter;
    case Level::text:
    case Level::any:
    case Level::rest:
      break;
  }
  return nullptr;
}

std::optional<TopicLevels> TopicPattern::match(std::string_view topic) const {
  TopicLevels out;
  bool more = true;
  for (const Part& part : parts_) {
    if (part.level == Level::rest) {
      return out;
    }
    if (!more) {
      return std::nullopt;
    }
    const std::size_t slash = topic.find('/');
    const std::string_view level = topic.substr(0, slash);
    more = slash != std::string_view::npos;
    topic.remove_prefix(more ? slash + 1 : topic.size());
    if (part.level == Level::text && level != part.text) {
      return std::nullopt;
    }
    if (std::string_view* const place = place_of(part.level, out)) {
      if (level.empty()) {
        return std::nullopt;
      }
      *place = level;
    }
  }
  return more ? std::nullopt : std::optional(out);
}

std::string TopicPattern::filter() const {
  std::string out;
  for (const Part& part : parts_) {
    out += &part == &parts_.front() ? "" : "/";
    out += part.level >= Level::cems ? "+" : part.text;
  }
  return out;
}

std::string TopicPattern::topic(const TopicLevels& levels) const {
  TopicLevels given = levels;
  std::string out;
  for (const Part& part : parts_) {
    out += &part == &parts_.front() ? "" : "/";
    const std::string_view* const place = place_of(part.level, given);
    out += place != nullptr ? *place : std::string_view(part.text);
  }
  return out;
}

bool TopicPattern::is_topic() const {
  return std::none_of(parts_.begin(), parts_.end(), [](const Part& part) {
    return part.level == Level::any || part.level == Level::rest;
  });
}

bool TopicPattern::names(Level level) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [level](const Part& part) { return part.level == level; });
}

bool TopicPattern::names_all_of(const TopicPattern& other) const {
  return std::all_of(other.parts_.begin(), other.parts_.end(), [this](const Part& part) {
    return part.level < Level::cems || names(part.level);
  });
}

}  // namespace cems::ingest
