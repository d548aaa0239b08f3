/// The readings of an answer of clause 8, and its text with them: plan text, reading, plan text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "api/entity_tag.h"
#include "api/newest_plan.h"
#include "api/operation.h"
#include "base/reading.h"
#include "http/message.h"

namespace cems::api {

/// What the slots of a plan are filled with, read at one moment.
struct NewestReadings {
  std::vector<std::optional<Reading>> of_series;  ///< Beside NewestPlan::series.
  std::vector<std::optional<Reading>> of_sums;    ///< Beside NewestPlan::sums.

  /// In the place of what it had. REQUIRES: a plan of the call's site.
  /// Errors: the store's; too_large for a sum of over 38 digits.
  [[nodiscard]] Status read(const NewestPlan& plan, const Call& call);

  /// All that they say. With the plan's question and archive that is all an answer says, the
  /// moment aside.
  void add_to(TagDigest& digest) const;

  /// Memory.
  [[nodiscard]] std::size_t bytes() const;
};

/// Writes the `data` of an answer, at once or in pieces. Used on one thread at a time.
class NewestText {
 public:
  /// `now`: the moment that the answer gives. Both outlive it, and the plan's site does.
  NewestText(const NewestPlan& plan, const Zone& zone, TimeMs now)
      : plan_(plan), zone_(zone), now_(now) {}

  /// Appends up to where `out` has about so many bytes; true when more follows.
  /// REQUIRES: the same readings, of the plan, every time.
  [[nodiscard]] bool write(const NewestReadings& readings, std::string& out, std::size_t until);

 private:
  const NewestPlan& plan_;
  const Zone& zone_;
  const TimeMs now_;
  std::size_t slot_ = 0;  // To be filled next.
  std::size_t done_ = 0;  // Of the plan's text.
};

/// What follows the first piece of a long answer. Keeps question and archive.
class NewestBody final : public http::BodySource {
 public:
  NewestBody(const Call& call, NewestText text, NewestReadings readings)
      : held_(call.held), snapshot_(call.snapshot), text_(text), readings_(std::move(readings)) {}

  [[nodiscard]] Result<bool> read(std::string& out) override;

  [[nodiscard]] std::size_t bytes() const override { return readings_.bytes(); }

 private:
  const std::shared_ptr<const void> held_;
  const std::shared_ptr<const catalog::Snapshot> snapshot_;
  NewestText text_;
  const NewestReadings readings_;
};

}  // namespace cems::api
