// Answers that workers make: whole, in order, one piece ahead, and not for nobody.
#include "api/later_answer.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/turn_workers.h"

namespace cems::api {
namespace {

/// Pieces "0 ", "1 ", … and then the end or an error.
class NumberedPieces final : public http::BodySource {
 public:
  NumberedPieces(int count, bool breaks, std::atomic<int>& made)
      : count_(count), breaks_(breaks), made_(made) {}

  [[nodiscard]] Result<bool> read(std::string& out) override {
    if (breaks_ && made_ == count_) {
      return Error{Errc::corrupt, "broken"};
    }
    out += std::to_string(made_) + " ";
    return ++made_ < count_ || breaks_;
  }

 private:
  const int count_;
  const bool breaks_;
  std::atomic<int>& made_;
};

class LaterAnswerTest : public testing::Test {
 protected:
  http::Wake wake() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++wakes_;
      woken_.notify_all();
    };
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

  std::unique_ptr<http::Intake> begin(int pieces, bool breaks = false) {
    auto intake = answer_later(workers_, "tenant", [this, pieces, breaks] {
      ++answers_;
      http::Response response;
      response.status = 203;
      response.body = "head ";
      if (pieces > 0) {
        response.rest = std::make_unique<NumberedPieces>(pieces, breaks, made_);
      }
      return response;
    });
    intake->wake_with(wake());
    return intake;
  }

  std::optional<http::Response> answer(http::Intake& intake) {
    std::optional<http::Response> response;
    wait([&] {
      response = intake.answer();
      return response.has_value();
    });
    return response;
  }

  /// Reads the body as a session does; false where it broke off.
  bool read_all(http::Response& response, std::string& out) {
    out = response.body;
    if (response.rest == nullptr) {
      return true;
    }
    response.rest->wake_with(wake());
    for (;;) {
      if (!wait([&] { return response.rest->ready(); })) {
        ADD_FAILURE() << "nothing comes behind " << out;
        return false;
      }
      const Result<bool> more = response.rest->read(out);
      if (!more || !*more) {
        return more.has_value();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  int wakes_ = 0;
  std::atomic<int> answers_ = 0;
  std::atomic<int> made_ = 0;
  TurnWorkers workers_{2};  // Last: its jobs use the rest.
};

TEST_F(LaterAnswerTest, PiecesComeWholeAndInOrder) {
  const auto intake = begin(50);
  std::optional<http::Response> response = answer(*intake);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 203);
  std::string expected = "head ";
  for (int i = 0; i < 50; ++i) {
    expected += std::to_string(i) + " ";
  }
  std::string body;
  EXPECT_TRUE(read_all(*response, body));
  EXPECT_EQ(body, expected);
}

TEST_F(LaterAnswerTest, NoMoreThanOnePieceIsMadeAhead) {
  const auto intake = begin(10);
  std::optional<http::Response> response = answer(*intake);
  ASSERT_TRUE(response);
  EXPECT_EQ(made_, 0);
  response->rest->wake_with(wake());
  ASSERT_TRUE(wait([&] { return response->rest->ready(); }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(made_, 1);
  std::string out;
  EXPECT_TRUE(*response->rest->read(out));
  ASSERT_TRUE(wait([&] { return response->rest->ready(); }));
  EXPECT_EQ(made_, 2);
}

TEST_F(LaterAnswerTest, ABrokenPieceIsABrokenAnswer) {
  const auto intake = begin(3, true);
  std::optional<http::Response> response = answer(*intake);
  ASSERT_TRUE(response);
  std::string body;
  EXPECT_FALSE(read_all(*response, body));
  EXPECT_EQ(body, "head 0 1 2 ");
}

TEST_F(LaterAnswerTest, NothingIsMadeForWhoHasLeft) {
  std::promise<void> open;
  std::shared_future<void> gate = open.get_future().share();
  for (int i = 0; i < 2; ++i) {  // Both threads.
    workers_.post("gate", [gate] { gate.wait(); });
  }
  auto intake = begin(3);
  intake.reset();
  open.set_value();
  while (workers_.waiting() > 0) {
    std::this_thread::yield();
  }
  workers_.stop();
  EXPECT_EQ(answers_, 0);
}

TEST_F(LaterAnswerTest, AnAnswerThatIsLeftHalfWayIsNotMadeToItsEnd) {
  auto intake = begin(1'000'000);
  std::optional<http::Response> response = answer(*intake);
  ASSERT_TRUE(response);
  response->rest->wake_with(wake());
  ASSERT_TRUE(wait([&] { return response->rest->ready(); }));
  std::string out;
  EXPECT_TRUE(*response->rest->read(out));
  response.reset();
  intake.reset();
  workers_.stop();
  EXPECT_LE(made_, 2);
}

}  // namespace
}  // namespace cems::api
