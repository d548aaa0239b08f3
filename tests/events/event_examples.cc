// The fixture and the examples of the tests of events/.
#include "tests/events/event_examples.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <spdlog/sinks/ostream_sink.h>

#include "base/file.h"
#include "json/value.h"
#include "model/names.h"
#include "model/record_read.h"
#include "model/record_write.h"

namespace cems::events {

const Zone& site_zone() {
  static const Zone zone = Zone::parse("+08:00").value();
  return zone;
}

TimeMs july(std::string_view text) {
  return parse_time("2024-07-" + std::string(text), site_zone()).value();
}

model::Record order_of(std::string_view json) {
  std::vector<model::Problem> problems;
  model::Record order = model::read_record(model::Model::dr_order, json::parse(json).value(), "",
                                           model::Names(), problems);
  for (const model::Problem& problem : problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return order;
}

catalog::DrEvent event_of(std::string_view id, std::string_view more) {
  model::Record order = order_of(R"({"eventId":")" + std::string(id) + R"(","responseType":1,
    "responseMode":3,"startTime":"2024-07-20T13:00:00+08:00",
    "endTime":"2024-07-20T15:00:00+08:00","invitedPower":800})");
  const model::Record replacing = order_of(more);
  for (const model::Record::Entry& entry : replacing.entries()) {
    order.set(entry.field, entry.value);
  }
  std::vector<catalog::DrEventFault> faults;
  auto event = make_dr_event(order, site_zone(), faults);
  for (const catalog::DrEventFault& fault : faults) {
    ADD_FAILURE() << model::info(fault.field).name << ' ' << fault.reason;
  }
  return event.value_or(catalog::DrEvent());
}

std::string in_words(const OrRefusal<Change>& answer) {
  if (answer) {
    return std::string(word_of(answer->outcome));
  }
  const Refusal& refusal = answer.error();
  EXPECT_EQ(refusal.sentence.english.empty(), refusal.sentence.chinese.empty());
  EXPECT_EQ(refusal.faults.empty(), refusal.kind != Refusal::Kind::invalid);
  EXPECT_EQ(refusal.storage.has_value(), refusal.kind == Refusal::Kind::storage);
  switch (refusal.kind) {
    case Refusal::Kind::invalid: {
      const catalog::DrEventFault& fault = refusal.faults.front();
      return "invalid " + std::string(model::info(fault.field).name) + ": " + fault.reason;
    }
    case Refusal::Kind::unknown_event:
      return "unknown: " + refusal.sentence.english;
    case Refusal::Kind::conflict:
      return "conflict: " + refusal.sentence.english;
    case Refusal::Kind::storage:
      return std::string(to_string(refusal.storage->code)) + ": " + refusal.storage->message;
  }
  return "";
}

std::string record_text(const catalog::DrEvent& event) {
  std::string text;
  json::Writer writer(text);
  model::write_record(writer, event.record, model::Names());
  return text;
}

BookTest::BookTest() : logger_(spdlog::default_logger()) {
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(logged_);
  auto logger = std::make_shared<spdlog::logger>("test", std::move(sink));
  logger->set_pattern("%v");
  spdlog::set_default_logger(std::move(logger));
  std::string pattern = testing::TempDir() + "cems-events-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  restart();
}

BookTest::~BookTest() {
  book_.reset();
  spdlog::set_default_logger(logger_);
  std::filesystem::remove_all(folder_);
}

void BookTest::restart() {
  book_.reset();
  auto opened = EventBook::open(folder_.string());
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  book_ = *std::move(opened);
}

Error BookTest::refused_to_open() const {
  const auto opened = EventBook::open(folder_.string());
  EXPECT_FALSE(opened.has_value());
  return opened ? Error() : opened.error();
}

std::string BookTest::create(const catalog::DrEvent& order) {
  return in_words(book_->create(site_, archived_, order, site_zone(), now_));
}

std::string BookTest::modify(std::string_view json) {
  return in_words(book_->modify(site_, archived_, order_of(json), site_zone(), now_));
}

std::string BookTest::cancel(std::string_view id, std::optional<std::int64_t> modification) {
  return in_words(book_->cancel(site_, archived_, id, modification, now_));
}

std::string BookTest::settle(std::string_view id, std::int64_t status) {
  return in_words(book_->settle(site_, archived_, id, status, now_));
}

std::string BookTest::reply(std::string_view id, catalog::DrOpt opt, std::string_view committed) {
  Reply given{opt, std::nullopt};
  if (!committed.empty()) {
    given.committed = Decimal::parse(committed).value();
  }
  return in_words(book_->reply(site_, archived_, id, given, now_));
}

catalog::DrEvent BookTest::event(std::string_view id) const {
  auto found = book_->event(site_, archived_, id);
  EXPECT_TRUE(found.has_value()) << id;
  return found.value_or(catalog::DrEvent());
}

std::vector<std::string> BookTest::ids() const {
  std::vector<std::string> ids;
  for (const catalog::DrEvent& event : book_->events(site_, archived_)) {
    ids.push_back(event.id);
  }
  return ids;
}

std::string BookTest::bytes() const {
  return read_file(file(), 1U << 30U).value();
}

void BookTest::write_bytes(std::string_view bytes) const {
  std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
}

std::size_t BookTest::lines() const {
  const std::string all = bytes();
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
}

}  // namespace cems::events
