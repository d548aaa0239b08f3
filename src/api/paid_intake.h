/// Bodies that are paid for.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "http/message.h"

namespace cems::api {

/// The answer to a body that is not wanted, there from the beginning; what still comes in is thrown
/// away.
class RefusedIntake final : public http::Intake {
 public:
  explicit RefusedIntake(http::Response answer) : answer_(std::move(answer)) {}

  void add(std::string_view /*bytes*/) override {}

  void end() override {}

  [[nodiscard]] std::size_t waiting() const override { return 0; }

  [[nodiscard]] std::optional<http::Response> answer() override {
    return std::exchange(answer_, std::nullopt);
  }

 private:
  std::optional<http::Response> answer_;
};

/// Tells how much has come in when it is over: a body need not say so before, nor tell the truth.
class PaidIntake final : public http::Intake {
 public:
  using Pay = std::function<void(std::size_t bytes)>;

  PaidIntake(std::unique_ptr<http::Intake> intake, Pay pay)
      : intake_(std::move(intake)), pay_(std::move(pay)) {}

  PaidIntake(const PaidIntake&) = delete;
  PaidIntake& operator=(const PaidIntake&) = delete;

  ~PaidIntake() override { pay_(bytes_); }

  void add(std::string_view bytes) override {
    bytes_ += bytes.size();
    intake_->add(bytes);
  }

  void end() override { intake_->end(); }

  [[nodiscard]] std::size_t waiting() const override { return intake_->waiting(); }

  [[nodiscard]] std::optional<http::Response> answer() override { return intake_->answer(); }

 private:
  std::unique_ptr<http::Intake> intake_;
  const Pay pay_;
  std::size_t bytes_ = 0;
};

}  // namespace cems::api
