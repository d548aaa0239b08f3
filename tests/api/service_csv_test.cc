// Historic answers as CSV (X3; dictionary S "CSV out").
#include "service_fixture.h"

namespace cems::api {
namespace {

class Csv : public ServiceTest {
 protected:
  [[nodiscard]] std::string ask(std::string_view more) {
    http::Request request;
    request.method = "GET";
    request.target = fmt::format(
        "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-18&"
        "endTime=2024-07-19{}",
        more);
    request.fields = {{"authorization", "Bearer " + reader_}, {"accept", "text/csv"}};
    http::Response response = service_->handle(to_profile(request));
    EXPECT_EQ(response.status, 200) << response.body;
    std::string body = response.body;
    while (response.rest != nullptr && *response.rest->read(body)) {
    }
    return csv_from_profile(body);
  }
};

TEST_F(Csv, HistoricIsTheLongForm) {
  keep_power({{0, "1.50"}, {1, "-2"}});
  EXPECT_EQ(ask(""),
            "cemsId,pointId,parameterId,timeStamp,value,quality\n"
            "S1,A,P,2024-07-18T14:00:00+08:00,1.5,0\n"
            "S1,A,P,2024-07-18T14:01:00+08:00,-2,0\n");
  EXPECT_EQ(ask("&order=desc&pageSize=1"),
            "cemsId,pointId,parameterId,timeStamp,value,quality\n"
            "S1,A,P,2024-07-18T14:01:00+08:00,-2,0\n");
}

TEST_F(Csv, AnAnswerWithoutAPageIsWhole) {
  const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
  std::vector<store::SeriesReading> batch;
  for (int i = 0; i < 5000; ++i) {
    batch.push_back({id, {*parse_time("2024-07-18", Zone()) + i * 1000, Decimal::from_integer(i)}});
  }
  ASSERT_TRUE(store_->commit(batch, clock_.now()));
  const std::string whole = ask("");
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 5001)
      << "more than a page of 1,000, for a table cannot say that it goes on";
}

TEST_F(Csv, NothingIsAHeaderLine) {
  EXPECT_EQ(ask(""), "cemsId,pointId,parameterId,timeStamp,value,quality\n");
}

}  // namespace
}  // namespace cems::api
