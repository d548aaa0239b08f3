// Answers that wait for their moment: not before it, soon after it, and not for nobody.
#include "api/delayed_answers.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/limits_serving.h"

namespace cems::api {
namespace {

constexpr std::int64_t kMs = 1'000'000;

class DelayedAnswersTest : public testing::Test {
 protected:
  /// An answer with this status that is due in so many milliseconds, as a session holds it.
  std::unique_ptr<http::Intake> due_in(std::int64_t ms, int status = 429) {
    http::Response answer;
    answer.status = status;
    http::Response response = answers_.until(steady_ns() + ms * kMs, std::move(answer));
    EXPECT_NE(response.later, nullptr);
    response.later->wake_with([this] { ++wakes_; });
    return std::move(response.later);
  }

  /// Waits until there have been so many wakes; false after ten seconds.
  [[nodiscard]] bool woken(int times) const {
    for (int i = 0; i < 10'000 && wakes_ < times; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return wakes_ == times;
  }

  std::atomic<int> wakes_ = 0;
  DelayedAnswers answers_;
  std::jthread runs_{[this](const std::stop_token& over) { answers_.run(over); }};  // Last.
};

TEST_F(DelayedAnswersTest, OneComesAtItsMomentAndOnce) {
  const std::int64_t begun = steady_ns();
  const std::unique_ptr<http::Intake> intake = due_in(50);
  EXPECT_FALSE(intake->answer()) << "its connection was woken for another's sake";
  ASSERT_TRUE(woken(1));
  EXPECT_GE(steady_ns() - begun, 50 * kMs);
  const std::optional<http::Response> answer = intake->answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 429);
  EXPECT_FALSE(intake->answer());
  EXPECT_EQ(answers_.waiting(), 0U);
}

TEST_F(DelayedAnswersTest, ThoseThatComeLaterMayBeDueBefore) {
  const std::unique_ptr<http::Intake> late = due_in(3'600'000, 503);
  const std::unique_ptr<http::Intake> early = due_in(20);
  ASSERT_TRUE(woken(1));
  EXPECT_TRUE(early->answer());
  EXPECT_FALSE(late->answer());
  EXPECT_EQ(answers_.waiting(), 1U);
}

TEST_F(DelayedAnswersTest, WhatNobodyWaitsForAnyMoreIsForgotten) {
  std::vector<std::unique_ptr<http::Intake>> gone;
  gone.reserve(100);
  for (int i = 0; i < 100; ++i) {
    gone.push_back(due_in(3'600'000));
  }
  EXPECT_EQ(answers_.waiting(), 100U);
  gone.clear();
  EXPECT_EQ(answers_.waiting(), 0U);
  const std::unique_ptr<http::Intake> intake = due_in(1);
  EXPECT_TRUE(woken(1)) << "it goes on";
}

TEST_F(DelayedAnswersTest, OneThatIsDueAlreadyWakesToo) {
  const std::unique_ptr<http::Intake> intake = due_in(-100);
  ASSERT_TRUE(woken(1));
  EXPECT_TRUE(intake->answer());
}

TEST_F(DelayedAnswersTest, ManyOfATickAreAllWoken) {
  std::vector<std::unique_ptr<http::Intake>> all;
  all.reserve(1'000);
  for (int i = 0; i < 1'000; ++i) {
    all.push_back(due_in(i % 40));
  }
  ASSERT_TRUE(woken(1'000));
  for (const std::unique_ptr<http::Intake>& one : all) {
    EXPECT_TRUE(one->answer());
  }
}

}  // namespace
}  // namespace cems::api
