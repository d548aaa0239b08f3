// Revisions of the record of an event (docs/demand-response.md "The record of an event").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/events/event_examples.h"

namespace cems::events {
namespace {

using ::testing::HasSubstr;

class RevisionTest : public BookTest {
 protected:
  /// The number of the revision that `record` is.
  std::int64_t revise(std::string_view record, std::string_view digest = "d") {
    const auto revision = book_->revise(site_, "E1", digest, record, now_);
    EXPECT_TRUE(revision.has_value()) << revision.error().message;
    return revision ? revision->number : 0;
  }
};

TEST_F(RevisionTest, EachOtherRecordIsOneMore) {
  EXPECT_EQ(book_->revision(site_, "E1"), std::nullopt);
  EXPECT_EQ(revise(R"({"responsePower":640})"), 1);
  EXPECT_EQ(revise(R"({"responsePower":640})", "other"), 1);
  EXPECT_EQ(lines(), 1U);
  now_ = july("21T00:00");
  EXPECT_EQ(revise(R"({"responsePower":650})", "other"), 2);
  EXPECT_EQ(revise(R"({"responsePower":640})"), 3) << "as it was once is another again";
  EXPECT_EQ(lines(), 3U);
  EXPECT_EQ(book_->version(), 3U);
  EXPECT_EQ(book_->revision(site_, "E1"),
            (Revision{3, "d", R"({"responsePower":640})", july("21T00:00")}));
}

TEST_F(RevisionTest, RestartKeepsTheNewest) {
  (void)revise(R"({"a":1.50,"b":"\u00e9\n","c":[1,2],"d":null})");
  const auto before = book_->revision(site_, "E1");
  restart();
  EXPECT_EQ(book_->revision(site_, "E1"), before);
  EXPECT_EQ(revise(R"({"a":1.50,"b":"\u00e9\n","c":[1,2],"d":null})"), 1);
  EXPECT_EQ(revise(R"({ "a": 1.50, "b": "é\n", "c": [1, 2], "d": null })"), 1)
      << "blanks and escapes are no difference";
}

TEST_F(RevisionTest, SitesAndEventsHaveTheirOwn) {
  EXPECT_EQ(revise("{}"), 1);
  EXPECT_EQ(book_->revise(site_, "E2", "d", "{}", now_)->number, 1);
  EXPECT_EQ(book_->revise(CemsId("C2"), "E1", "d", "{}", now_)->number, 1);
  EXPECT_TRUE(book_->sites_with("E1").empty()) << "a revision makes no event";
}

TEST_F(RevisionTest, WhatCouldNotBeReadAgainIsRefused) {
  const auto refused = [this](const std::string& record) {
    return book_->revise(site_, "E1", "d", record, now_).error().code;
  };
  EXPECT_EQ(refused("{"), Errc::invalid_argument);
  EXPECT_EQ(refused("1"), Errc::invalid_argument);
  const auto nested = [](int depth) {
    const auto times = static_cast<std::size_t>(depth);
    return R"({"a":)" + std::string(times - 1, '[') + std::string(times - 1, ']') + "}";
  };
  EXPECT_EQ(refused(nested(limits::kJsonDepthMax)), Errc::invalid_argument);
  EXPECT_EQ(revise(nested(limits::kJsonDepthMax - 1)), 1);
  EXPECT_EQ(refused(R"({"a":")" + std::string(limits::kDrLogLineBytesMax, 'x') + R"("})"),
            Errc::too_large);
  EXPECT_EQ(lines(), 1U);
  EXPECT_EQ(revise("{}"), 2) << "a refusal is no failure of the disk";
}

TEST_F(RevisionTest, ANumberThatIsNotTheNextIsDamage) {
  (void)revise(R"({"a":1})");
  (void)revise(R"({"a":2})");
  const std::string all = bytes();
  write_bytes(all.substr(all.find('\n') + 1));
  const Error error = refused_to_open();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_THAT(error.message, HasSubstr(":1: revision 2 of event 'E1' follows 0"));
}

}  // namespace
}  // namespace cems::events
