// Answers of clause 8 that are longer than a piece: made while they go out, and nobody can tell.
#include "api/newest_text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

constexpr int kPoints = 400;

class NewestTextTest : public ServiceTest {
 protected:
  NewestTextTest() {
    std::string archive(kArchive);
    std::string points;
    for (int i = 0; i < kPoints; ++i) {
      points += fmt::format(
          R"(,{{"pointId":"X{}","name":"点","categoryCode":"02","energyType":"01",)"
          R"("parentPointId":"R","parameters":[{{"parameterId":"P","name":"功率","unit":"kW",)"
          R"("readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}}]}})",
          i);
    }
    archive.insert(archive.rfind("]}"), points);
    put_site(archive);
    catalog_.set(*archives_->load());
    for (int i = 0; i < kPoints; i += 3) {  // Most have no value.
      keep(i, -i % 7, i * 31);
    }
  }

  void keep(int point, int minute, std::int64_t hundredths) {
    const SeriesId id =
        *store_->intern({CemsId("S1"), PointId(fmt::format("X{}", point)), ParameterId("P")});
    const TimeMs at = *parse_time("2024-07-18T14:00:00+08:00", Zone()) + minute * kMsPerMinute;
    ASSERT_TRUE(store_->commit(
        std::vector<store::SeriesReading>{{id, {at, Decimal::from(hundredths, 2)}}}, clock_.now()));
  }

  static std::string question(int page, int size) {
    return fmt::format(
        "/cems/v1/GetCemsSpecCategoryDynamicData?cemsId=S1&categoryCode=02&pageNo={}&pageSize={}",
        page, size);
  }

  Answer whole(std::vector<http::Field> more = {}) {
    return get(question(1, 1000), reader_, std::move(more));
  }

  /// The simple points (6.12) of an answer as JSON, in its order.
  static void points_of(const json::Value& value, std::vector<std::string>& out) {
    if (value.find("pointId") != nullptr && value.find("parameters") != nullptr) {
      json::write(out.emplace_back(), value);
      return;
    }
    for (const json::Value& item : value.items) {
      points_of(item, out);
    }
    for (const json::Member& member : value.members) {
      points_of(member.value, out);
    }
  }
};

TEST_F(NewestTextTest, PiecesAreTheSameAsPages) {
  std::vector<std::string> pieces;
  const Answer answer = whole();
  ASSERT_GT(answer.body.size(), 2 * limits::kBodyChunkBytes) << "too short to be in pieces";
  points_of(*answer.json.find("data"), pieces);
  ASSERT_GE(pieces.size(), static_cast<std::size_t>(kPoints));
  std::vector<std::string> pages;
  for (int page = 1; page <= 21; ++page) {
    const Answer one = get(question(page, 20), reader_);
    ASSERT_LT(one.body.size(), limits::kBodyChunkBytes) << "too long to be whole";
    points_of(*one.json.find("data"), pages);
  }
  EXPECT_EQ(pieces, pages);
}

TEST_F(NewestTextTest, TagsAreOfWhatIsSaid) {  // Dictionary S "Authority".
  if (is_renamed()) {
    return;  // There a question is a POST, whose answer has no tag.
  }
  const std::string tag = whole().field("etag");
  ASSERT_FALSE(tag.empty());
  clock_.set(clock_.now() + 1000);
  EXPECT_EQ(whole().field("etag"), tag) << "another dataTime is no other answer";
  http::Request again;
  again.method = "GET";
  again.target = question(1, 1000);
  again.fields = {{"authorization", "Bearer " + reader_}, {"if-none-match", tag}};
  EXPECT_EQ(service_->handle(to_profile(again)).status, 304);
  keep(kPoints - 1, 0, 5);
  const std::string later = whole().field("etag");
  EXPECT_NE(later, tag);
  keep(kPoints - 1, 0, 6);  // Corrected: the same instant.
  EXPECT_NE(whole().field("etag"), later);
  clock_.set(clock_.now() + 2 * kMsPerDay);
  EXPECT_NE(whole().field("etag"), later) << "values have become stale, which their quality says";
}

}  // namespace
}  // namespace cems::api
