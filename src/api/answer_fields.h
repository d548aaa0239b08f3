/// The fields that many answers have alike, made once: they travel with each as one pointer
/// (http::Response::common).
///
/// Immutable; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "api/negotiation.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

class AnswerFields {
 public:
  using Block = std::vector<http::Field>;

  explicit AnswerFields(const spec::Wire& wire);

  /// Of a 200 in that representation. With `has_tag` the caller may keep it and asks about it
  /// before every use (RFC 9111 5.2.2.4); else nobody keeps it.
  [[nodiscard]] const Block& of_answer(Representation representation, bool has_tag) const {
    return answers_[static_cast<std::size_t>(representation)][has_tag ? 1 : 0];
  }

  /// Of a 304 (RFC 9110 15.4.5).
  [[nodiscard]] const Block& of_not_modified() const { return not_modified_; }

 private:
  std::array<std::array<Block, 2>, 2> answers_;
  Block not_modified_;
};

}  // namespace cems::api
