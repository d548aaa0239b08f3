/// The console in front of the interfaces: answers its own addresses and leaves all others to the
/// handler behind it.
///
/// Thread-safety: as that handler's.
#pragma once

#include <memory>

#include "api/console_files.h"
#include "http/message.h"

namespace cems::api {

class Console : public http::Handler {
 public:
  /// REQUIRES: `behind` outlives it.
  Console(ConsoleFiles files, http::Handler& behind);

  [[nodiscard]] http::Response handle(const http::Request& request) override;
  [[nodiscard]] std::size_t body_bytes_max(const http::Request& head) const override;
  [[nodiscard]] std::unique_ptr<http::Intake> open_intake(const http::Request& head,
                                                          const http::Wake& wake) override;

  void on_reset(bool by_us, std::uint32_t code) override { behind_.on_reset(by_us, code); }

  void on_goaway(std::uint32_t code) override { behind_.on_goaway(code); }

 private:
  ConsoleFiles files_;
  http::Handler& behind_;
};

}  // namespace cems::api
