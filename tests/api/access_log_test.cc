// The access log: samples, bounds, whole lines.
#include "api/access_log.h"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "json/value.h"

namespace cems::api {
namespace {

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() : folder_(testing::TempDir() + "access-log-" + std::to_string(::getpid())) {
    std::filesystem::create_directories(folder_);
  }

  ~AccessLogTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/access.log"; }

  void open(const AccessLogOptions& options = {}) {
    auto log = AccessLog::open(path(), options);
    ASSERT_TRUE(log) << log.error().message;
    log_ = std::move(*log);
  }

  void put(int count, TimeMs now, int status = 200) {
    AccessRecord record;
    record.request_id = "r-1";
    record.client = "192.0.2.1";
    record.protocol = "h2";
    record.method = "GET";
    record.status = status;
    for (int i = 0; i < count; ++i) {
      log_->put(record, now);
    }
  }

  /// Closes the log; its lines.
  std::vector<json::Value> lines() {
    log_.reset();
    const Result<std::string> text = read_file(path(), 64U << 20U);
    EXPECT_TRUE(text);
    std::vector<json::Value> out;
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      EXPECT_NE(end, std::string_view::npos) << "half a line: " << rest;
      Result<json::Value> line = json::parse(rest.substr(0, end));
      EXPECT_TRUE(line) << rest.substr(0, end);
      out.push_back(*std::move(line));
      rest.remove_prefix(end + 1);
    }
    return out;
  }

  const TimeMs now_ = real_now();
  std::string folder_;
  std::unique_ptr<AccessLog> log_;
};

TEST_F(AccessLogTest, ASecondHasItsLinesAndTheNextSaysWhatWasLeftOut) {
  open({.lines_per_second = 10});
  put(25, now_ + 3'600'000);
  put(1, now_ + 3'601'000);
  EXPECT_EQ(log_->sums().left_out, 15U);
  const std::vector<json::Value> all = lines();
  ASSERT_EQ(all.size(), 11U);
  EXPECT_EQ(all[9].find("leftOut"), nullptr);
  ASSERT_NE(all[10].find("leftOut"), nullptr);
  EXPECT_EQ(all[10].find("leftOut")->text, "15");
}

TEST_F(AccessLogTest, AFloodOfAnswersDoesNotHideRefusals) {
  open({.lines_per_second = 5});
  put(100, now_ + 3'600'000, 200);
  put(3, now_ + 3'600'000, 403);
  const std::vector<json::Value> all = lines();
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all.back().find("status")->text, "403");
}

TEST_F(AccessLogTest, WhatDoesNotFitIsDroppedAndCounted) {
  open({.lines_per_second = 100'000, .waiting_bytes_max = 1000});
  put(2'000, now_);
  const AccessLogSums sums = log_->sums();
  EXPECT_GT(sums.dropped, 0U);
  const std::vector<json::Value> all = lines();
  EXPECT_EQ(all.size() + sums.dropped, 2'000U);
}

TEST_F(AccessLogTest, LinesOfManyThreadsAreWhole) {
  open({.lines_per_second = 100'000});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] { put(500, now_); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(lines().size(), 2'000U);
}

TEST_F(AccessLogTest, AFileThatCannotBeWrittenIsSaidAtOnce) {
  const auto log = AccessLog::open(folder_ + "/missing/access.log");
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().message.find("missing/access.log"), std::string::npos);
}

TEST_F(AccessLogTest, OnlyOwnerAndGroupReadIt) {
  open();

  struct stat status {};

  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07U, 0U);
}

}  // namespace
}  // namespace cems::api
