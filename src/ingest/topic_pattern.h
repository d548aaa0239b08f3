/// Which level of a topic is what: `cems/{cems}/gateway/{gateway}/readings`.
///
/// A level is a text of its own, one of `{cems}`, `{gateway}`, `{point}` and `{parameter}`, or `+`
/// for one that does not matter; the last may be `#` for any number of such. Values; safe from any
/// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cems::ingest {

/// What the levels of one topic say. Views into it; empty where the pattern has no such level.
struct TopicLevels {
  std::string_view cems;
  std::string_view gateway;
  std::string_view point;
  std::string_view parameter;
};

class TopicPattern {
 public:
  /// Errors: invalid_argument for what is no pattern, and for a name that stands twice.
  [[nodiscard]] static Result<TopicPattern> parse(std::string_view text);

  /// Nothing where the topic is not of this pattern, or a named level of it is empty.
  [[nodiscard]] std::optional<TopicLevels> match(std::string_view topic) const;

  /// The filter that takes in the topics of this pattern: `+` where it has a name.
  [[nodiscard]] std::string filter() const;

  /// The topic of this pattern with these levels. REQUIRES: is_topic(); `levels` are of a topic
  /// matched by a pattern that has every name of this one.
  [[nodiscard]] std::string topic(const TopicLevels& levels) const;

  /// True without `+` and `#`: levels make one topic of it.
  [[nodiscard]] bool is_topic() const;

  [[nodiscard]] bool names_cems() const { return names(Level::cems); }

  /// Whether every name of `other` is one of this pattern.
  [[nodiscard]] bool names_all_of(const TopicPattern& other) const;

 private:
  enum class Level : std::uint8_t { text, any, rest, cems, gateway, point, parameter };

  struct Part {
    Level level;
    std::string text;  ///< As the pattern spells it.
  };

  [[nodiscard]] static std::optional<Level> level_of(std::string_view text);
  [[nodiscard]] bool names(Level level) const;
  /// The place that a named level is kept in; null for one without a name.
  [[nodiscard]] static std::string_view* place_of(Level level, TopicLevels& levels);

  std::vector<Part> parts_;
};

}  // namespace cems::ingest
