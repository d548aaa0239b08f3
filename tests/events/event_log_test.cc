// The file itself: what a crash or a flipped bit does to it, a disk that takes no more, and many at
// once (docs/internals/format/dr-log.md).
#include "events/event_log.h"

#include <atomic>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/limits.h"
#include "tests/events/event_examples.h"

namespace cems::events {
namespace {

using catalog::DrOpt;
using ::testing::EndsWith;
using ::testing::StartsWith;

constexpr const char* kUnfinished =
    " bytes of a change that was not finished and not acknowledged\n";

class EventLogTest : public BookTest {
 protected:
  void SetUp() override {
    (void)create(event_of("E1"));
    (void)create(event_of("E2"));
    (void)create(event_of("E3"));
  }

  /// Where line `number` begins, counted from 1.
  [[nodiscard]] std::size_t start_of(int number) const {
    const std::string all = bytes();
    std::size_t at = 0;
    for (int line = 1; line < number; ++line) {
      at = all.find('\n', at) + 1;
    }
    return at;
  }

  void flip(std::size_t at) const {
    std::string all = bytes();
    all.at(at) = static_cast<char>(all.at(at) ^ 1);
    write_bytes(all);
  }
};

TEST_F(EventLogTest, ALineIsAChecksumAndItsObject) {
  site_ = CemsId("CEMS-SH-0001");
  write_bytes("");
  restart();
  (void)create(event_of("DR1"));
  EXPECT_EQ(bytes(),
            R"(748ec6ea {"at":1721289600000,"kind":"create","cemsId":"CEMS-SH-0001","event":{)"
            R"("eventId":"DR1","responseType":1,"responseMode":3,"modificationNumber":0,)"
            R"("publishTime":"2024-07-18T16:00:00+08:00",)"
            R"("startTime":"2024-07-20T13:00:00+08:00","endTime":"2024-07-20T15:00:00+08:00",)"
            R"("invitedPower":800},"cancelled":false,"settleStatus":0})"
            "\n");
}

TEST_F(EventLogTest, IsForItsOwnerOnly) {
  struct stat found {};

  ASSERT_EQ(::stat(file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(EventLogTest, ATornTailIsCutOffWhereverItEnds) {
  const std::string whole = bytes();
  const std::size_t last = start_of(3);
  for (std::size_t length = last; length < whole.size(); length += 7) {
    write_bytes(whole.substr(0, length));
    restart();
    EXPECT_THAT(ids(), testing::ElementsAre("E1", "E2")) << length;
    EXPECT_EQ(bytes(), whole.substr(0, last));
    const std::string cut = std::to_string(length - last);
    EXPECT_EQ(logged_.str(), length == last ? "" : file() + ":3: cut off " + cut + kUnfinished);
    logged_.str("");
  }
  EXPECT_EQ(create(event_of("E3")), "created");
  EXPECT_EQ(bytes(), whole);
}

TEST_F(EventLogTest, ALastLineWithAWrongChecksumIsATornOne) {
  flip(bytes().size() - 5);
  restart();
  EXPECT_EQ(lines(), 2U);
  write_bytes(bytes() + std::string(4000, '\0'));
  restart();
  EXPECT_EQ(lines(), 2U);
  write_bytes(std::string(100, 'x'));
  restart();
  EXPECT_EQ(bytes(), "");
}

TEST_F(EventLogTest, AFlippedBitBeforeThatNamesItsLine) {
  const std::string whole = bytes();
  for (std::size_t at = start_of(2); at + 1 < start_of(3); at += 5) {
    write_bytes(whole);
    flip(at);
    const Error error = refused_to_open();
    EXPECT_EQ(error.code, Errc::corrupt);
    EXPECT_THAT(error.message, StartsWith(file() + ":2: ")) << at;
  }
}

TEST_F(EventLogTest, ALineOfAnotherProgramIsRefused) {
  auto log = EventLog::open(file(), [](std::string_view) -> Status { return Unit{}; });
  ASSERT_TRUE(log->append(R"({"kind":"destroy"})").has_value());
  const Error error = refused_to_open();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_THAT(error.message, StartsWith(file() + ":4: kind 'destroy' is not known"));
}

TEST_F(EventLogTest, ALineTooLongForTheProgramIsDamage) {
  write_bytes(std::string(limits::kDrLogLineBytesMax + 1, 'x'));
  EXPECT_THAT(refused_to_open().message,
              EndsWith(":1: the line is longer than any that was written"));
}

TEST_F(EventLogTest, LongFilesAreReadPieceByPiece) {
  write_bytes("");
  {
    auto log = EventLog::open(file(), [](std::string_view) -> Status { return Unit{}; });
    for (int i = 0; i < 40; ++i) {
      const std::string text(static_cast<std::size_t>(i * 1600), 'x');
      ASSERT_TRUE(log->append('"' + text + '"').has_value()) << i;
    }
    EXPECT_EQ(log->append(std::string(limits::kDrLogLineBytesMax - 9, 'x')).error().code,
              Errc::too_large);
    ASSERT_TRUE(log->append(std::string(limits::kDrLogLineBytesMax - 10, 'x')).has_value());
  }
  std::size_t count = 0;
  std::size_t longest = 0;
  const auto log = EventLog::open(file(), [&](std::string_view line) -> Status {
    ++count;
    longest = line.size();
    return Unit{};
  });
  ASSERT_TRUE(log.has_value()) << log.error().message;
  EXPECT_EQ(count, 41U);
  EXPECT_EQ(longest, limits::kDrLogLineBytesMax - 10);
}

/// The process may write no file beyond `bytes`, for this object's lifetime.
class FullDisk {
 public:
  explicit FullDisk(std::size_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(EventLogTest, AfterAFailedAppendNothingIsTakenUntilARestart) {
  const std::string whole = bytes();
  {
    const FullDisk full(whole.size() + 20);
    EXPECT_THAT(create(event_of("E4")), StartsWith("no_space: "));
  }
  EXPECT_EQ(bytes().size(), whole.size() + 20) << "a part of the line is there";
  EXPECT_THAT(logged_.str(), EndsWith("no changes of events are taken until a restart\n"));
  EXPECT_THAT(create(event_of("E4")), StartsWith("unavailable: "));
  EXPECT_EQ(book_->revise(site_, "E1", "d", "{}", now_).error().code, Errc::unavailable);
  EXPECT_EQ(ids().size(), 3U) << "reading goes on";
  EXPECT_EQ(create(event_of("E1")), "unchanged") << "which needs no disk";
  EXPECT_EQ(book_->version(), 3U);
  restart();
  EXPECT_EQ(bytes(), whole);
  EXPECT_EQ(create(event_of("E4")), "created");
}

TEST_F(EventLogTest, ManyAtOnceAreEachKeptOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::atomic<int> created{0};
  std::atomic<bool> done{false};
  std::thread reader([&] {
    std::uint64_t seen = 0;
    while (!done) {
      const std::uint64_t version = book_->version();
      EXPECT_GE(version, seen);
      EXPECT_GE(book_->events(site_, archived_).size(), 3U);
      seen = version;
    }
  });
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kThreads; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = "T" + std::to_string(i);
        const auto made = book_->create(site_, archived_, event_of(id), site_zone(), now_);
        created += made && made->outcome == Outcome::created ? 1 : 0;
        const auto replied = book_->reply(site_, archived_, id, Reply{DrOpt::in, {}}, now_);
        EXPECT_TRUE(replied.has_value());
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  done = true;
  reader.join();
  EXPECT_EQ(created, kEach) << "of each id one create is new, the others are unchanged";
  EXPECT_EQ(lines(), 3U + 2U * kEach);
  const auto events = book_->events(site_, archived_);
  restart();
  EXPECT_EQ(book_->events(site_, archived_), events);
}

/// Most of them from an archive, which takes no 10,000 syncs.
TEST_F(EventLogTest, ASiteHasItsFillOfEvents) {
  const catalog::DrEvent one = event("E1");
  std::vector<catalog::DrEvent> many(limits::kDrEventsMax - 3, one);
  for (std::size_t i = 0; i < many.size(); ++i) {
    many[i].id = "A" + std::to_string(i);
    many[i].record.set_text(model::Field::dr_event_event_id, many[i].id);
  }
  archived_ = many;
  EXPECT_THAT(create(event_of("E4")), StartsWith("conflict: the site has 10000 events"));
  EXPECT_EQ(create(event_of("E1")), "unchanged");
  EXPECT_EQ(cancel("A1"), "cancelled") << "which is none more";
  archived_.pop_back();
  EXPECT_EQ(create(event_of("E4")), "created");
}

// A log that is mostly lines which others have replaced is as long as what is in it after a start.
TEST_F(EventLogTest, AStartForgetsWhatLaterLinesHaveReplaced) {
  const auto record = [](int i) {
    return R"({"n":)" + std::to_string(i) + R"(,"text":")" + std::string(60'000, 'x') + "\"}";
  };
  constexpr int kRevisions = 200;
  for (int i = 1; i <= kRevisions; ++i) {
    ASSERT_TRUE(book_->revise(site_, "E1", "d", record(i), now_));
  }
  (void)cancel("E2");
  const std::uint64_t version = book_->version();
  ASSERT_GT(bytes().size(), limits::kDrLogSlackBytes);
  restart();
  EXPECT_LT(bytes().size(), 70'000U);
  EXPECT_EQ(lines(), 5U) << "a head, three events, a record";
  for (const char* again : {"the new file", "read again"}) {
    SCOPED_TRACE(again);
    EXPECT_EQ(book_->version(), version);
    EXPECT_EQ(ids().size(), 3U);
    EXPECT_TRUE(event("E2").cancelled);
    EXPECT_EQ(book_->revision(site_, "E1")->number, kRevisions);
    restart();
  }
  // And goes on: the next number, and no other.
  EXPECT_EQ(book_->revise(site_, "E1", "d", record(0), now_)->number, kRevisions + 1);
  EXPECT_EQ(create(event_of("E4")), "created");
  restart();
  EXPECT_EQ(book_->version(), version + 2);
}

TEST_F(EventLogTest, StatesBehindOtherLinesAreDamage) {
  const std::string head = R"(7639fd3d {"kind":"states","version":120000,"states":800})"
                           "\n";
  write_bytes(bytes() + head + head);
  EXPECT_EQ(refused_to_open().code, Errc::corrupt);
}

}  // namespace
}  // namespace cems::events
