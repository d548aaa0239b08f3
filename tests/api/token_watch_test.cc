// A running server's view of the token file: changes are seen, damage changes nothing.
#include "api/token_watch.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace cems::api {
namespace {

constexpr TimeMs kWatchedAt{1'721'284'200'000};

/// Catches what is logged while it lives.
class LogCatcher {
 public:
  LogCatcher() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("caught", std::move(sink)));
  }

  ~LogCatcher() { spdlog::set_default_logger(before_); }

  LogCatcher(const LogCatcher&) = delete;
  LogCatcher& operator=(const LogCatcher&) = delete;

  [[nodiscard]] std::size_t count(const std::string& word) const {
    std::size_t found = 0;
    const std::string all = text_.str();
    for (std::size_t at = all.find(word); at != std::string::npos; at = all.find(word, at + 1)) {
      ++found;
    }
    return found;
  }

  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

class TokenWatchTest : public testing::Test {
 protected:
  TokenWatchTest() {
    std::string pattern = testing::TempDir() + "watchXXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/tokens";
  }

  ~TokenWatchTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string give(const std::string& name) const {
    const Result<IssuedToken> issued = TokenFile(path_).add(
        {name, *parse_sites("*"), ScopeSet::reading(), std::nullopt}, kWatchedAt);
    return std::string(issued->text.reveal());
  }

  static TokenVerdict verdict(const TokenWatch& watch, const std::string& token) {
    return watch.get()->check(token, kWatchedAt).verdict;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(TokenWatchTest, SeesTokensComeAndGo) {
  TokenWatch watch(path_);
  watch.refresh();
  EXPECT_EQ(watch.get()->size(), 0U);
  const std::string one = give("one");
  EXPECT_EQ(verdict(watch, one), TokenVerdict::invalid);
  watch.refresh();
  EXPECT_EQ(verdict(watch, one), TokenVerdict::valid);
  ASSERT_TRUE(TokenFile(path_).revoke("one"));
  watch.refresh();
  EXPECT_EQ(verdict(watch, one), TokenVerdict::invalid);
}

TEST_F(TokenWatchTest, UnchangedFileIsNotReadAgain) {
  const std::string one = give("one");
  TokenWatch watch(path_);
  watch.refresh();
  const auto table = watch.get();
  watch.refresh();
  EXPECT_EQ(watch.get(), table);
}

TEST_F(TokenWatchTest, RemovedFileMeansNoTokens) {
  const std::string one = give("one");
  TokenWatch watch(path_);
  watch.refresh();
  std::filesystem::remove(path_);
  watch.refresh();
  EXPECT_EQ(verdict(watch, one), TokenVerdict::invalid);
}

TEST_F(TokenWatchTest, DamagedFileKeepsTheLastGoodTableAndSaysSoOnce) {
  const std::string one = give("one");
  TokenWatch watch(path_);
  watch.refresh();
  const LogCatcher log;
  std::ofstream(path_, std::ios::trunc) << "{\"version\":1,\"tok";
  watch.refresh();
  watch.refresh();
  EXPECT_EQ(verdict(watch, one), TokenVerdict::valid);
  EXPECT_EQ(log.count("tokens cannot be read"), 1U) << log.text();

  std::filesystem::remove(path_);
  const std::string two = give("two");
  watch.refresh();
  EXPECT_EQ(verdict(watch, one), TokenVerdict::invalid);
  EXPECT_EQ(verdict(watch, two), TokenVerdict::valid);
}

TEST_F(TokenWatchTest, IdentityOutlivesItsTable) {
  const std::string one = give("one");
  TokenWatch watch(path_);
  watch.refresh();
  const auto identity = watch.get()->check(one, kWatchedAt).identity;
  ASSERT_TRUE(TokenFile(path_).revoke("one"));
  watch.refresh();
  EXPECT_EQ(identity->name, "one");
}

TEST_F(TokenWatchTest, ReadersAndRefreshRunTogether) {
  TokenWatch watch(path_);
  const std::string keep = give("keep");
  watch.refresh();
  std::thread reader([&] {
    for (int i = 0; i < 2000; ++i) {
      EXPECT_EQ(verdict(watch, keep), TokenVerdict::valid);
    }
  });
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(give("other" + std::to_string(i)));
    watch.refresh();
  }
  reader.join();
  EXPECT_EQ(watch.get()->size(), 11U);
}

}  // namespace
}  // namespace cems::api
