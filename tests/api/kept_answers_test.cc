// Statistics that are asked for again: nobody can tell, but by the time it takes.
#include "api/kept_answers.h"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "service_fixture.h"

namespace cems::api {
namespace {

class KeptAnswersTest : public ServiceTest {
 protected:
  KeptAnswersTest() {
    stat_ = add_token("stat", "S1", "statistic");
    keep_power({{-200, "10"}, {-130, "20"}, {-70, "30"}, {-5, "40"}});
  }

  /// Three hours before the fixture's now.
  static std::string question(std::string_view more = "") {
    return fmt::format(
        "/cems/v1/GetPointStatisticData?cemsId=S1&pointId=A&startTime=2024-07-18T11:00:00%2B08:00"
        "&endTime=2024-07-18T14:00:00%2B08:00&period=PT1H{}",
        more);
  }

  /// The same question in words that nobody has used: unknown parameters change nothing.
  std::string fresh(std::string_view more = "") {
    return get(question(fmt::format("{}&unheard{}=1", more, ++asked_)), stat_).data();
  }

  std::string again(std::string_view more = "") { return get(question(more), stat_).data(); }

  void keep(const char* point, const char* parameter, int minute, std::int64_t hundredths) {
    const SeriesId id = *store_->intern({CemsId("S1"), PointId(point), ParameterId(parameter)});
    const TimeMs at = *parse_time("2024-07-18T14:00:00+08:00", Zone()) + minute * kMsPerMinute;
    const std::vector<store::SeriesReading> batch{{id, {at, Decimal::from(hundredths, 2)}}};
    ASSERT_TRUE(store_->commit(batch, clock_.now()));
  }

  std::string stat_;
  int asked_ = 0;
};

TEST_F(KeptAnswersTest, KeepWhatWasAnswered) {
  EXPECT_EQ(service_->kept_bytes().answers, 0U);
  const std::string first = again();
  EXPECT_GT(service_->kept_bytes().answers, first.size());
  EXPECT_EQ(again(), first);
  EXPECT_EQ(fresh(), first);
}

TEST_F(KeptAnswersTest, HaveTheRequestAndTheMomentOfTheirOwn) {
  for (int i = 0; i < 3; ++i)
    again();
  const Answer answer = get(question(), stat_, {{"x-request-id", "mine"}});
  EXPECT_EQ(answer.json.find("requestId")->text, "mine");
}

TEST_F(KeptAnswersTest, AreOfTheReadingsThatAreThere) {
  for (int i = 0; i < 3; ++i)
    again();
  keep("A", "P", -100, 123'456);  // Late.
  EXPECT_EQ(again(), fresh());
  EXPECT_NE(again().find("1234.56"), std::string::npos);
  keep("A", "P", -100, 7'654'321);  // Corrected: as many readings, the same newest.
  EXPECT_EQ(again(), fresh());
  EXPECT_NE(again().find("76543.21"), std::string::npos);
  keep("B", "P", -100, 100);  // Of another point: what was kept is still right.
  EXPECT_EQ(again(), fresh());
}

TEST_F(KeptAnswersTest, AreNotOfAnArchiveThatWas) {
  for (int i = 0; i < 3; ++i)
    again();
  std::string renamed(kArchive);
  renamed.replace(renamed.find("功率"), std::string("功率").size(), "有功");
  put_site(renamed);
  catalog_.set(*archives_->load());
  EXPECT_NE(again().find("有功"), std::string::npos);
  EXPECT_EQ(again(), fresh());
}

TEST_F(KeptAnswersTest, AreTheSameAsFreshOnesWhateverComesIn) {
  const char* const given = std::getenv("CEMS_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 350315;
  std::mt19937_64 random(seed);
  const auto any = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  constexpr std::array<const char*, 3> kMore{"", "&parameterId=P", "&parameterId=T&aggregate=max"};
  for (int turn = 0; turn < 400; ++turn) {
    const char* const more = kMore.at(static_cast<std::size_t>(any(0, 2)));
    EXPECT_EQ(again(more), fresh(more)) << "turn " << turn << ", seed " << seed;
    if (any(0, 4) == 0) {
      keep(any(0, 3) == 0 ? "B" : "A", any(0, 1) == 0 ? "P" : "T", any(-250, 0), any(0, 99'999));
    }
  }
  EXPECT_GT(service_->kept_bytes().answers, 0U);
}

}  // namespace
}  // namespace cems::api
