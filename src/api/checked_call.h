/// What a request to an interface asks, once every check up to the syntax of its parameters is
/// behind it: a function of its words, the tokens and the archives, and of nothing else. Whoever
/// sends the same words again while those stand gets the same, so it is kept (kept_calls.h).
///
/// Immutable once made; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "api/admission.h"
#include "api/arguments.h"
#include "api/negotiation.h"
#include "api/newest_plan.h"
#include "api/question_cost.h"
#include "api/token.h"
#include "base/time.h"
#include "catalog/snapshot.h"
#include "spec/interface.h"

namespace cems::api {

struct CheckedCall {
  const spec::InterfaceInfo& interface;
  std::shared_ptr<const Identity> identity;  ///< Who asks.
  std::optional<TimeMs> expires;             ///< Of the token, by the real time.
  /// Not held: archives that have been replaced are not to stay in memory for questions that
  /// nobody asks any more.
  std::weak_ptr<const catalog::Snapshot> snapshot;
  const catalog::Site& site;  ///< Lives as long as the snapshot.
  Arguments arguments;
  Representation representation;
  CodingChoice coding;
  /// Digest of all in the words that decides what the answer says: what its entity tag begins with.
  std::array<std::uint64_t, 2> words_digest{};
  /// Of an answer of clause 8; null for the others. Points into the site.
  std::shared_ptr<const NewestPlan> plan;
  QuestionCost cost{};                    ///< What it costs, each time,
  std::shared_ptr<TokenBudget> budget{};  ///< and of which budget; null without a quota.

  /// Memory, about.
  [[nodiscard]] std::size_t bytes() const {
    const std::size_t texts = 4 * arguments.question.capacity();  // The values, in two spellings.
    return sizeof *this + texts + (plan != nullptr ? plan->bytes() : 0);
  }
};

}  // namespace cems::api
