/// The envelope around every answer (dictionary R2), as the pieces of text between what differs
/// from one answer to the next: the request's id, the time and the data.
///
/// Made once of the wire's names; immutable, safe from any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "spec/wire.h"

namespace cems::api {

class Envelope {
 public:
  /// `wire` outlives it.
  explicit Envelope(const spec::Wire& wire);

  [[nodiscard]] const spec::Wire& wire() const { return wire_; }

  /// Its beginning up to the request's id: `{"code":…,"message":…,"requestId":`.
  [[nodiscard]] std::string until_id(spec::Code code, std::string_view message) const;

  /// The same of a 200, whose message is `success` in every language (dictionary S "Authority")
  /// unless a profile has other texts.
  [[nodiscard]] std::string_view success_until_id(spec::Language language) const {
    return success_[static_cast<std::size_t>(language)];
  }

  /// Whether the language makes a difference to a 200.
  [[nodiscard]] bool has_languages() const { return has_languages_; }

  /// Between id and time: `,"timestamp":"`.
  [[nodiscard]] std::string_view until_time() const { return until_time_; }

  /// Between time and data: `","data":`.
  [[nodiscard]] std::string_view until_data() const { return until_data_; }

 private:
  const spec::Wire& wire_;
  std::array<std::string, 2> success_;  // By language.
  bool has_languages_;
  std::string until_time_;
  std::string until_data_;
};

}  // namespace cems::api
