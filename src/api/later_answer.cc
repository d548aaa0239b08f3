// See later_answer.h.
#include "api/later_answer.h"

#include <optional>
#include <utility>

#include "base/assert.h"
#include "base/mutex.h"

namespace cems::api {
namespace {

/// The pieces of a streamed answer, made one ahead. Shared by its session and the workers.
class PieceWork : public std::enable_shared_from_this<PieceWork> {
 public:
  PieceWork(TurnWorkers& workers, std::string tenant, std::unique_ptr<http::BodySource> body)
      : workers_(workers), tenant_(std::move(tenant)), body_(std::move(body)) {}

  void begin(const http::Wake& wake) CEMS_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      wake_ = wake;
    }
    post();
  }

  [[nodiscard]] bool ready() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return more_.has_value();
  }

  /// REQUIRES: ready().
  [[nodiscard]] Result<bool> take(std::string& out) CEMS_EXCLUDES(mutex_) {
    std::optional<Result<bool>> more;
    {
      const MutexLock lock(mutex_);
      CEMS_ASSERT(more_.has_value());
      more = std::exchange(more_, std::nullopt);
      out.append(piece_);
      piece_.clear();
    }
    if (*more && **more) {
      post();
    }
    return *std::move(more);
  }

  void abandon() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    abandoned_ = true;
    wake_ = nullptr;
  }

 private:
  void post() {
    workers_.post(tenant_, [self = shared_from_this()] { self->work(); });
  }

  void work() CEMS_EXCLUDES(mutex_) {
    std::string piece;
    {
      const MutexLock lock(mutex_);
      if (abandoned_) {
        return;
      }
      piece.swap(piece_);  // For its memory.
    }
    Result<bool> more = body_->read(piece);
    http::Wake wake;
    {
      const MutexLock lock(mutex_);
      piece_ = std::move(piece);
      more_ = std::move(more);
      wake = wake_;
    }
    if (wake) {
      wake();
    }
  }

  TurnWorkers& workers_;
  const std::string tenant_;
  std::unique_ptr<http::BodySource> body_;  // Of whoever works: one job at a time is under way.
  Mutex mutex_;
  http::Wake wake_ CEMS_GUARDED_BY(mutex_);
  std::string piece_ CEMS_GUARDED_BY(mutex_);
  std::optional<Result<bool>> more_ CEMS_GUARDED_BY(mutex_);  // Of the piece that is there.
  bool abandoned_ CEMS_GUARDED_BY(mutex_) = false;
};

class PieceBody final : public http::BodySource {
 public:
  explicit PieceBody(std::shared_ptr<PieceWork> work) : work_(std::move(work)) {}

  PieceBody(const PieceBody&) = delete;
  PieceBody& operator=(const PieceBody&) = delete;

  ~PieceBody() override { work_->abandon(); }

  [[nodiscard]] bool ready() override { return work_->ready(); }

  void wake_with(const http::Wake& wake) override { work_->begin(wake); }

  [[nodiscard]] Result<bool> read(std::string& out) override { return work_->take(out); }

 private:
  std::shared_ptr<PieceWork> work_;
};

/// An answer in the making. Shared by its session and a worker.
class AnswerWork : public std::enable_shared_from_this<AnswerWork> {
 public:
  AnswerWork(TurnWorkers& workers, std::string tenant, std::function<http::Response()> make)
      : workers_(workers), tenant_(std::move(tenant)), make_(std::move(make)) {}

  void begin(const http::Wake& wake) {
    wake_ = wake;
    workers_.post(tenant_, [self = shared_from_this()] { self->work(); });
  }

  [[nodiscard]] std::optional<http::Response> take() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }

  void abandon() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    abandoned_ = true;
  }

 private:
  void work() CEMS_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      if (abandoned_) {
        return;
      }
    }
    http::Response response = make_();
    make_ = nullptr;
    if (response.rest != nullptr) {
      response.rest = std::make_unique<PieceBody>(
          std::make_shared<PieceWork>(workers_, tenant_, std::move(response.rest)));
    }
    {
      const MutexLock lock(mutex_);
      answer_ = std::move(response);
    }
    if (wake_) {
      wake_();
    }
  }

  TurnWorkers& workers_;
  const std::string tenant_;
  std::function<http::Response()> make_;  // Of the one job.
  http::Wake wake_;                       // Written before there is a job.
  Mutex mutex_;
  std::optional<http::Response> answer_ CEMS_GUARDED_BY(mutex_);
  bool abandoned_ CEMS_GUARDED_BY(mutex_) = false;
};

class AnswerIntake final : public http::Intake {
 public:
  explicit AnswerIntake(std::shared_ptr<AnswerWork> work) : work_(std::move(work)) {}

  AnswerIntake(const AnswerIntake&) = delete;
  AnswerIntake& operator=(const AnswerIntake&) = delete;

  ~AnswerIntake() override { work_->abandon(); }

  void add(std::string_view /*bytes*/) override {}

  void end() override {}

  [[nodiscard]] std::size_t waiting() const override { return 0; }

  void wake_with(const http::Wake& wake) override { work_->begin(wake); }

  [[nodiscard]] std::optional<http::Response> answer() override { return work_->take(); }

 private:
  std::shared_ptr<AnswerWork> work_;
};

}  // namespace

std::unique_ptr<http::Intake> answer_later(TurnWorkers& workers, std::string tenant,
                                           std::function<http::Response()> make) {
  return std::make_unique<AnswerIntake>(
      std::make_shared<AnswerWork>(workers, std::move(tenant), std::move(make)));
}

}  // namespace cems::api
