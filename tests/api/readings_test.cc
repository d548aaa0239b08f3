// Extension X6: readings over HTTP in every form and coding, whole and while they come in. Names
// are those of the wire under test.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "base/limits.h"
#include "base/workers.h"
#include "flate/encoder.h"
#include "ingest/quarantine.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

using testing::HasSubstr;

constexpr std::string_view kReadings = "/ingest/v1/readings";
constexpr std::string_view kNdjson = "application/x-ndjson";
constexpr std::string_view kTable = "text/csv";

std::string csv_header() {
  std::string line;
  for (const std::string_view name : wire_under_test().csv_columns()) {
    line.append(line.empty() ? "" : ",").append(name);
  }
  return line + '\n';
}

std::string minute(std::size_t i) {
  return fmt::format("2024-07-{:02}T{:02}:{:02}:00+08:00", 1 + i / 1440 % 17, i / 60 % 24, i % 60);
}

std::string csv_rows(std::size_t n) {
  std::string rows;
  for (std::size_t i = 0; i < n; ++i) {
    rows += fmt::format("S1,A,P,{},{}.25,\n", minute(i), i);
  }
  return rows;
}

std::string ndjson_lines(std::size_t n) {
  const auto names = wire_under_test().csv_columns();
  std::string lines;
  for (std::size_t i = 0; i < n; ++i) {
    lines += fmt::format(R"({{"{}":"S1","{}":"A","{}":"P","{}":"{}","{}":{}.25}})", names[0],
                         names[1], names[2], names[3], minute(i), names[4], i) +
             '\n';
  }
  return lines;
}

class ReadingsTest : public ServiceTest {
 protected:
  Answer send_body(std::string_view type, std::string body, std::string_view coding = "") {
    http::Request request = head(type, coding);
    request.body = std::move(body);
    return send(request);
  }

  [[nodiscard]] http::Request head(std::string_view type, std::string_view coding) const {
    http::Request request;
    request.method = "POST";
    request.target = kReadings;
    request.fields = {{"authorization", fmt::format("Bearer {}", all_)},
                      {"content-type", std::string(type)},
                      {"accept-language", "en"}};
    if (!coding.empty()) {
      request.fields.push_back({"content-encoding", std::string(coding)});
    }
    return request;
  }

  std::uint64_t stored() {
    const std::optional<SeriesId> id = store_->find({CemsId("S1"), PointId("A"), ParameterId("P")});
    return id ? *store_->count(*id, {kTimeMin, kTimeMax}) : 0;
  }
};

std::string member(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value == nullptr ? "(none)" : value->text;
}

TEST_F(ReadingsTest, EveryFormAndCodingIsTheSame) {
  struct Case {
    std::string_view type;
    std::string text;
  };

  for (const Case& c :
       {Case{kTable, csv_header() + csv_rows(500)}, Case{kNdjson, ndjson_lines(500)},
        Case{"Application/X-NDJSON; charset=utf-8", ndjson_lines(500)}}) {
    for (const std::string_view coding : {"", "identity", "gzip", "GZIP", "x-gzip", "zstd"}) {
      store_ = store::make_memory_store();
      make_service();
      std::string body = c.text;
      if (coding == "zstd") {
        body = *flate::encode(flate::Format::zstd, body);
      } else if (coding.size() > 1 && coding != "identity") {
        body = *flate::encode(flate::Format::gzip, body);
      }
      const Answer answer = send_body(c.type, body, coding);
      EXPECT_EQ(answer.status, 200) << c.type << coding << answer.body;
      EXPECT_EQ(member(answer.json, "accepted"), "500") << c.type << coding;
      EXPECT_EQ(stored(), 500U);
    }
  }
}

TEST_F(ReadingsTest, BadLinesAreListedWithTheirMember) {
  const auto names = wire_under_test().csv_columns();
  const auto line = [&](std::string_view parameter, std::string_view time, std::string_view value) {
    return fmt::format(R"({{"{}":"S1","{}":"A","{}":"{}","{}":"{}","{}":{}}})", names[0], names[1],
                       names[2], parameter, names[3], time, names[4], value) +
           '\n';
  };
  const Answer answer =
      send_body(kNdjson, line("P", minute(0), "1.5") + line("P", minute(0), "1.5") +
                             line("X", minute(0), "1") + "{\n" + line("P", minute(1), "null") +
                             line("P", "2024-07-18T14:36:00+08:00", "1"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(member(answer.json, "accepted"), "1");
  EXPECT_EQ(member(answer.json, "duplicate"), "1");
  EXPECT_EQ(member(answer.json, "rejectedCount"), "4");
  const auto& rejected = answer.json.find("rejected")->items;
  ASSERT_EQ(rejected.size(), 4U) << answer.body;
  EXPECT_EQ(member(rejected[0], "line"), "3");
  EXPECT_EQ(member(rejected[0], "code"), "42201");
  EXPECT_EQ(member(rejected[1], "code"), "40002");
  EXPECT_EQ(member(rejected[1], "column"), "(none)");
  EXPECT_EQ(member(rejected[2], "code"), "40001");
  EXPECT_EQ(member(rejected[3], "code"), "42201") << "more than five minutes ahead";
}

TEST_F(ReadingsTest, WhatCannotBeDecodedIsRefused) {
  const std::string text = csv_header() + csv_rows(100);
  const std::string gzip = *flate::encode(flate::Format::gzip, text);
  const std::string zstd = *flate::encode(flate::Format::zstd, text);

  struct Case {
    std::string what;
    std::string body;
    std::string_view coding;
    std::string code;
    int status;
  };

  for (const Case& c :
       {Case{"cut gzip", gzip.substr(0, gzip.size() - 1), "gzip", "40002", 400},
        Case{"cut zstd", zstd.substr(0, zstd.size() - 1), "zstd", "40002", 400},
        Case{"empty gzip", "", "gzip", "40002", 400}, Case{"no gzip", text, "gzip", "40002", 400},
        Case{"zstd as gzip", zstd, "gzip", "40002", 400},
        Case{"unknown coding", text, "br", "41501", 415},
        Case{"coded twice", gzip, "gzip, gzip", "41501", 415}}) {
    const Answer answer = send_body(kTable, c.body, c.coding);
    EXPECT_EQ(answer.status, c.status) << c.what;
    EXPECT_EQ(answer.code(), c.code) << c.what << answer.body;
    // RFC 9110 15.5.16: what would have been read.
    EXPECT_EQ(answer.field("accept-encoding"), c.status == 415 ? "gzip, zstd" : "") << c.what;
    EXPECT_EQ(stored(), 0U) << c.what << ": nothing of a body that is one batch";
  }
}

TEST_F(ReadingsTest, ABombIsRefusedWhileItIsDecoded) {
  for (const flate::Format format : {flate::Format::gzip, flate::Format::zstd}) {
    const std::string bomb = *flate::encode(format, csv_header() + std::string(64U << 20U, '\n'));
    const Answer answer = send_body(kTable, bomb, format == flate::Format::gzip ? "gzip" : "zstd");
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.code(), "41301");
    EXPECT_THAT(answer.message(), HasSubstr("times its own size"));
  }
}

TEST_F(ReadingsTest, TheFutureIsKeptInQuarantine) {
  ingest::Quarantine quarantine(folder_ + "/quarantine");
  Service service(Parts{.wire = wire_under_test(),
                        .catalog = catalog_,
                        .archives = *archives_,
                        .store = *store_,
                        .events = *events_,
                        .tokens = *tokens_,
                        .clock = clock_,
                        .is_writable = [] { return true; },
                        .quarantine = &quarantine});
  http::Request request = head(kTable, "");
  request.body = csv_header() + "S1,A,P,2024-07-18T14:36:00+08:00,7.5,\n";
  EXPECT_EQ(service.handle(to_profile(request)).status, 200);
  const auto listed = ingest::read_quarantine(folder_ + "/quarantine");
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().value, "7.5");
  EXPECT_EQ(stored(), 0U);
}

/// A connection's side of an Intake: hands over and waits for the wake.
class IntakeTest : public ReadingsTest {
 protected:
  IntakeTest()
      : streaming_(Parts{.wire = wire_under_test(),
                         .catalog = catalog_,
                         .archives = *archives_,
                         .store = *store_,
                         .events = *events_,
                         .tokens = *tokens_,
                         .clock = clock_,
                         .is_writable = [] { return true; },
                         .workers = &workers_}) {}

  ~IntakeTest() override { workers_.stop(); }

  std::unique_ptr<http::Intake> open(const http::Request& request) {
    return streaming_.open_intake(to_profile(request), [this] {
      const std::lock_guard lock(mutex_);
      ++wakes_;
      woken_.notify_all();
    });
  }

  /// Hands over `body` in pieces, as much at a time as an Intake takes.
  std::optional<http::Response> carry(http::Intake& intake, std::string_view body,
                                      std::size_t piece) {
    while (!body.empty()) {
      if (std::optional<http::Response> early = intake.answer()) {
        return early;
      }
      if (!wait([&] { return intake.waiting() < limits::kIntakeBytesMax; })) {
        return std::nullopt;
      }
      intake.add(body.substr(0, piece));
      largest_ = std::max(largest_, intake.waiting());
      body.remove_prefix(std::min(piece, body.size()));
    }
    intake.end();
    std::optional<http::Response> response;
    wait([&] {
      response = intake.answer();
      return response.has_value();
    });
    return response;
  }

  /// Waits for wakes until `done`; false after ten seconds.
  bool wait(const std::function<bool()>& done) {
    std::unique_lock lock(mutex_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (true) {
      const int seen = wakes_;
      lock.unlock();
      if (done()) {
        return true;
      }
      lock.lock();
      if (!woken_.wait_until(lock, end, [&] { return wakes_ != seen; })) {
        return false;
      }
    }
  }

  Workers workers_{3};
  Service streaming_;
  std::mutex mutex_;
  std::condition_variable woken_;
  int wakes_ = 0;
  std::size_t largest_ = 0;
};

TEST_F(IntakeTest, ABodyInPiecesIsWhatItIsWhole) {
  const std::string csv = csv_header() + csv_rows(20'000);
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{16'384}, std::size_t{70'000}}) {
    const std::unique_ptr<http::Intake> intake = open(head(kTable, ""));
    ASSERT_NE(intake, nullptr);
    const std::optional<http::Response> response = carry(*intake, csv, piece);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_THAT(response->body, HasSubstr(R"("rejectedCount":0)"));
    EXPECT_EQ(stored(), 20'000U);
    EXPECT_LT(largest_, limits::kIntakeBytesMax + piece);
  }
}

TEST_F(IntakeTest, ARefusalComesBeforeTheEnd) {
  const std::unique_ptr<http::Intake> intake = open(head(kTable, ""));
  intake->add("no,such,header\n" + std::string(100'000, 'x'));
  std::optional<http::Response> response;
  ASSERT_TRUE(wait([&] {
    response = intake->answer();
    return response.has_value();
  }));
  EXPECT_EQ(response->status, 400);
  intake->add(std::string(1U << 20U, 'x'));  // What is under way when the refusal goes out.
  EXPECT_FALSE(intake->answer());
}

// The stream dies while its work is running: nothing is used afterwards (ASan, TSan).
TEST_F(IntakeTest, BodiesThatDieLeaveNothingBehind) {
  const std::string csv = csv_header() + csv_rows(2'000);
  for (int i = 0; i < 300; ++i) {
    const std::unique_ptr<http::Intake> intake = open(head(kTable, ""));
    intake->add(std::string_view(csv).substr(0, csv.size() * static_cast<std::size_t>(i % 3) / 2));
    if (i % 2 == 0) {
      intake->end();
    }
    if (i % 5 == 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  }
  const std::unique_ptr<http::Intake> last = open(head(kTable, ""));
  EXPECT_EQ(carry(*last, csv, 50'000)->status, 200);
}

TEST_F(IntakeTest, ManyBodiesAtOnceAreEachWhole) {
  std::vector<std::unique_ptr<http::Intake>> intakes;
  for (int i = 0; i < 20; ++i) {
    intakes.push_back(open(head(i % 2 == 0 ? kTable : kNdjson, "")));
    intakes.back()->add(i % 2 == 0 ? csv_header() + csv_rows(1000) : ndjson_lines(1000));
  }
  for (const auto& intake : intakes) {
    intake->end();
  }
  for (const auto& intake : intakes) {
    std::optional<http::Response> response;
    ASSERT_TRUE(wait([&] {
      response = intake->answer();
      return response.has_value();
    }));
    EXPECT_EQ(response->status, 200) << response->body;
  }
  EXPECT_EQ(stored(), 1000U);
}

TEST_F(IntakeTest, OnlyReadingsThatMayComeAreTakenIn) {
  EXPECT_EQ(open(head("text/plain", "")), nullptr);
  EXPECT_EQ(open(head(kTable, "br")), nullptr);
  http::Request request = head(kTable, "");
  request.target = "/cems/v1/GetCemsStaticData";
  EXPECT_EQ(open(request), nullptr);
  request = head(kTable, "");
  request.fields[0].value = fmt::format("Bearer {}", reader_);
  EXPECT_EQ(open(request), nullptr);
  EXPECT_EQ(streaming_.body_bytes_max(to_profile(request)), 0U);
  EXPECT_EQ(streaming_.body_bytes_max(to_profile(head(kTable, "zstd"))),
            limits::kStreamedBodyBytesMax);
  EXPECT_EQ(streaming_.body_bytes_max(to_profile(head(kTable, "br"))), 0U);
}

}  // namespace
}  // namespace cems::api
