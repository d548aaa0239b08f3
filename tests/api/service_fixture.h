/// A Service over a small site, real tokens and the memory store; asked without sockets.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "api/service.h"
#include "api/token_file.h"
#include "api/token_watch.h"
#include "base/clock.h"
#include "catalog/archive_folder.h"
#include "json/value.h"
#include "store/memory/memory_store.h"
#include "wire_translation.h"

namespace cems::api {

inline constexpr std::string_view kArchive = R"({
  "cems":{"cemsId":"S1","name":"厂","rootPointId":"R","timeZone":"+08:00","contact":"张三",
          "phone":"13812345678"},
  "categories":[{"categoryCode":"02","name":"空调与通风"},{"categoryCode":"0201","name":"冷热站"},
                {"categoryCode":"05","name":"供配电"}],
  "points":[
   {"pointId":"R","name":"总","categoryCode":"05","energyType":"01","parameters":[]},
   {"pointId":"A","name":"空调","categoryCode":"02","energyType":"01","parentPointId":"R","parameters":[
     {"parameterId":"P","name":"功率","unit":"kW","interval":"PT1M",
      "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"},
     {"parameterId":"T","name":"温度","unit":"°C",
      "readingTypeId":"0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0"}]},
   {"pointId":"B","name":"冷站","categoryCode":"0201","energyType":"01","parentPointId":"A",
    "parameters":[]}]})";

/// The fields of an answer as they go out.
inline std::vector<http::Field> fields_of(const http::Response& response) {
  std::vector<http::Field> all;
  if (response.common != nullptr) {
    all = *response.common;
  }
  all.insert(all.end(), response.fields.begin(), response.fields.end());
  return all;
}

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cems-api-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    archives_ = std::make_unique<catalog::ArchiveFolder>(folder_ + "/archive");
    put_site(kArchive);
    put_site(R"({"cems":{"cemsId":"S2","name":"二","rootPointId":"R"},
      "categories":[{"categoryCode":"05","name":"供配电"}],
      "points":[{"pointId":"R","name":"总","categoryCode":"05","energyType":"01"}]})");
    catalog_.set(*archives_->load());
    tokens_ = std::make_unique<TokenWatch>(folder_ + "/tokens");
    reader_ = add_token("reader", "S1", "static,dynamic,historic");
    all_ = add_token("all", "*", "static,dynamic,historic,ingest,admin");
    events_ = *events::EventBook::open(folder_);
    nonces_ = *Nonces::open(folder_ + "/nonces", this_run(), real_now());
    recorder_ = std::make_unique<audit::Recorder>(*audit::Log::open(folder_ + "/audit"));
    make_service();
  }

  void make_service() {
    Parts parts{wire_under_test(), catalog_, *archives_, *store_,
                *events_,          *tokens_, clock_,     [this] { return writable_; }};
    parts.nonces = nonces_.get();
    parts.recorder = recorder_.get();
    service_ = std::make_unique<Service>(std::move(parts));
  }

  ~ServiceTest() override { std::filesystem::remove_all(folder_); }

  void put_site(std::string_view archive) {
    const Result<catalog::ArchiveReading> applied = archives_->apply(archive);
    ASSERT_TRUE(applied) << applied.error().message;
    for (const model::Problem& problem : applied->problems) {
      ADD_FAILURE() << problem.pointer << ": " << problem.reason;
    }
  }

  std::string add_token(std::string_view name, std::string_view sites, std::string_view scopes,
                        std::optional<TimeMs> expires = std::nullopt) {
    const Result<IssuedToken> token =
        TokenFile(folder_ + "/tokens")
            .add({std::string(name), *parse_sites(sites), *parse_scopes(scopes), expires},
                 TimeMs{0});
    EXPECT_TRUE(token) << token.error().message;
    tokens_->refresh();
    return std::string(token->text.reveal());
  }

  /// Commits `P` of point A at the minutes after 2024-07-18T14:00+08:00.
  void keep_power(std::initializer_list<std::pair<int, const char*>> minutes) {
    const SeriesId id = *store_->intern({CemsId("S1"), PointId("A"), ParameterId("P")});
    std::vector<store::SeriesReading> batch;
    for (const auto& [minute, value] : minutes) {
      const TimeMs t = *parse_time("2024-07-18T14:00:00+08:00", Zone()) + minute * kMsPerMinute;
      batch.push_back({id, {t, *Decimal::parse(value)}});
    }
    ASSERT_TRUE(store_->commit(batch, clock_.now()));
  }

  struct Answer {
    int status = 0;
    std::vector<http::Field> fields;
    std::string body;
    json::Value json;

    [[nodiscard]] std::string code() const { return json.find("code")->text; }

    [[nodiscard]] std::string message() const { return json.find("message")->text; }

    /// The `data` member as compact JSON.
    [[nodiscard]] std::string data() const {
      std::string out;
      json::write(out, *json.find("data"));
      return out;
    }

    [[nodiscard]] std::string field(std::string_view name) const {
      for (const http::Field& f : fields) {
        if (f.name == name) {
          return f.value;
        }
      }
      return "";
    }
  };

  Answer send(const http::Request& request) {
    http::Response response = service_->handle(to_profile(request));
    Answer answer{response.status, from_profile(fields_of(response)), response.body, {}};
    while (response.rest != nullptr) {
      const Result<bool> more = response.rest->read(answer.body);
      EXPECT_TRUE(more);
      if (!more || !*more) {
        break;
      }
    }
    Result<json::Value> json = json::parse(answer.body);
    EXPECT_TRUE(json) << answer.body;
    answer.json = json ? from_profile(*json, request) : json::Value::object();
    if (is_renamed()) {
      answer.body.clear();
      json::write(answer.body, answer.json);
      answer.body += '\n';
    }
    return answer;
  }

  std::size_t body_bytes_max(const http::Request& head) {
    return service_->body_bytes_max(to_profile(head));
  }

  Answer get(std::string_view target, std::string_view token, std::vector<http::Field> more = {}) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.fields = std::move(more);
    if (!token.empty()) {
      request.fields.push_back({"authorization", fmt::format("Bearer {}", token)});
    }
    return send(request);
  }

  Answer post(std::string_view target, std::string_view token, std::string_view type,
              std::string_view body, std::string_view method = "POST") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.fields = {{"authorization", fmt::format("Bearer {}", token)},
                      {"content-type", std::string(type)},
                      {"accept-language", "en"}};
    return send(request);
  }

  bool writable_ = true;  // What the store says of itself.
  std::string folder_;
  catalog::Catalog catalog_;
  std::unique_ptr<catalog::ArchiveFolder> archives_;
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  std::unique_ptr<events::EventBook> events_;
  std::unique_ptr<TokenWatch> tokens_;
  std::unique_ptr<Nonces> nonces_;
  std::unique_ptr<audit::Recorder> recorder_;
  ManualClock clock_{*parse_time("2024-07-18T14:30:00+08:00", Zone())};
  std::unique_ptr<Service> service_;
  std::string reader_;  // Site S1, three reading scopes.
  std::string all_;     // Every site; ingest and admin too.
};

}  // namespace cems::api
