// Events from their creation to their settlement, each rule of docs/demand-response.md "Events" as
// a caller of the book sees it. Whatever is not `unchanged` or refused is one line of the log.
#include "events/event_book.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/events/event_examples.h"

namespace cems::events {
namespace {

using catalog::DrOpt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EventBookTest : public BookTest {};

TEST_F(EventBookTest, LifeOfAnEvent) {
  EXPECT_EQ(create(event_of("E1", R"({"participationMode":2})")), "created");
  EXPECT_EQ(reply("E1", DrOpt::in, "700"), "replied");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1,"price":4.0})"), "modified");
  now_ = july("20T16:00");
  EXPECT_EQ(settle("E1", 2), "settled");
  EXPECT_EQ(settle("E1", 1), "settled");
  EXPECT_EQ(lines(), 5U);
  EXPECT_EQ(record_text(event("E1")),
            R"({"eventId":"E1","responseType":1,"responseMode":3,"participationMode":2,)"
            R"("modificationNumber":1,"publishTime":"2024-07-18T16:00:00+08:00",)"
            R"("startTime":"2024-07-20T13:00:00+08:00","endTime":"2024-07-20T15:00:00+08:00",)"
            R"("invitedPower":800,"committedPower":700,"optStatus":"optIn","price":4})");
  EXPECT_EQ(event("E1").settle_status, 1);
  EXPECT_TRUE(event("E1").participates());
}

TEST_F(EventBookTest, EverythingOnceMoreChangesNothing) {
  const auto order = event_of("E1");
  (void)create(order);
  EXPECT_EQ(create(order), "unchanged");
  (void)reply("E1", DrOpt::in, "700");
  EXPECT_EQ(reply("E1", DrOpt::in, "700.0"), "unchanged");
  now_ = july("19T08:00");
  EXPECT_EQ(create(order), "unchanged") << "published when it was, and the reply is its own";
  (void)modify(R"({"eventId":"E1","modificationNumber":1,"remark":"r"})");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1,"remark":"r"})"), "unchanged");
  (void)settle("E1", 1);
  EXPECT_EQ(settle("E1", 1), "unchanged");
  now_ = july("20T15:00");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1,"remark":"r"})"), "unchanged");
  EXPECT_EQ(lines(), 4U);
  EXPECT_EQ(book_->version(), 4U);
}

TEST_F(EventBookTest, ACreateThatDiffersIsAConflict) {
  (void)create(event_of("E1"));
  EXPECT_THAT(create(event_of("E1", R"({"invitedPower":900})")),
              HasSubstr("conflict: event 'E1' has other content"));
  EXPECT_THAT(create(event_of("E1", R"({"modificationNumber":1})")), HasSubstr("conflict"));
  EXPECT_THAT(create(event_of("E1", R"({"optStatus":"optOut"})")), HasSubstr("conflict"));
  EXPECT_EQ(create(event_of("E1", R"({"startTime":"2024-07-20T05:00:00Z",
    "replyDeadline":"2024-07-20T13:00:00+08:00","modificationNumber":0})")),
            "unchanged")
      << "defaults written out, and another zone, are the same content";
  EXPECT_EQ(event("E1").invited->to_string(), "800");
  EXPECT_EQ(lines(), 1U);
}

TEST_F(EventBookTest, ACancelledEventIsNotCreatedAgain) {
  (void)create(event_of("E1"));
  EXPECT_EQ(cancel("E1"), "cancelled");
  EXPECT_EQ(cancel("E1"), "unchanged");
  EXPECT_EQ(create(event_of("E1")), "conflict: event 'E1' is cancelled");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1})"),
            "conflict: event 'E1' is cancelled");
  EXPECT_EQ(reply("E1", DrOpt::in), "conflict: event 'E1' is cancelled");
  EXPECT_EQ(settle("E1", 1), "settled");
  EXPECT_EQ(create(event_of("E1", R"({"eventStatus":"cancelled"})")), "unchanged");
}

TEST_F(EventBookTest, OnlyNewerModificationsCount) {
  (void)create(event_of("E1", R"({"modificationNumber":3})"));
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":2,"remark":"r"})"),
            "conflict: modification 2 is lower than that of event 'E1', 3");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":3,"remark":"r"})"),
            "conflict: event 'E1' has other content at modification 3");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":9,"remark":"r"})"), "modified");
  EXPECT_THAT(cancel("E1", 8), HasSubstr("conflict: modification 8 is lower"));
  EXPECT_EQ(cancel("E1", 10), "cancelled");
  EXPECT_EQ(cancel("E1", 10), "unchanged");
  EXPECT_THAT(cancel("E1", 9), HasSubstr("lower than that of event 'E1', 10"));
}

TEST_F(EventBookTest, AModificationIsCheckedAsAWhole) {
  (void)create(event_of("E1"));
  const auto modified = [this](std::string_view more) {
    return modify(R"({"eventId":"E1","modificationNumber":1,)" + std::string(more) + "}");
  };
  EXPECT_EQ(modified(R"("endTime":"2024-07-20T12:00:00+08:00")"),
            "invalid endTime: must be after the begin");
  EXPECT_EQ(modified(R"("invitedPower":-1)"), "invalid invitedPower: is -1, must not be negative");
  EXPECT_EQ(modified(R"("settleStatus":1)"),
            "invalid settleStatus: comes with the action settle only");
  EXPECT_EQ(modify(R"({"eventId":"E1","remark":"r"})"),
            "invalid modificationNumber: is missing; a modification needs it");
  EXPECT_EQ(modify(R"({"modificationNumber":1})"),
            "invalid eventId: is missing; a modification needs it");
  EXPECT_EQ(lines(), 1U);
  EXPECT_EQ(modified(R"("invitedPower":null,"startTime":"2024-07-20T14:00:00+08:00")"), "modified");
  EXPECT_EQ(event("E1").invited, std::nullopt);
  EXPECT_EQ(event("E1").reply_deadline, july("20T14:00")) << "a default follows the begin";
}

TEST_F(EventBookTest, AnEventThatIsOverIsOnlySettled) {
  (void)create(event_of("E1"));
  now_ = july("20T14:59");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1,"remark":"r"})"), "modified");
  now_ = july("20T15:00");
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":2,"remark":"s"})"),
            "conflict: event 'E1' is over");
  EXPECT_EQ(cancel("E1"), "conflict: event 'E1' is over");
  EXPECT_EQ(settle("E1", 1), "settled");
  EXPECT_EQ(settle("E1", 0), "settled");
  EXPECT_EQ(settle("E1", 3),
            "invalid settleStatus: is 3, must be 0 (open), 1 (settled) or 2 (disputed)");
}

TEST_F(EventBookTest, AnEventOfThePastMayBeCreated) {
  now_ = july("25T00:00");
  EXPECT_EQ(create(event_of("E1")), "created");
  EXPECT_EQ(event("E1").published, july("20T13:00")) << "no later than its begin";
  restart();
  EXPECT_EQ(create(event_of("E1")), "unchanged");
}

TEST_F(EventBookTest, TheLastReplyBeforeTheDeadlineCounts) {
  (void)create(event_of("E1", R"({"replyDeadline":"2024-07-19T16:00:00+08:00"})"));
  EXPECT_EQ(reply("E1", DrOpt::in), "replied");
  EXPECT_EQ(event("E1").committed->to_string(), "800") << "what it was invited to";
  EXPECT_EQ(reply("E1", DrOpt::in, "-1"), "invalid committedPower: is -1, must not be negative");
  EXPECT_EQ(reply("E1", DrOpt::none), "invalid optStatus: must be optIn or optOut");
  now_ = july("19T15:59:59");
  EXPECT_EQ(reply("E1", DrOpt::out, "5"), "replied");
  EXPECT_EQ(event("E1").committed, std::nullopt);
  now_ = july("19T16:00");
  EXPECT_EQ(reply("E1", DrOpt::in), "conflict: the time to reply to event 'E1' has passed");
  EXPECT_EQ(event("E1").opt, DrOpt::out);
}

TEST_F(EventBookTest, AnUnknownEventIsUnknownToEveryAction) {
  site_ = CemsId("C2");
  (void)create(event_of("E1"));
  site_ = CemsId("C1");
  const std::string unknown = "unknown: the site has no event 'E1'";
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1})"), unknown);
  EXPECT_EQ(cancel("E1"), unknown);
  EXPECT_EQ(settle("E1", 1), unknown);
  EXPECT_EQ(reply("E1", DrOpt::in), unknown);
  EXPECT_EQ(book_->event(site_, archived_, "E1"), std::nullopt);
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(EventBookTest, ASettlementDoesNotComeWithACreate) {
  EXPECT_EQ(create(event_of("E1", R"({"settleStatus":1})")),
            "invalid settleStatus: comes with the action settle only");
}

TEST_F(EventBookTest, EventsAreListedByBeginThenId) {
  (void)create(event_of("B"));
  (void)create(event_of("A"));
  (void)create(event_of("0", R"({"startTime":"2024-07-20T14:00:00+08:00"})"));
  archived_ = {event_of("C", R"({"startTime":"2024-07-20T12:00:00+08:00"})"), event_of("AA")};
  EXPECT_THAT(ids(), ElementsAre("C", "A", "AA", "B", "0"));
}

TEST_F(EventBookTest, SitesAreFoundByTheirEvent) {
  (void)create(event_of("E1"));
  site_ = CemsId("C0");
  (void)create(event_of("E1"));
  (void)create(event_of("E2"));
  EXPECT_THAT(book_->sites_with("E1"), ElementsAre(CemsId("C0"), CemsId("C1")));
  EXPECT_THAT(book_->sites_with("E2"), ElementsAre(CemsId("C0")));
  EXPECT_THAT(book_->sites_with("E3"), IsEmpty());
}

TEST_F(EventBookTest, RestartsChangeNothing) {
  (void)create(event_of("E1"));
  restart();
  EXPECT_EQ(reply("E1", DrOpt::in, "700"), "replied");
  restart();
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":1,"eventName":"名\n\"n\""})"),
            "modified");
  (void)create(event_of("E2"));
  (void)cancel("E2", 5);
  (void)settle("E1", 2);
  const auto events = book_->events(site_, archived_);
  const std::uint64_t version = book_->version();
  restart();
  EXPECT_EQ(book_->events(site_, archived_), events);
  EXPECT_EQ(book_->version(), version);
  EXPECT_EQ(cancel("E2", 5), "unchanged");
  EXPECT_EQ(event("E1").settle_status, 2);
}

class ArchivedEventTest : public BookTest {
 protected:
  void archive(std::string_view more) { archived_ = {event_of("E1", more)}; }
};

TEST_F(ArchivedEventTest, OrdersChangeItLikeAnyOther) {
  archive(R"({"modificationNumber":2})");
  EXPECT_EQ(reply("E1", DrOpt::in, "700"), "replied");
  EXPECT_EQ(event("E1").commitment()->to_string(), "700");
  EXPECT_THAT(modify(R"({"eventId":"E1","modificationNumber":1})"), HasSubstr("lower"));
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":3,"remark":"r"})"), "modified");
  EXPECT_EQ(create(event_of("E1", R"({"modificationNumber":3,"remark":"r"})")), "unchanged");
  EXPECT_EQ(cancel("E1"), "cancelled");
  restart();
  EXPECT_TRUE(event("E1").cancelled);
  EXPECT_THAT(ids(), ElementsAre("E1"));
}

TEST_F(ArchivedEventTest, TheHigherModificationCountsAndTheLogsWhereEqual) {
  archive(R"({"modificationNumber":1})");
  (void)cancel("E1");
  archive(R"({"modificationNumber":1,"remark":"archive"})");
  EXPECT_TRUE(event("E1").cancelled);
  archive(R"({"modificationNumber":2,"remark":"archive"})");
  EXPECT_FALSE(event("E1").cancelled);
  EXPECT_THAT(record_text(event("E1")), HasSubstr(R"("remark":"archive")"));
  EXPECT_EQ(book_->events(site_, archived_).front(), event("E1"));
  EXPECT_EQ(modify(R"({"eventId":"E1","modificationNumber":3,"remark":"log"})"), "modified");
  EXPECT_THAT(record_text(event("E1")), HasSubstr(R"("remark":"log")"));
}

TEST_F(ArchivedEventTest, AModificationByArchiveKeepsReplyAndSettlement) {
  archive(R"({"modificationNumber":1})");
  (void)reply("E1", DrOpt::in, "700");
  (void)settle("E1", 1);
  archive(R"({"modificationNumber":2,"remark":"archive"})");
  EXPECT_EQ(event("E1").opt, DrOpt::in);
  EXPECT_EQ(event("E1").settle_status, 1);
  EXPECT_THAT(record_text(event("E1")), HasSubstr(R"("committedPower":700,"optStatus":"optIn")"));
  archive(R"({"modificationNumber":2,"optStatus":"optOut"})");
  EXPECT_EQ(event("E1").opt, DrOpt::out) << "where it says its own, that counts";
  EXPECT_EQ(event("E1").committed, std::nullopt);
}

TEST_F(ArchivedEventTest, WhatTheArchiveDropsIsStillThereWhereItWasChanged) {
  archive("{}");
  (void)reply("E1", DrOpt::in);
  archived_.clear();
  EXPECT_EQ(event("E1").opt, DrOpt::in);
}

}  // namespace
}  // namespace cems::events
