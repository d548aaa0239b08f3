// Budgets of tokens and addresses, and seats for heavy questions (OWASP API4).
#include "api/admission.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"

namespace cems::api {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

Identity caller(std::string name, std::optional<Quota> quota = std::nullopt) {
  Identity identity;
  identity.name = std::move(name);
  identity.quota = quota;
  return identity;
}

TEST(RateBucketTest, GivesItsBurstAndThenItsRate) {
  RateBucket bucket({10, 30}, 0, true);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(bucket.take(1, 0), 0) << i;
  }
  EXPECT_EQ(bucket.take(1, 0), kSecond / 10);
  EXPECT_EQ(bucket.take(5, 0), kSecond / 2);
  EXPECT_EQ(bucket.take(5, kSecond / 2), 0);
  EXPECT_GT(bucket.take(1, kSecond / 2), 0);
}

TEST(RateBucketTest, ARefusalTakesNothing) {
  RateBucket bucket({1, 10}, 0, true);
  EXPECT_EQ(bucket.take(8, 0), 0);
  for (int i = 0; i < 100; ++i) {
    EXPECT_GT(bucket.take(5, 0), 0);
  }
  EXPECT_EQ(bucket.take(2, 0), 0);
}

TEST(RateBucketTest, MoreThanABurstIsHadWithAFullBucketAndPaidForAfterwards) {
  RateBucket bucket({10, 20}, 0, true);
  EXPECT_EQ(bucket.take(100, 0), 0);
  EXPECT_EQ(bucket.take(1, 0), 81 * kSecond / 10);
  EXPECT_EQ(bucket.take(100, 0), 10 * kSecond);
  EXPECT_EQ(bucket.take(100, 10 * kSecond), 0);
}

TEST(RateBucketTest, NothingCostsMoreThanABurstAndAMinute) {
  RateBucket bucket({10, 20}, 0, true);
  EXPECT_EQ(bucket.take(1'000'000'000, 0), 0);
  EXPECT_EQ(bucket.take(20, 0), 62 * kSecond);
}

TEST(RateBucketTest, WhoOwesWaitsUntilItIsPaid) {
  RateBucket bucket({10, 20}, 0, true);
  bucket.owe(15, 0);
  bucket.owe(25, 0);
  EXPECT_EQ(bucket.take(1, 0), 21 * kSecond / 10);
  EXPECT_FALSE(bucket.is_full(3 * kSecond));
  EXPECT_EQ(bucket.take(20, 4 * kSecond), 0);
}

TEST(RateBucketTest, WhoQueuesComesBehindThoseBefore) {
  RateBucket bucket({10, 2}, 0, true);
  EXPECT_EQ(bucket.queue(0, kSecond), 0);
  EXPECT_EQ(bucket.queue(0, kSecond), 0);
  for (int place = 1; place < 10; ++place) {
    EXPECT_EQ(bucket.queue(0, kSecond), place * kSecond / 10);
  }
  // The line is full: one more waits as long as is allowed, and takes nobody's place.
  EXPECT_EQ(bucket.queue(0, kSecond), kSecond);
  EXPECT_EQ(bucket.queue(0, kSecond), kSecond);
  EXPECT_EQ(bucket.queue(kSecond / 2, kSecond), kSecond / 2);
  EXPECT_EQ(bucket.queue(10 * kSecond, kSecond), 0);
}

TEST(RateBucketTest, ThreadsTogetherTakeWhatThereIs) {
  RateBucket bucket({1, 10'000}, 0, true);
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5'000; ++n) {
        taken += bucket.take(1, 0) == 0 ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(taken, 10'000);
}

TEST(QuotaTest, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(*parse_quota("50/s", 0), (Quota{50, 200}));
  EXPECT_EQ(*parse_quota("50", 7), (Quota{50, 7}));
  EXPECT_EQ(*parse_quota("1000000/s", 0), (Quota{1'000'000, 4'000'000}));
  for (const std::string_view bad :
       {"", "/s", "0", "-1", "1.5", "50/m", "50 /s", "fast", "1000001", "99999999999999999999"}) {
    EXPECT_FALSE(parse_quota(bad, 0)) << bad;
  }
  EXPECT_FALSE(parse_quota("1", -1));
  EXPECT_FALSE(parse_quota("1", 4'000'001));
}

class AdmissionTest : public testing::Test {
 protected:
  /// Of the token's budget, at `now`.
  bool take(Admission& admission, const Identity& identity, std::int64_t units,
            std::int64_t had = 0) const {
    const std::shared_ptr<TokenBudget> budget = admission.budget_of(identity, now);
    EXPECT_NE(budget, nullptr);
    return budget != nullptr && admission.take(*budget, units, now, had).has_value();
  }

  std::int64_t now = steady_ns() + kHour;
};

TEST_F(AdmissionTest, WithoutQuotasNobodyHasABudget) {
  Admission admission({});
  EXPECT_EQ(admission.budget_of(caller("a"), now), nullptr);
  EXPECT_FALSE(admission.limits_addresses());
}

TEST_F(AdmissionTest, ATokensOwnQuotaGoesBeforeTheGeneralOne) {
  Admission admission({.token = Quota{1, 2}});
  EXPECT_TRUE(take(admission, caller("own", Quota{1, 5}), 5));
  EXPECT_TRUE(take(admission, caller("other"), 2));
  const auto refused = admission.take(*admission.budget_of(caller("other"), now), 1, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, spec::Code::rate_limited);
  EXPECT_EQ(refused.error().retry_after_s, 1);
  EXPECT_EQ(admission.refusals().by_token, 1U);
}

TEST_F(AdmissionTest, TheTokensOfOneNameShareABudget) {  // While a rotation overlaps.
  Admission admission({.token = Quota{1, 2}});
  Identity old = caller("a");
  old.id = "11111111";
  Identity next = caller("a");
  next.id = "22222222";
  EXPECT_TRUE(take(admission, old, 2));
  EXPECT_FALSE(take(admission, next, 1));
}

TEST_F(AdmissionTest, WhoIsRefusedTheRestKeepsWhatItHadAndFindsAllWhenItComesAgain) {
  Admission admission({.token = Quota{1, 10}});
  const Identity a = caller("a");
  EXPECT_TRUE(take(admission, a, 5));
  EXPECT_TRUE(take(admission, a, 1));  // What every request costs at first,
  const auto refused = admission.take(*admission.budget_of(a, now), 8, now, 1);  // and in all.
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after_s, 3);
  now += 3 * kSecond;
  EXPECT_TRUE(take(admission, a, 1));
  EXPECT_TRUE(take(admission, a, 8, 1));
  EXPECT_FALSE(take(admission, a, 1));
}

TEST_F(AdmissionTest, AChangedQuotaCountsAtOnce) {
  Admission admission({});
  EXPECT_TRUE(take(admission, caller("a", Quota{1, 5}), 5));
  EXPECT_FALSE(take(admission, caller("a", Quota{1, 5}), 1));
  EXPECT_TRUE(take(admission, caller("a", Quota{1, 50}), 30));
}

TEST_F(AdmissionTest, WhoDoesNotListenIsToldLaterAndLater) {
  Admission admission({.token = Quota{200, 300}, .address = Quota{1, 1}});
  const std::shared_ptr<TokenBudget> budget = admission.budget_of(caller("a"), now);
  EXPECT_TRUE(admission.take(*budget, 300, now));
  for (int i = 0; i < 300; ++i) {  // As many at once as it might have asked.
    EXPECT_EQ(admission.take(*budget, 1, now).error().delay_ns, 0);
  }
  for (int i = 1; i < 200; ++i) {
    EXPECT_EQ(admission.take(*budget, 1, now).error().delay_ns, i * kSecond / 200);
  }
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(admission.take(*budget, 1, now).error().delay_ns, kSecond);
  }
  EXPECT_EQ(admission.refusals().delayed, 1'199U);
  now += 10 * kSecond;
  EXPECT_TRUE(admission.take(*budget, 300, now));
  EXPECT_EQ(admission.take(*budget, 1, now).error().delay_ns, 0) << "it has been quiet meanwhile";

  // Whose quota is small is told so a hundred times at once and then each second.
  EXPECT_TRUE(admission.take_of_address("192.0.2.1", 1, now));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(admission.take_of_address("192.0.2.1", 1, now).error().delay_ns, 0);
  }
  EXPECT_EQ(admission.take_of_address("192.0.2.1", 1, now).error().delay_ns, kSecond / 100);
}

TEST_F(AdmissionTest, ARestartGivesNoSecondBurst) {
  Admission admission({.token = Quota{10, 1'000}});
  now = steady_ns();
  EXPECT_TRUE(take(admission, caller("a"), 10));
  EXPECT_FALSE(take(admission, caller("a"), 10));
  now += 1'000 * kSecond;
  EXPECT_TRUE(take(admission, caller("late"), 1'000));
}

TEST_F(AdmissionTest, AddressesOfOneNetworkShareABudget) {
  Admission admission({.address = Quota{1, 2}});
  EXPECT_TRUE(admission.take_of_address("2001:db8:0:1::1", 2, now));
  EXPECT_FALSE(admission.take_of_address("2001:db8:0:1:ffff::2", 1, now));
  EXPECT_TRUE(admission.take_of_address("2001:db8:0:2::1", 2, now));
  EXPECT_TRUE(admission.take_of_address("192.0.2.1", 2, now));
  EXPECT_TRUE(admission.take_of_address("192.0.2.2", 2, now));
  EXPECT_FALSE(admission.take_of_address("192.0.2.1", 1, now));
  EXPECT_EQ(admission.refusals().by_address, 2U);
  admission.owe_of_address("192.0.2.3", 2, now);
  EXPECT_FALSE(admission.take_of_address("192.0.2.3", 1, now));
}

TEST_F(AdmissionTest, ManyAddressesTakeBoundedRoomAndStillPay) {
  Admission admission({.address = Quota{1, 1}});
  int passed = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string address = "10." + std::to_string(i >> 16) + "." +
                                std::to_string((i >> 8) & 255) + "." + std::to_string(i & 255);
    passed += admission.take_of_address(address, 1, now) ? 1 : 0;
  }
  EXPECT_LE(passed, 16 * 513);  // Those remembered, and one for the rest of each shard.
  EXPECT_GE(passed, 16 * 400);
  // Who has paid is forgotten, and there is room again.
  EXPECT_TRUE(admission.take_of_address("192.0.2.1", 1, now + 10 * kSecond));
}

TEST_F(AdmissionTest, HeavyQuestionsHaveSeats) {
  Admission admission({.heavy_per_token = 2, .heavy = 3});
  auto one = admission.sit(caller("a"));
  auto two = admission.sit(caller("a"));
  ASSERT_TRUE(one && two);
  EXPECT_FALSE(admission.sit(caller("a")));
  auto three = admission.sit(caller("b"));
  ASSERT_TRUE(three);
  const auto full = admission.sit(caller("c"));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, spec::Code::rate_limited);
  EXPECT_EQ(full.error().retry_after_s, 1);
  EXPECT_EQ(admission.under_way().heavy, 3);
  one->reset();
  EXPECT_TRUE(admission.sit(caller("c")));
  EXPECT_EQ(admission.under_way().heavy, 2);
  EXPECT_EQ(admission.refusals().by_heavy, 2U);
}

TEST_F(AdmissionTest, AnswersThatNobodyReadsHaveBoundedRoom) {
  Admission admission({.held_per_token = 200, .held = 300});
  auto one = admission.hold(caller("a"), 150);
  ASSERT_TRUE(one);
  EXPECT_FALSE(admission.hold(caller("a"), 51));
  EXPECT_TRUE(admission.sit(caller("a"))) << "the one has nothing to do with the other";
  auto two = admission.hold(caller("b"), 150);
  ASSERT_TRUE(two);
  const auto full = admission.hold(caller("c"), 1);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, spec::Code::rate_limited);
  EXPECT_EQ(full.error().retry_after_s, 1);
  one->reset();
  EXPECT_TRUE(admission.hold(caller("c"), 150));
  EXPECT_EQ(admission.under_way().bytes, 150);
  EXPECT_EQ(admission.refusals().by_held, 2U);
}

}  // namespace
}  // namespace cems::api
