// fork and exec of the running program, with a pipe.
#include "tests/store/child_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <sys/mman.h>
#include <sys/wait.h>

#include <gtest/gtest.h>
#include <unistd.h>

namespace cems::store::test {
namespace {

constexpr const char* kArguments = "CEMS_CHILD";
constexpr const char* kPipe = "CEMS_CHILD_PIPE";

}  // namespace

std::string sanitizer_options() {
  const char* const options = std::getenv("TSAN_OPTIONS");
  return std::string("TSAN_OPTIONS=") + (options != nullptr ? options : "");
}

ChildProcess::ChildProcess(std::string filter, const std::string& arguments) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  // Everything that allocates is done before fork: a child of a threaded process must not.
  std::string what = std::string(kArguments) + "=" + arguments;
  std::string pipe_end = std::string(kPipe) + "=" + std::to_string(ends[1]);
  std::string program = "/proc/self/exe";
  filter = "--gtest_filter=" + filter;
  std::string brief = "--gtest_brief=1";
  std::array<char*, 4> words{program.data(), filter.data(), brief.data(), nullptr};
  std::string sanitizer = sanitizer_options();
  std::array<char*, 4> environment{what.data(), pipe_end.data(), sanitizer.data(), nullptr};
  printed_ = ::memfd_create("child", MFD_CLOEXEC);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    ::dup2(printed_, STDOUT_FILENO);
    ::execve(program.c_str(), words.data(), environment.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    kill();
    static_cast<void>(rest());
  }
}

bool ChildProcess::take() {
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(pipe_, buffer.data(), buffer.size());
  if (n > 0) said_.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

void ChildProcess::wait_for_a_number() {
  if (said_.empty()) static_cast<void>(take());
}

void ChildProcess::kill() {
  ::kill(pid_, SIGKILL);
}

std::vector<std::int64_t> ChildProcess::rest() {
  while (take()) {
  }
  ::close(pipe_);
  int status = 0;
  EXPECT_EQ(::waitpid(pid_, &status, 0), pid_);
  pid_ = -1;
  status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  if (status_ > 0) {
    std::string printed(static_cast<std::size_t>(::lseek(printed_, 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(printed_, printed.data(), printed.size(), 0),
              static_cast<ssize_t>(printed.size()));
    ADD_FAILURE() << "the child printed\n" << printed;
  }
  ::close(printed_);
  EXPECT_EQ(said_.size() % sizeof(std::int64_t), 0U);
  std::vector<std::int64_t> numbers(said_.size() / sizeof(std::int64_t));
  std::memcpy(numbers.data(), said_.data(), numbers.size() * sizeof(std::int64_t));
  return numbers;
}

std::optional<std::string> child_arguments() {
  const char* given = std::getenv(kArguments);
  return given == nullptr ? std::nullopt : std::optional<std::string>(given);
}

void say(std::int64_t number) {
  const char* pipe = std::getenv(kPipe);
  ASSERT_NE(pipe, nullptr);
  const int end = static_cast<int>(std::strtol(pipe, nullptr, 10));
  ASSERT_EQ(::write(end, &number, sizeof number), static_cast<ssize_t>(sizeof number));
}

}  // namespace cems::store::test
