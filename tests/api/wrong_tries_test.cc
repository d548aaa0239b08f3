// Wrong tries of an address: ten, then as many as time brings.
#include "api/wrong_tries.h"

#include <gtest/gtest.h>

namespace cems::api {
namespace {

constexpr TimeMs kAnyTime{1'000'000};

TEST(WrongTries, TenAreAnsweredAndOneMoreEachSixSeconds) {
  WrongTries tries;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(tries.count("192.0.2.1", kAnyTime).ms, 0) << i;
  }
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime).ms, limits::kWrongTryMs);
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime + 1000).ms, limits::kWrongTryMs - 1000);
  EXPECT_EQ(tries.count("192.0.2.2", kAnyTime).ms, 0) << "another address";
  // Those that were refused do not push the end away.
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime + limits::kWrongTryMs).ms, 0);
  EXPECT_GT(tries.count("192.0.2.1", kAnyTime + limits::kWrongTryMs).ms, 0);
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime + kMsPerHour).ms, 0);
}

TEST(WrongTries, WhoTriesOnAllTheSameIsToldLaterAndLater) {
  WrongTries tries;
  for (int i = 0; i < 10 + 100; ++i) {
    EXPECT_EQ(tries.count("192.0.2.1", kAnyTime).delay_ns, 0) << i;
  }
  for (int i = 1; i < 100; ++i) {
    EXPECT_EQ(tries.count("192.0.2.1", kAnyTime).delay_ns, i * 10'000'000);
  }
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime).delay_ns, 1'000'000'000) << "and no later";
  EXPECT_EQ(tries.count("192.0.2.2", kAnyTime).delay_ns, 0) << "another address";
  EXPECT_EQ(tries.count("192.0.2.1", kAnyTime + 5000).delay_ns, 0) << "it has been quiet";
}

TEST(WrongTries, AddressesOfOneIpv6NetworkCountTogether) {
  WrongTries tries;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(tries.count("2001:db8:0:1::" + std::to_string(i), kAnyTime).ms, 0);
  }
  EXPECT_GT(tries.count("2001:db8:0:1:ffff::1", kAnyTime).ms, 0);
  EXPECT_EQ(tries.count("2001:db8:0:2::1", kAnyTime).ms, 0);
  EXPECT_NE(network_of("::ffff:192.0.2.1"), network_of("::ffff:192.0.2.2"));
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
}

TEST(WrongTries, MemoryIsBounded) {
  WrongTries tries;
  for (std::size_t i = 0; i < 3 * limits::kWrongTryAddressesMax; ++i) {
    EXPECT_EQ(tries.count("a" + std::to_string(i), kAnyTime).ms, 0);
  }
  EXPECT_EQ(tries.addresses(), limits::kWrongTryAddressesMax);
}

}  // namespace
}  // namespace cems::api
