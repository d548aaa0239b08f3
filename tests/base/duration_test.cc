/// Durations of GB/T 7408: accepted forms, refused forms, and their two parts.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/time.h"

namespace cems {
namespace {

TEST(DurationTest, ReadsTheStandardsForms) {
  struct Case {
    std::string text;
    Duration expected;
  };

  const std::vector<Case> cases = {
      {"PT15M", {0, 15 * kMsPerMinute}},
      {"PT30M", {0, 30 * kMsPerMinute}},
      {"PT1H", {0, kMsPerHour}},
      {"P1D", {0, kMsPerDay}},
      {"P1W", {0, 7 * kMsPerDay}},
      {"P1M", {1, 0}},
      {"P3M", {3, 0}},
      {"P1Y", {12, 0}},
      {"PT0.5H", {0, kMsPerHour / 2}},
      {"PT0,5H", {0, kMsPerHour / 2}},
      {"PT1.001S", {0, 1001}},
      {"PT1.0010S", {0, 1001}},
      {"P0.5D", {0, kMsPerDay / 2}},
      {"P0.5W", {0, 7 * kMsPerDay / 2}},
      {"P1Y2M10DT2H30M", {14, 10 * kMsPerDay + 2 * kMsPerHour + 30 * kMsPerMinute}},
      {"P1DT12H", {0, 36 * kMsPerHour}},
      {"PT36H", {0, 36 * kMsPerHour}},
      {"PT90M", {0, 90 * kMsPerMinute}},
      {"PT0H1S", {0, 1000}},
      {"P0001Y", {12, 0}},
  };
  for (const Case& given : cases) {
    const auto duration = parse_duration(given.text);
    ASSERT_TRUE(duration.has_value()) << given.text;
    EXPECT_EQ(*duration, given.expected) << given.text;
  }
}

TEST(DurationTest, RefusesTheRest) {
  const std::vector<std::string> refused = {"",
                                            "P",
                                            "PT",
                                            "P1",
                                            "1D",
                                            "PT15",
                                            "P15",
                                            "pt15m",
                                            "PT15m",
                                            "P1H",
                                            "PT1D",
                                            "P1DT",
                                            "PT0S",
                                            "P0D",
                                            "P0Y0M",
                                            "-P1D",
                                            "P-1D",
                                            "+P1D",
                                            "PT1M1H",
                                            "P1D1M",
                                            "PT1H1H",
                                            "P1W1D",
                                            "P1D1W",
                                            "P1.5DT1H",
                                            "PT1.5H1M",
                                            "P0.5M",
                                            "P0.5Y",
                                            "PT.5H",
                                            "PT5.H",
                                            "PT0.0001S",
                                            "P 1D",
                                            "P1D ",
                                            " P1D",
                                            "P1DT1H30",
                                            "PT1HT1M",
                                            "P99999999999999999999D",
                                            "P4000000D",
                                            "P10000Y",
                                            "P999999999999999999Y",
                                            "PT0.33333333333H",
                                            "PT1.0001S",
                                            "15min",
                                            "PT１H"};
  for (const std::string& text : refused) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration.has_value()) << text;
    EXPECT_EQ(duration.error().code, Errc::invalid_argument) << text;
    EXPECT_NE(duration.error().message.find("PT15M"), std::string::npos);
  }
}

}  // namespace
}  // namespace cems
