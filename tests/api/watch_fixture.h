/// Live streams of the small site, read as a session would read them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/watch_hub.h"
#include "service_fixture.h"

namespace cems::api {

/// One event as it came.
struct Event {
  std::string id;
  std::string name;
  std::string data;

  /// `P@29=12.5 P@30=13`: parameter, minutes after 14:00, value.
  [[nodiscard]] std::string readings() const;
};

/// What a stream has said since it was last asked.
struct Said {
  std::vector<Event> events;
  int heartbeats = 0;
  bool over = false;

  /// Names of the events, with the readings of data: `data(P@29=12.5) skipped`.
  [[nodiscard]] std::string text() const;
};

class Stream {
 public:
  explicit Stream(http::Response response);

  [[nodiscard]] int status() const { return response_.status; }

  [[nodiscard]] const http::Response& response() const { return response_; }

  /// Of the answer's head; empty where it is absent.
  [[nodiscard]] std::string field(std::string_view name) const;

  /// Everything that there is to read, as a session reads it: only while it is ready.
  Said read();

  /// How often it has asked to be read.
  [[nodiscard]] int woken() const { return *woken_; }

  /// The id of the last event that had one.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }

 private:
  http::Response response_;
  std::string text_;
  std::string last_id_;
  std::shared_ptr<std::atomic<int>> woken_ = std::make_shared<std::atomic<int>>(0);
};

class WatchServiceTest : public ServiceTest {
 protected:
  WatchServiceTest() {
    Parts parts{wire_under_test(), catalog_, *archives_, *store_,
                *events_,          *tokens_, clock_,     [] { return true; }};
    parts.watches = &hub_;
    service_ = std::make_unique<Service>(std::move(parts));
  }

  http::Response ask(std::string_view target, std::string_view token,
                     std::vector<http::Field> fields = {}) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.fields = std::move(fields);
    request.fields.push_back({"authorization", fmt::format("Bearer {}", token)});
    return service_->handle(to_profile(request));
  }

  /// Of point A; `more` are further parameters.
  Stream watch(std::string_view more = "", std::string_view last_id = "") {
    std::vector<http::Field> fields;
    if (!last_id.empty()) {
      fields.push_back({"last-event-id", std::string(last_id)});
    }
    Stream stream(ask(fmt::format("/cems/v1/WatchPointDynamicData?cemsId=S1&pointId=A{}", more),
                      reader_, std::move(fields)));
    EXPECT_EQ(stream.status(), 200) << stream.response().body;
    return stream;
  }

  /// One pass, a tenth of a second later.
  void look() {
    steady_ += limits::kWatchPassMs;
    hub_.look(clock_.now(), steady_);
  }

  /// The code of an `end` event.
  static std::string code_of(const Event& event);

  std::int64_t steady_ = 1'000'000'000;  // Far ahead of the real one: streams are silent soon.
  WatchHub hub_{wire_under_test(), *store_, catalog_, clock_};
};

}  // namespace cems::api
