// The form of a topic's payloads is a quicker way to read them, not another reading: whatever comes
// after the payload that was learnt, what is taken by its form is what the careful readers take.
#include "ingest/payload_form.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/mqtt_payload.h"
#include "tests/base/seed.h"
#include "tests/ingest/small_site.h"

namespace cems::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// PayloadReader and ReadingCheck; and what they make of a payload of SITE-1.
class PayloadFormTest : public testing::Test, public PayloadSink {
 protected:
  void reading(std::size_t /*index*/, const RawReading& raw) override {
    const Checked<CheckedReading> checked = check.check(raw);
    all_good &= checked.has_value();
    if (checked) {
      examples.push_back({raw.time, raw.value, *checked});
    }
  }

  void refused(std::optional<std::size_t> /*index*/, Fault /*fault*/) override { all_good = false; }

  void message_id(std::string /*json*/) override { all_good = false; }

  /// The careful way; afterwards all_good says whether the form may take the payload.
  std::vector<std::string> careful(std::string_view payload) {
    examples.clear();
    all_good = true;
    reader.read(payload, mapping, {}, "SITE-1", *this);
    std::vector<CheckedReading> readings;
    for (const PayloadForm::Example& example : examples) {
      readings.push_back(example.checked);
    }
    return text_of(readings);
  }

  void learn(std::string_view payload) {
    careful(payload);
    ASSERT_TRUE(all_good) << payload;
    form.learn(payload, examples, check);
  }

  /// What the form takes, behind what was there.
  std::vector<std::string> quick(std::string_view payload) {
    std::vector<CheckedReading> readings(1);
    taken = form.read(payload, check, readings);
    readings.erase(readings.begin());
    return text_of(readings);
  }

  static std::vector<std::string> text_of(const std::vector<CheckedReading>& readings) {
    std::vector<std::string> out;
    for (const CheckedReading& one : readings) {
      out.push_back(one.series->key.parameter.str() + " " + std::to_string(one.reading.at.ms) +
                    " " + one.reading.value.to_string() + " " +
                    std::to_string(static_cast<int>(one.reading.quality)));
    }
    return out;
  }

  ReadingCheck check{make_sites(), kNow};
  MqttMapping mapping = standard_mapping();
  PayloadReader reader;
  PayloadForm form;
  std::vector<PayloadForm::Example> examples;
  bool all_good = false;
  bool taken = false;
};

std::string time_of(std::mt19937_64& random) {
  static const std::vector<std::string> kOffsets{"", "Z", "+08:00", ".250+08:00"};
  const std::string text =
      format_time(kNow - static_cast<std::int64_t>(random() % 1'000'000'000), Zone::fixed(0));
  return text.substr(0, 19) + kOffsets[random() % kOffsets.size()];
}

std::string value_of(std::mt19937_64& random) {
  std::string text = std::to_string(static_cast<std::int64_t>(random() % 20'000) - 5'000);
  return random() % 2 == 0 ? text : text + "." + std::to_string(random() % 1'000);
}

/// Payloads of one program, in each of the ways that docs/mqtt.md has.
std::string flat(std::mt19937_64& random) {
  std::string out = "[";
  for (const char* parameter : {"P", "OT", "P"}) {
    out += std::string(out.size() > 1 ? ", " : "") + R"({"pointId":"T1","parameterId":")" +
           parameter + R"(","timeStamp":")" + time_of(random) + R"(","value":)" + value_of(random) +
           R"(,"quality":8})";
  }
  return out + "]";
}

std::string grouped(std::mt19937_64& random) {
  return R"({"timeStamp":")" + time_of(random) + R"(","readings":[{"pointId":"T1","values":{"P":)" +
         value_of(random) + R"(,"OT":")" + value_of(random) + R"("}}]})";
}

std::string lines(std::mt19937_64& random) {
  std::string out;
  for (const char* parameter : {"OT", "P"}) {
    out += R"({"value":)" + value_of(random) + R"(,"pointId":"T1","timeStamp":")" +
           time_of(random) + R"(","parameterId":")" + parameter + "\"}\n";
  }
  return out;
}

TEST_F(PayloadFormTest, TakesWhatTheCarefulWayTakes) {
  std::mt19937_64 random = seeds::seeded_engine();
  for (const auto& write : {flat, grouped, lines}) {
    learn(write(random));
    for (int round = 0; round < 200; ++round) {
      const std::string payload = write(random);
      EXPECT_EQ(quick(payload), careful(payload)) << payload;
      EXPECT_TRUE(taken) << payload;
    }
  }
}

TEST_F(PayloadFormTest, LeavesWhatTheCarefulWayRefuses) {
  std::mt19937_64 random = seeds::seeded_engine();
  const std::string characters = "\"\\{}[],:0123456789.-+eTZ \n\xff" + std::string(1, '\0');
  int alike = 0;
  for (int round = 0; round < 30'000; ++round) {
    const auto& write = round % 3 == 0 ? flat : round % 3 == 1 ? grouped : lines;
    learn(write(random));
    std::string payload = write(random);
    for (auto changes = random() % 3 + 1; changes > 0; --changes) {
      const std::size_t at = random() % payload.size();
      const char other = characters[random() % characters.size()];
      switch (random() % 3) {
        case 0:
          payload[at] = other;
          break;
        case 1:
          payload.insert(at, 1, other);
          break;
        default:
          payload.erase(at, random() % 3 + 1);
      }
    }
    const std::vector<std::string> read = quick(payload);
    if (taken) {
      ++alike;
      ASSERT_EQ(read, careful(payload)) << payload;
      ASSERT_TRUE(all_good) << payload;
    } else {
      ASSERT_THAT(read, IsEmpty()) << payload;
    }
  }
  EXPECT_GT(alike, 300) << "changes within times and values are of the form";
}

TEST_F(PayloadFormTest, AReadingThatIsNotGoodIsLeftToTheCarefulWay) {
  const std::string front = R"([{"pointId":"T1","parameterId":"P","value":1,"timeStamp":")";
  learn(front + R"(2024-01-01T00:00"}])");
  EXPECT_TRUE(form.empty() || !taken) << "a time without seconds is read the careful way";
  learn(front + R"(2024-01-01T00:00:00"}])");
  EXPECT_THAT(quick(front + R"(2024-01-01T00:00:01"}])"), ElementsAre("P 1704038401000 1 0"));
  EXPECT_THAT(quick(front + R"(2034-01-01T00:00:01"}])"), IsEmpty()) << "ten years ahead";
  EXPECT_THAT(quick(front + R"(2024-02-30T00:00:01"}])"), IsEmpty());
  EXPECT_THAT(quick(front + R"(2024-01-01T00:00:01"}] )"), IsEmpty()) << "of another form";
}

// Numbers of seconds are not a time's text, and escapes stand for other characters.
TEST_F(PayloadFormTest, WhatIsNotSpeltAsItWasGivenIsNotLearnt) {
  for (const std::string_view payload :
       {R"([{"pointId":"T1","parameterId":"P","timeStamp":1704067200,"value":1}])",
        R"({"pointId":"T1","parameterId":"P","timeStamp":"2024-01-01T00:00:0\u0030","value":1})"}) {
    mapping.epoch_unit_ms = 1000;
    learn(payload);
    EXPECT_TRUE(form.empty()) << payload;
    EXPECT_THAT(quick(payload), IsEmpty());
  }
}

}  // namespace
}  // namespace cems::ingest
