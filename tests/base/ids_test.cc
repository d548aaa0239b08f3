/// Strong ids, clocks and the log's set-up: small things that must not compile or must hold.
#include "base/ids.h"

#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"

namespace cems {
namespace {

// Misuse must not compile: an id of one kind is none of another, and plain text is no id.
static_assert(!std::is_convertible_v<CemsId, PointId>);
static_assert(!std::is_constructible_v<CemsId, PointId>);
static_assert(!std::is_assignable_v<CemsId&, PointId>);
static_assert(!std::is_convertible_v<std::string, CemsId>);
static_assert(!std::is_convertible_v<const char*, ParameterId>);
static_assert(!std::is_convertible_v<int, SeriesId>);
static_assert(std::is_constructible_v<CemsId, std::string>);

template <class T, class U>
concept Comparable = requires(const T& t, const U& u) {
  t == u;
};

static_assert(Comparable<CemsId, CemsId> && !Comparable<CemsId, PointId>);

TEST(IdsTest, HashAndOrderByBytes) {
  std::unordered_set<PointId> points{PointId("P1"), PointId("P2"), PointId(std::string("P1"))};
  EXPECT_EQ(points.size(), 2U);
  EXPECT_LT(PointId("P1"), PointId("P10"));
  EXPECT_LT(PointId("P10"), PointId("P2"));
  EXPECT_TRUE(PointId().empty());
}

TEST(IdsTest, KeysDifferInEveryPartAndByTheirPlaces) {
  const SeriesKey key{CemsId("a"), PointId("b"), ParameterId("c")};
  const std::unordered_set<SeriesKey> keys{
      key,
      {CemsId("a"), PointId("b"), ParameterId("d")},
      {CemsId("a"), PointId("d"), ParameterId("c")},
      {CemsId("d"), PointId("b"), ParameterId("c")},
      {CemsId("b"), PointId("a"), ParameterId("c")},
      {CemsId("ab"), PointId(""), ParameterId("c")},
  };
  EXPECT_EQ(keys.size(), 6U);
  EXPECT_TRUE(keys.contains(key));
  // Swapped parts must not collide: many sites use the same few names.
  const std::hash<SeriesKey> hash;
  EXPECT_NE(hash(key), hash({CemsId("b"), PointId("a"), ParameterId("c")}));
  EXPECT_NE(hash(key), hash({CemsId("a"), PointId("c"), ParameterId("b")}));
}

TEST(ResultTest, HoldsAValueOrAnErrorFromEitherSide) {
  const auto half = [](int n) -> Result<int> {
    if (n % 2 != 0) {
      return Error{Errc::invalid_argument, "odd"};
    }
    return n / 2;
  };
  EXPECT_EQ(*half(4), 2);
  EXPECT_EQ(half(3).error(), (Error{Errc::invalid_argument, "odd"}));
  EXPECT_TRUE(is_fatal(Errc::corrupt) && is_fatal(Errc::internal) && !is_fatal(Errc::no_space));
  EXPECT_EQ(to_string(Errc::no_space), "no_space");
}

TEST(ClockTest, ShiftedClockStartsWhereItIsToldAndRunsOn) {
  const TimeMs start{1'721'284'200'000};  // 2024-07-18T14:30:00+08:00
  const ShiftedClock clock(start);
  const TimeMs first = clock.now();
  EXPECT_GE(first, start);
  EXPECT_LT(first, start + 60'000);
  const std::int64_t begun = steady_ms();
  while (steady_ms() < begun + 3) {
  }
  EXPECT_GE(clock.now() - first, 2);
  EXPECT_LT(ShiftedClock(kTimeMax - 1).now(), kTimeMax);
}

TEST(ClockTest, SystemClockIsTheRealTime) {
  const SystemClock clock;
  EXPECT_GT(clock.now(), TimeMs{1'700'000'000'000});
  EXPECT_LT(clock.now() - real_now(), 1000);
  ManualClock manual(TimeMs{5});
  manual.set(TimeMs{7});
  EXPECT_EQ(manual.now(), TimeMs{7});
}

TEST(ClockTest, TheRecentTimeIsTheRealTimeAtMostSomeTicksAgo) {
  constexpr std::int64_t kTicksMs = 50;  // A tick of the kernel takes 1 to 10 ms.
  for (int i = 0; i < 10'000; ++i) {
    const TimeMs before = real_now();
    const TimeMs recent = recent_real_now();
    ASSERT_LE(recent, real_now());
    ASSERT_GE(recent, before - kTicksMs);
  }
}

TEST(LogTest, KnowsItsLevels) {
  EXPECT_EQ(set_up_log("loud").error().code, Errc::invalid_argument);
  ASSERT_TRUE(set_up_log("warn").has_value());
  EXPECT_TRUE(spdlog::should_log(spdlog::level::warn));
  EXPECT_FALSE(spdlog::should_log(spdlog::level::info));
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(set_up_log("info").has_value());
  spdlog::info("listening on {}", 8443);
  const std::string line = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find(" info listening on 8443\n"), std::string::npos) << line;
}

}  // namespace
}  // namespace cems
