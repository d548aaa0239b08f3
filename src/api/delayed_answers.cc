// Moments are rounded up to ticks, so that a thousand answers a second wake a hundred times.
#include "api/delayed_answers.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/limits_serving.h"

namespace cems::api {
namespace {

std::int64_t next_tick(std::int64_t moment_ns) {
  constexpr std::int64_t kTickNs = limits::kDelayTickMs * 1'000'000;
  return (moment_ns + kTickNs - 1) / kTickNs * kTickNs;
}

}  // namespace

class DelayedAnswers::Waiting final : public http::Intake {
 public:
  Waiting(DelayedAnswers& all, std::int64_t due_ns, http::Response answer)
      : all_(all), due_ns_(due_ns), answer_(std::move(answer)) {}

  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  ~Waiting() override {
    if (place_) {
      all_.leave(*place_);
    }
  }

  void add(std::string_view /*bytes*/) override {}

  void end() override {}

  [[nodiscard]] std::size_t waiting() const override { return 0; }

  void wake_with(const http::Wake& wake) override { place_ = all_.enter(due_ns_, wake); }

  [[nodiscard]] std::optional<http::Response> answer() override {
    // Asked whenever the connection has been woken, and that may have been for another's sake.
    return steady_ns() < due_ns_ ? std::nullopt : std::exchange(answer_, std::nullopt);
  }

 private:
  DelayedAnswers& all_;
  const std::int64_t due_ns_;
  std::optional<http::Response> answer_;
  std::optional<Place> place_;
};

http::Response DelayedAnswers::until(std::int64_t due_ns, http::Response answer) {
  CEMS_ASSERT(answer.later == nullptr);
  http::Response response;
  response.later = std::make_unique<Waiting>(*this, next_tick(due_ns), std::move(answer));
  return response;
}

DelayedAnswers::Place DelayedAnswers::enter(std::int64_t due_ns, const http::Wake& wake) {
  const std::lock_guard lock(mutex_);
  const Place place{due_ns, entered_++};
  line_.emplace(place, wake);
  if (line_.begin()->first == place) {
    came_.notify_all();
  }
  return place;
}

void DelayedAnswers::leave(const Place& place) {
  const std::lock_guard lock(mutex_);
  line_.erase(place);  // Where it has not been woken yet.
}

std::vector<http::Wake> DelayedAnswers::take_due(std::int64_t now_ns) {
  const std::lock_guard lock(mutex_);
  std::vector<http::Wake> due;
  while (!line_.empty() && line_.begin()->first.first <= now_ns) {
    due.push_back(std::move(line_.begin()->second));
    line_.erase(line_.begin());
  }
  return due;
}

void DelayedAnswers::run(const std::stop_token& over) {
  while (!over.stop_requested()) {
    for (const http::Wake& wake : take_due(steady_ns())) {
      if (wake) {
        wake();
      }
    }
    std::unique_lock lock(mutex_);
    if (line_.empty()) {
      came_.wait(lock, over, [this] { return !line_.empty(); });
      continue;
    }
    const std::int64_t first = line_.begin()->first.first;
    came_.wait_for(lock, over, std::chrono::nanoseconds(first - steady_ns()),
                   [&] { return line_.empty() || line_.begin()->first.first < first; });
  }
}

std::size_t DelayedAnswers::waiting() const {
  const std::lock_guard lock(mutex_);
  return line_.size();
}

}  // namespace cems::api
