/// This test program once more, as a child with one test of its own: something to kill.
///
/// The child says numbers through a pipe; eight bytes into a pipe are there whole or not at all.
/// Used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cems::store::test {

/// What ThreadSanitizer was told, as a variable of a child's environment: it would report what
/// happens inside RocksDB, and the child would fail.
[[nodiscard]] std::string sanitizer_options();

class ChildProcess {
 public:
  /// Starts the tests of `filter` with CEMS_CHILD set to `arguments`.
  ChildProcess(std::string filter, const std::string& arguments);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Kills and waits.
  ~ChildProcess();

  /// Waits until it has said something, or has ended.
  void wait_for_a_number();

  void kill();

  /// Everything it has said; waits for its end. Prints what a child that failed has printed.
  [[nodiscard]] std::vector<std::int64_t> rest();

  /// After rest(): exit status, or minus the signal that ended it.
  [[nodiscard]] int status() const { return status_; }

 private:
  [[nodiscard]] bool take();

  int pid_ = -1;
  int pipe_ = -1;
  int printed_ = -1;  // A file without a name.
  int status_ = 0;
  std::string said_;
};

/// In the child: its arguments, nothing in every other process.
[[nodiscard]] std::optional<std::string> child_arguments();

/// In the child: says a number to the parent. Safe from any thread.
void say(std::int64_t number);

}  // namespace cems::store::test
