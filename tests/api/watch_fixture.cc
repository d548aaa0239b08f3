// Takes events apart as a browser does (HTML, "Interpreting an event stream").
#include "watch_fixture.h"

namespace cems::api {
namespace {

/// In the names of the standard.
json::Value read_data(const Event& event) {
  http::Request asked;
  asked.target = "/cems/v1/WatchPointDynamicData";
  json::Value envelope = json::Value::object();
  const Result<json::Value> data = json::parse(event.data);
  EXPECT_TRUE(data) << event.data;
  envelope.members.push_back(
      {std::string(wire_under_test().member_name(model::Field::envelope_data)), *data});
  return *from_profile(std::move(envelope), asked).find("data");
}

}  // namespace

std::string Event::readings() const {
  std::string out;
  const json::Value value = read_data(*this);
  for (const json::Value& point : value.find("points")->items) {
    for (const json::Value& parameter : point.find("parameters")->items) {
      for (const json::Value& reading : parameter.find("readings")->items) {
        const TimeMs at = *parse_time(reading.find("timeStamp")->text, Zone());
        const TimeMs begin = *parse_time("2024-07-18T14:00:00+08:00", Zone());
        out +=
            fmt::format("{}{}@{}={}", out.empty() ? "" : " ", parameter.find("parameterId")->text,
                        (at - begin) / kMsPerMinute, reading.find("value")->text);
      }
    }
  }
  return out;
}

std::string Said::text() const {
  std::string out;
  for (const Event& event : events) {
    out += fmt::format("{}{}", out.empty() ? "" : " ", event.name);
    out += event.name == "data" ? fmt::format("({})", event.readings()) : "";
  }
  return out;
}

Stream::Stream(http::Response response) : response_(std::move(response)) {
  if (response_.rest != nullptr) {
    text_ = response_.body;
    response_.rest->wake_with([woken = woken_] { ++*woken; });
  }
}

std::string Stream::field(std::string_view name) const {
  for (const http::Field& field : response_.fields) {
    if (field.name == name) {
      return field.value;
    }
  }
  return "";
}

Said Stream::read() {
  Said said;
  while (response_.rest != nullptr && response_.rest->ready()) {
    const Result<bool> more = response_.rest->read(text_);
    EXPECT_TRUE(more);
    if (!more || !*more) {
      response_.rest.reset();
    }
  }
  said.over = response_.rest == nullptr;
  for (std::size_t end = text_.find("\n\n"); end != std::string::npos; end = text_.find("\n\n")) {
    const std::string block = text_.substr(0, end + 1);
    text_.erase(0, end + 2);
    said.heartbeats += block == ":\n" ? 1 : 0;
    Event event;
    for (std::size_t at = 0; at < block.size();) {
      const std::size_t line_end = block.find('\n', at);
      const std::string line = block.substr(at, line_end - at);
      at = line_end + 1;
      const std::size_t colon = line.find(": ");
      const std::string name = line.substr(0, colon);
      const std::string value = colon == std::string::npos ? "" : line.substr(colon + 2);
      event.id = name == "id" ? value : event.id;
      event.name = name == "event" ? value : event.name;
      event.data = name == "data" ? value : event.data;
    }
    if (!event.name.empty()) {
      last_id_ = event.id.empty() ? last_id_ : event.id;
      said.events.push_back(std::move(event));
    }
  }
  EXPECT_EQ(text_, "") << "an event that is not whole";
  return said;
}

std::string WatchServiceTest::code_of(const Event& event) {
  const Result<json::Value> envelope = json::parse(event.data);
  EXPECT_TRUE(envelope) << event.data;
  const std::string number =
      envelope->find(wire_under_test().member_name(model::Field::envelope_code))->text;
  for (const spec::CodeInfo& code : spec::all_codes()) {
    if (std::to_string(wire_under_test().code_number(code.code)) == number) {
      return std::to_string(code.number);
    }
  }
  return number;
}

}  // namespace cems::api
