/// Events for the tests of events/: made from JSON, spoken of in words, kept in a folder.
#pragma once

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.h"
#include "events/event_book.h"
#include "events/event_change.h"

namespace cems::events {

/// UTC+08:00.
[[nodiscard]] const Zone& site_zone();

/// A moment of July 2024 in that zone: "20T13:00" is 2024-07-20T13:00:00+08:00.
[[nodiscard]] TimeMs july(std::string_view text);

/// The members of `json` as an order.
[[nodiscard]] model::Record order_of(std::string_view json);

/// Event `id` on 20 July 2024 from 13:00 to 15:00 that invites to 800 kW; `more` are members of the
/// order, which replace those that they name.
[[nodiscard]] catalog::DrEvent event_of(std::string_view id, std::string_view more = "{}");

/// The outcome, or e.g. "invalid price: must …", "unknown: …", "conflict: …", "no_space: …".
[[nodiscard]] std::string in_words(const OrRefusal<Change>& answer);

/// The record of an event as JSON.
[[nodiscard]] std::string record_text(const catalog::DrEvent& event);

/// A book in a folder of its own; orders are for site C1 and at the moment `now`.
class BookTest : public testing::Test {
 protected:
  BookTest();
  ~BookTest() override;

  /// The book anew, from what is on the disk.
  void restart();
  /// What opening the folder once more fails with.
  [[nodiscard]] Error refused_to_open() const;

  std::string create(const catalog::DrEvent& order);
  std::string modify(std::string_view json);
  std::string cancel(std::string_view id, std::optional<std::int64_t> modification = {});
  std::string settle(std::string_view id, std::int64_t status);
  std::string reply(std::string_view id, catalog::DrOpt opt, std::string_view committed = "");

  /// Of site C1; it is there.
  [[nodiscard]] catalog::DrEvent event(std::string_view id) const;
  [[nodiscard]] std::vector<std::string> ids() const;

  [[nodiscard]] std::string file() const { return (folder_ / "dr" / "events.log").string(); }

  [[nodiscard]] std::string bytes() const;
  void write_bytes(std::string_view bytes) const;
  [[nodiscard]] std::size_t lines() const;

  std::ostringstream logged_;  // What the log says, without its time and level.
  std::filesystem::path folder_;
  std::unique_ptr<EventBook> book_;
  std::vector<catalog::DrEvent> archived_;
  CemsId site_{"C1"};
  TimeMs now_ = july("18T16:00");

 private:
  std::shared_ptr<spdlog::logger> logger_;  // The one that was there before.
};

}  // namespace cems::events
