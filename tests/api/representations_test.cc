// Codings, entity tags and conditional requests of the interfaces (extension X5), over a Service.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/content_coding.h"
#include "api/exchange.h"
#include "service_fixture.h"
#include "tests/flate/decoders.h"

namespace cems::api {
namespace {

constexpr std::string_view kStatic = "/cems/v1/GetCemsFullStaticData?cemsId=S1";
constexpr std::string_view kShort = "/cems/v1/GetPointDynamicData?cemsId=S1&pointId=B";
constexpr std::string_view kDynamic = "/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A";
constexpr std::string_view kHistoric =
    "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&startTime=2024-07-18T14:00:00%2B08:00&"
    "endTime=2024-07-18T14:30:00%2B08:00&pageSize=100000";

class Representations : public ServiceTest {
 protected:
  struct Raw {
    int status = 0;
    std::vector<http::Field> fields;
    std::string body;
    bool streamed = false;
    bool broken = false;

    [[nodiscard]] std::string field(std::string_view name) const {
      std::string value;
      for (const http::Field& f : fields) {
        value += f.name == name ? f.value : "";
      }
      return value;
    }
  };

  static Raw drained(http::Response response) {
    Raw raw{response.status, fields_of(response), response.body, response.rest != nullptr, false};
    while (response.rest != nullptr) {
      const Result<bool> more = response.rest->read(raw.body);
      raw.broken = !more;
      if (!more || !*more) {
        break;
      }
    }
    return raw;
  }

  Raw ask(std::string_view target, std::string_view token, std::vector<http::Field> fields = {},
          std::string_view method = "GET") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.fields = std::move(fields);
    request.fields.push_back({"authorization", fmt::format("Bearer {}", token)});
    return drained(service_->handle(request));
  }

  std::string tag(std::string_view target, std::string_view token,
                  std::vector<http::Field> fields = {}) {
    return ask(target, token, std::move(fields)).field("etag");
  }

  int status_if(std::string_view target, std::string_view none_match, std::string_view method) {
    return ask(target, reader_, {{"if-none-match", std::string(none_match)}}, method).status;
  }

  /// From the beginning of `data`: what is before it has the moment and the request's id.
  static std::string data_of(const std::string& body) { return body.substr(body.find("\"data\"")); }

  /// A history long enough to be streamed.
  void keep_long_history() {
    const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
    std::vector<store::SeriesReading> batch;
    const TimeMs begin = *parse_time("2024-07-18T14:00:00+08:00", Zone());
    for (int i = 0; i < 20'000; ++i) {
      batch.push_back({id, {begin + i * 50, Decimal::from_integer(i * 7919 % 10007)}});
    }
    ASSERT_TRUE(store_->commit(batch, clock_.now()));
  }
};

// RFC 9110 8.4: the coding is said, and what it covers is the same answer.
TEST_F(Representations, AreEncodedAsAsked) {
  keep_long_history();
  for (const std::string_view target : {kStatic, kHistoric}) {
    const Raw plain = ask(target, reader_);
    EXPECT_EQ(plain.field("content-encoding"), "");
    EXPECT_EQ(plain.streamed, target == kHistoric);
    const Raw gzip = ask(target, reader_, {{"accept-encoding", "gzip, br"}});
    EXPECT_EQ(gzip.field("content-encoding"), "gzip");
    EXPECT_EQ(gzip.field("content-type"), plain.field("content-type"));
    EXPECT_EQ(gzip.streamed, plain.streamed);
    const flate::Decoded from_gzip = flate::decode_gzip(gzip.body);
    EXPECT_TRUE(from_gzip.whole);
    EXPECT_EQ(data_of(from_gzip.text), data_of(plain.body));
    const Raw zstd =
        ask(target, reader_, {{"accept-encoding", "gzip"}, {"accept-encoding", "zstd"}});
    EXPECT_EQ(zstd.field("content-encoding"), "zstd");
    const flate::Decoded from_zstd = flate::decode_zstd(zstd.body);
    EXPECT_TRUE(from_zstd.whole);
    EXPECT_EQ(data_of(from_zstd.text), data_of(plain.body));
    EXPECT_LT(gzip.body.size(), plain.body.size());
    EXPECT_LT(zstd.body.size(), plain.body.size());
  }
}

TEST_F(Representations, ShortAnswersAndRefusalsGoAsTheyAre) {
  const Raw shortly = ask(kShort, reader_, {{"accept-encoding", "gzip"}});
  EXPECT_EQ(shortly.status, 200);
  EXPECT_LT(shortly.body.size(), kEncodeBytesMin);
  EXPECT_EQ(shortly.field("content-encoding"), "");
  EXPECT_EQ(
      ask(kShort, reader_, {{"accept-encoding", "gzip, identity;q=0"}}).field("content-encoding"),
      "gzip")
      << "unless it may not be";
  const Raw refused = ask("/cems/v1/GetCemsStaticData", reader_, {{"accept-encoding", "gzip"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.field("content-encoding"), "");
  EXPECT_EQ(ask(kStatic, reader_, {{"accept-encoding", "*;q=0"}}).status, 406);
}

// RFC 9110 12.5.5: a cache must know what an answer was chosen by.
TEST_F(Representations, SayWhatTheyVaryBy) {
  for (const char* coding : {"", "gzip"}) {
    EXPECT_EQ(ask(kStatic, reader_, {{"accept-encoding", coding}}).field("vary"),
              "accept, accept-encoding, authorization");
  }
}

/// Two pieces and then a fault.
class FailingSource : public http::BodySource {
 public:
  Result<bool> read(std::string& out) override {
    if (++reads_ == 3) {
      return Error{Errc::corrupt, "a block is damaged"};
    }
    out += std::string(50'000, static_cast<char>('a' + reads_));
    return true;
  }

 private:
  int reads_ = 0;
};

TEST_F(Representations, AFaultInAnEncodedStreamIsAnErrorAndNoEnd) {
  for (const ContentCoding coding : {ContentCoding::gzip, ContentCoding::zstd}) {
    http::Response response;
    response.body = "begin";
    response.rest = std::make_unique<FailingSource>();
    ASSERT_TRUE(encode(response, coding, kEncodeBytesMin));
    const Raw raw = drained(std::move(response));
    EXPECT_TRUE(raw.broken);
    EXPECT_FALSE(
        flate::decode(coding == ContentCoding::gzip ? flate::Format::gzip : flate::Format::zstd,
                      raw.body)
            .whole);
  }
}

// RFC 9110 13.1.2 and 15.4.5.
TEST_F(Representations, AreNotSentAgainWhileNothingChanges) {
  keep_power({{0, "1.50"}, {1, "-2"}});
  for (const std::string_view target : {kStatic, kHistoric, kDynamic}) {
    const Raw first = ask(target, reader_);
    const std::string etag = first.field("etag");
    EXPECT_TRUE(etag.starts_with(R"(W/")")) << target;
    EXPECT_EQ(first.field("cache-control"), "private, no-cache");
    clock_.set(clock_.now() + 1'000);  // dataTime and timestamp do not count.
    const Raw again = ask(target, reader_, {{"if-none-match", etag}});
    EXPECT_EQ(again.status, 304) << target;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.field("etag"), etag);
    EXPECT_EQ(again.field("vary"), first.field("vary"));
    EXPECT_EQ(again.field("cache-control"), first.field("cache-control"));
    EXPECT_EQ(again.field("content-type"), "");
    EXPECT_EQ(status_if(target, etag, "HEAD"), 304);
    EXPECT_EQ(status_if(target, "*", "GET"), 304);
    EXPECT_EQ(status_if(target, R"("x", )" + etag, "GET"), 304);
    EXPECT_EQ(status_if(target, R"("x")", "GET"), 200);
  }
  EXPECT_EQ(status_if("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=NONE", "*", "GET"), 404)
      << "there is nothing to be unmodified";
  EXPECT_EQ(ask(kStatic, "nobody", {{"if-none-match", "*"}}).status, 401);
}

TEST_F(Representations, ChangeTheirTagWithTheReadings) {
  keep_power({{0, "1"}, {1, "2"}});
  const std::string historic = tag(kHistoric, reader_);
  const std::string dynamic = tag(kDynamic, reader_);
  keep_power({{1, "2.0"}});
  EXPECT_EQ(tag(kHistoric, reader_), historic) << "the same number again";
  keep_power({{2, "3"}});
  EXPECT_NE(tag(kHistoric, reader_), historic) << "one reading more";
  EXPECT_NE(tag(kDynamic, reader_), dynamic);
  const std::string second = tag(kHistoric, reader_);
  keep_power({{0, "1.5"}});
  EXPECT_NE(tag(kHistoric, reader_), second) << "a correction";
  EXPECT_EQ(status_if(kHistoric, historic, "GET"), 200);
}

TEST_F(Representations, ChangeTheirTagWithTheMomentWhereItMatters) {
  keep_power({{29, "1"}});
  const std::string fresh = tag(kDynamic, reader_);
  const std::string grid = std::string(kHistoric) + "&interval=PT1M";
  const std::string open =
      "/cems/v1/GetPointHistoricData?cemsId=S1&pointId=A&interval=PT1M&"
      "startTime=2024-07-18T14:00:00%2B08:00&endTime=2024-07-19";
  const std::string past_tag = tag(grid, reader_);
  const std::string open_tag = tag(open, reader_);
  EXPECT_EQ(status_if(open, open_tag, "GET"), 304);
  clock_.set(clock_.now() + 2 * kMsPerMinute);
  EXPECT_EQ(tag(grid, reader_), past_tag);
  EXPECT_NE(tag(open, reader_), open_tag) << "the grid has grown";
  EXPECT_EQ(tag(kDynamic, reader_), fresh);
  clock_.set(clock_.now() + kMsPerHour);
  EXPECT_NE(tag(kDynamic, reader_), fresh) << "the value is stale now";
}

TEST_F(Representations, ChangeTheirTagWithTheArchive) {
  keep_power({{0, "1"}});
  const std::string one = tag(kStatic, reader_);
  const std::string other_site = tag("/cems/v1/GetCemsFullStaticData?cemsId=S2", all_);
  const std::string historic = tag(kHistoric, reader_);
  std::string archive(kArchive);
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").code(), "200");
  EXPECT_EQ(tag(kStatic, reader_), one) << "the same archive again";
  archive.replace(archive.find("厂"), std::string("厂").size(), "新厂");
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").code(), "200");
  EXPECT_NE(tag(kStatic, reader_), one);
  EXPECT_NE(tag(kHistoric, reader_), historic) << "it names the site";
  EXPECT_EQ(tag("/cems/v1/GetCemsFullStaticData?cemsId=S2", all_), other_site);
  catalog_.set(*archives_->load());
  EXPECT_EQ(status_if(kStatic, tag(kStatic, reader_), "GET"), 304) << "as after a restart";
}

TEST_F(Representations, HaveATagForEachForm) {
  const std::string plain = tag(kStatic, reader_);
  EXPECT_NE(tag(kStatic, all_), plain) << "contact and phone are clear";
  EXPECT_NE(tag(kStatic, reader_, {{"accept-encoding", "gzip"}}), plain);
  EXPECT_NE(tag(std::string(kStatic) + "&pageSize=1", reader_), plain);
  EXPECT_NE(tag(std::string(kStatic) + "&pageSize=1&pageNo=2", reader_),
            tag(std::string(kStatic) + "&pageSize=1", reader_));
  EXPECT_NE(tag("/cems/v1/GetCemsStaticData?cemsId=S1", reader_), plain);
  EXPECT_EQ(tag("/cems/v1/GetCemsFullStaticData?pageSize=2&pageNo=1&cemsId=S1&x=y", reader_),
            tag("/cems/v1/GetCemsFullStaticData?cemsId=S1&pageNo=1&pageSize=2", reader_))
      << "the order of the parameters is nothing to the answer";
  EXPECT_EQ(tag(kStatic, reader_, {{"accept-language", "en"}}), plain);
}

// RFC 9110 9.3.3, 13.2.1: what a POST answers is no representation of its address.
TEST_F(Representations, OfAPostHaveNoTagAndNoCondition) {
  http::Request request;
  request.method = "POST";
  request.target = "/cems/v1/GetCemsFullStaticData";
  request.body = R"({"cemsId":"S1"})";
  request.fields = {{"authorization", "Bearer " + reader_},
                    {"content-type", "application/json"},
                    {"if-none-match", "*"},
                    {"accept-encoding", "gzip"}};
  const Raw raw = drained(service_->handle(request));
  EXPECT_EQ(raw.status, 200);
  EXPECT_EQ(raw.field("etag"), "");
  EXPECT_EQ(raw.field("cache-control"), "no-store");
  EXPECT_EQ(raw.field("content-encoding"), "gzip");
  EXPECT_EQ(data_of(flate::decode_gzip(raw.body).text), data_of(ask(kStatic, reader_).body));
}

TEST_F(Representations, RefusalsAreNotKept) {
  const Raw refused = ask("/cems/v1/GetCemsStaticData?cemsId=S2", reader_);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.field("cache-control"), "no-store");
  EXPECT_EQ(refused.field("etag"), "");
}

// RFC 9110 9.3.2: the fields that GET would have had.
TEST_F(Representations, OfAHeadHaveTheFieldsOfAGet) {
  keep_long_history();
  for (const std::string_view target : {kStatic, kHistoric, kDynamic}) {
    for (const char* coding : {"identity", "gzip", "zstd"}) {
      const std::vector<http::Field> fields{{"accept-encoding", coding}, {"x-request-id", "r"}};
      const Raw get = ask(target, reader_, fields);
      const Raw head = ask(target, reader_, fields, "HEAD");
      ASSERT_EQ(get.fields.size(), head.fields.size());
      for (std::size_t i = 0; i < get.fields.size(); ++i) {
        EXPECT_EQ(get.fields[i].name, head.fields[i].name);
        EXPECT_EQ(get.fields[i].value, head.fields[i].value) << get.fields[i].name;
      }
      EXPECT_EQ(get.streamed, head.streamed) << "so the length is told by both or by neither";
    }
  }
}

// X3: a table is the whole answer, without the envelope.
TEST_F(Representations, ATableHasNoEnvelope) {
  const http::Request request;
  const Envelope envelope(spec::Wire::standard());
  const Exchange exchange(request, envelope, clock_.now());
  Data data;
  data.text = "cemsId,pointId\r\nS1,A\r\n";
  data.is_csv = true;
  const AnswerFields common(wire_under_test());
  const Raw raw = drained(exchange.answer(std::move(data), common, ""));
  EXPECT_EQ(raw.status, 200);
  EXPECT_EQ(raw.body, "cemsId,pointId\r\nS1,A\r\n");
  EXPECT_EQ(raw.field("content-type"), "text/csv; charset=utf-8; header=present");
}

TEST_F(Representations, ATableIsForRangesOnly) {
  EXPECT_EQ(ask(kHistoric, reader_, {{"accept", "text/csv"}}).status, 200);
  EXPECT_NE(tag(kHistoric, reader_, {{"accept", "text/csv"}}), tag(kHistoric, reader_));
  for (const std::string_view target : {kStatic, kDynamic}) {
    EXPECT_EQ(ask(target, reader_, {{"accept", "text/csv"}}).status, 406);
  }
  EXPECT_EQ(ask(kHistoric, reader_, {{"accept", "text/html"}}).status, 406);
}

}  // namespace
}  // namespace cems::api
