// See readings_intake.h.
#include "api/readings_intake.h"

#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/mutex.h"

namespace cems::api {
namespace {

// Enough for a worker to be worth waking, and a quarter of what the sender may have under way.
constexpr std::size_t kPieceBytesMin = limits::kIntakeBytesMax / 4;

/// What the session's thread and the workers share.
class ReadingsWork : public std::enable_shared_from_this<ReadingsWork> {
 public:
  ReadingsWork(std::unique_ptr<ReadingsBody> body, Exchange exchange, Workers& workers,
               http::Wake wake)
      : body_(std::move(body)),
        exchange_(std::move(exchange)),
        workers_(workers),
        wake_(std::move(wake)) {}

  void add(std::string_view bytes) CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (over_) {
      return;  // Refused already; the session does not know yet.
    }
    incoming_ += bytes;
    waiting_ += bytes.size();
    if (incoming_.size() >= kPieceBytesMin) {
      begin();
    }
  }

  void end() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ended_ = true;
    begin();
  }

  void abandon() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    abandoned_ = true;
  }

  [[nodiscard]] std::size_t waiting() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return waiting_;
  }

  [[nodiscard]] std::optional<http::Response> answer() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }

 private:
  void begin() CEMS_REQUIRES(mutex_) {
    if (!working_ && !over_) {
      working_ = true;
      workers_.post([self = shared_from_this()] { self->work(); });
    }
  }

  /// Takes what is there, until there is nothing. One worker at a time: working_ says so.
  void work() CEMS_EXCLUDES(mutex_) {
    std::string piece;
    bool last = false;
    while (take(piece, last)) {
      std::optional<http::Response> response = work_at(piece, last);
      if (response) {
        body_.reset();
      }
      note_done(piece.size(), std::move(response));
      wake_();  // After it: the session looks at waiting() and answer() but once.
    }
  }

  [[nodiscard]] bool take(std::string& piece, bool& last) CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    over_ = over_ || abandoned_;
    if (over_ || (incoming_.empty() && !ended_)) {
      working_ = false;
      return false;
    }
    piece.clear();
    piece.swap(incoming_);  // The sender fills the room that this has left.
    last = ended_;
    return true;
  }

  void note_done(std::size_t bytes, std::optional<http::Response> response) CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    waiting_ -= bytes;
    over_ = response.has_value();
    answer_ = std::move(response);
  }

  /// The answer, when there is one.
  [[nodiscard]] std::optional<http::Response> work_at(std::string_view piece, bool last) {
    const Checked<Unit> added = body_->add(piece);
    if (!added) {
      return exchange_.refuse(added.error());
    }
    if (!last) {
      return std::nullopt;
    }
    Checked<std::string> report = body_->finish();
    return report ? exchange_.plain(200, *std::move(report)) : exchange_.refuse(report.error());
  }

  std::unique_ptr<ReadingsBody> body_;  // Of whoever works.
  const Exchange exchange_;
  Workers& workers_;
  const http::Wake wake_;
  Mutex mutex_;
  std::string incoming_ CEMS_GUARDED_BY(mutex_);
  std::size_t waiting_ CEMS_GUARDED_BY(mutex_) = 0;  // incoming_ and what is being worked at.
  bool ended_ CEMS_GUARDED_BY(mutex_) = false;
  bool working_ CEMS_GUARDED_BY(mutex_) = false;
  bool abandoned_ CEMS_GUARDED_BY(mutex_) = false;
  bool over_ CEMS_GUARDED_BY(mutex_) = false;  // Answered, or nobody waits for an answer.
  std::optional<http::Response> answer_ CEMS_GUARDED_BY(mutex_);
};

class ReadingsIntake final : public http::Intake {
 public:
  explicit ReadingsIntake(std::shared_ptr<ReadingsWork> work) : work_(std::move(work)) {}

  ReadingsIntake(const ReadingsIntake&) = delete;
  ReadingsIntake& operator=(const ReadingsIntake&) = delete;

  ~ReadingsIntake() override { work_->abandon(); }

  void add(std::string_view bytes) override { work_->add(bytes); }

  void end() override { work_->end(); }

  [[nodiscard]] std::size_t waiting() const override { return work_->waiting(); }

  [[nodiscard]] std::optional<http::Response> answer() override { return work_->answer(); }

 private:
  std::shared_ptr<ReadingsWork> work_;
};

}  // namespace

std::unique_ptr<http::Intake> make_readings_intake(std::unique_ptr<ReadingsBody> body,
                                                   Exchange exchange, Workers& workers,
                                                   http::Wake wake) {
  return std::make_unique<ReadingsIntake>(std::make_shared<ReadingsWork>(
      std::move(body), std::move(exchange), workers, std::move(wake)));
}

}  // namespace cems::api
