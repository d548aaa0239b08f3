// Who waits at the door, and for whom; and readers that the kernel speaks for.
#include "net/door.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "net/send_pace.h"

namespace cems::net {
namespace {

const std::string kHere = "192.0.2.1";
const std::string kThere = "192.0.2.2";

class DoorTest : public testing::Test {
 protected:
  Door::Turn note(int who, bool takes = true) {
    return [this, who, takes] {
      turns.push_back(who);
      return takes;
    };
  }

  Door door{3, 2};
  std::vector<int> turns;
};

TEST_F(DoorTest, ConnectionsBeyondTheirNumberAreTurnedAway) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(door.enter(kHere));
  }
  EXPECT_FALSE(door.enter(kHere));
  EXPECT_TRUE(door.enter(kThere));
  door.leave(kHere);
  EXPECT_TRUE(door.enter(kHere));
}

TEST_F(DoorTest, HandshakesBeyondTheirNumberWaitInTurn) {
  Door wide{100, 2};
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(wide.enter(kHere));
  }
  EXPECT_TRUE(wide.begin_handshake(kHere, note(0)));
  EXPECT_TRUE(wide.begin_handshake(kHere, note(1)));
  EXPECT_FALSE(wide.is_crowded(kHere));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(2)));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(3)));
  EXPECT_TRUE(wide.is_crowded(kHere));
  wide.end_handshake(kHere);
  EXPECT_EQ(turns, std::vector<int>({2}));
  wide.end_handshake(kHere);
  EXPECT_EQ(turns, std::vector<int>({2, 3}));
  EXPECT_FALSE(wide.is_crowded(kHere));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(4))) << "the places have passed on";
}

TEST_F(DoorTest, ATurnGoesPastThoseWhoHaveGone) {
  Door wide{100, 1};
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(wide.enter(kHere));
  }
  EXPECT_TRUE(wide.begin_handshake(kHere, note(0)));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(1, false)));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(2, false)));
  EXPECT_FALSE(wide.begin_handshake(kHere, note(3)));
  wide.end_handshake(kHere);
  EXPECT_EQ(turns, std::vector<int>({1, 2, 3}));
}

TEST_F(DoorTest, AddressesDoNotWaitForEachOther) {
  ASSERT_TRUE(door.enter(kHere));
  ASSERT_TRUE(door.enter(kThere));
  EXPECT_TRUE(door.begin_handshake(kHere, note(0)));
  EXPECT_TRUE(door.begin_handshake(kHere, note(1)));
  EXPECT_FALSE(door.begin_handshake(kHere, note(2)));
  EXPECT_TRUE(door.begin_handshake(kThere, note(3)));
}

class SendPaceTest : public testing::Test {
 protected:
  // Looks four times a second for so long; whether it was found to be stalled.
  bool passes(std::int64_t ms, std::size_t held, std::size_t unsent = 0) {
    bool stalled = false;
    for (const TimeMs end = now + ms; now < end; now = now + 250) {
      stalled = stalled || pace.is_stalled(held, unsent, now);
    }
    return stalled;
  }

  SendPace pace;
  TimeMs now{1000};
};

TEST_F(SendPaceTest, WhatIsTakenAtOnceIsNoStall) {
  pace.wrote(5000);
  EXPECT_FALSE(pace.is_settled());
  EXPECT_FALSE(passes(60'000, 0));
  EXPECT_TRUE(pace.is_settled());
}

TEST_F(SendPaceTest, WhatStaysInTheKernelIsAStall) {
  pace.wrote(500);
  EXPECT_FALSE(passes(limits::kWriteStallMs, 400));
  EXPECT_TRUE(passes(500, 400));
}

TEST_F(SendPaceTest, WhatDoesNotGetIntoTheKernelIsAStall) {
  EXPECT_FALSE(passes(limits::kWriteStallMs, 0, 10));
  EXPECT_TRUE(passes(500, 0, 10));
}

TEST_F(SendPaceTest, AReaderOfAKilobyteInTimeIsServed) {
  pace.wrote(1'000'000);
  for (std::size_t held = 1'000'000; held > 900'000; held -= limits::kReadBytesMin) {
    EXPECT_FALSE(passes(limits::kWriteStallMs - 500, held));
  }
}

TEST_F(SendPaceTest, AReaderOfLessIsNot) {
  pace.wrote(1'000'000);
  bool stalled = false;
  for (std::size_t held = 1'000'000; held > 999'000; held -= 10) {
    stalled = stalled || passes(250, held);
  }
  EXPECT_TRUE(stalled);
}

TEST_F(SendPaceTest, TheTimeOfAStallBeginsWithTheAnswer) {
  pace.wrote(100);
  EXPECT_FALSE(passes(1000, 0));
  now = now + 100'000;
  pace.wrote(100);
  EXPECT_FALSE(passes(limits::kWriteStallMs, 100));
}

}  // namespace
}  // namespace cems::net
