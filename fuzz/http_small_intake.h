/// An Intake for the fuzzers of sessions: works at half of what waits each time it is looked at,
/// refuses a body that holds an 'X', and otherwise answers at its end.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "http/message.h"

class SmallIntake final : public cems::http::Intake {
 public:
  void add(std::string_view bytes) override {
    CEMS_ASSERT(!ended_ && !answered_);
    waiting_ += bytes.size();
    refuses_ = refuses_ || bytes.find('X') != std::string_view::npos;
  }

  void end() override {
    CEMS_ASSERT(!ended_ && !answered_);
    ended_ = true;
  }

  [[nodiscard]] std::size_t waiting() const override { return waiting_; }

  [[nodiscard]] std::optional<cems::http::Response> answer() override {
    CEMS_ASSERT(!answered_);  // Once it has been fetched the session lets go.
    waiting_ /= 2;
    if (!refuses_ && (!ended_ || waiting_ > 0)) {
      return std::nullopt;
    }
    answered_ = true;
    cems::http::Response response;
    response.status = refuses_ ? 400 : 200;
    response.body = "done";
    return response;
  }

 private:
  std::size_t waiting_ = 0;
  bool ended_ = false;
  bool refuses_ = false;
  bool answered_ = false;
};
