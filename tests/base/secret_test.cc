// Secrets: moved, compared and read; what must not compile is in tests/compile_fail.
#include "base/secret.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace cems {
namespace {

TEST(Secret, TakesTheBytesAndLeavesNone) {
  std::string text = "short";
  Secret secret(std::move(text));
  EXPECT_TRUE(text.empty());  // NOLINT(bugprone-use-after-move): that is the promise.
  EXPECT_EQ(secret.reveal(), "short");
  Secret moved(std::move(secret));
  EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(moved.reveal(), "short");
  moved = Secret(std::string("another one"));
  EXPECT_EQ(moved.reveal(), "another one");
}

TEST(Secret, ComparesByItsBytes) {
  const Secret one(std::string("abc"));
  EXPECT_TRUE(one.same_as(Secret(std::string("abc"))));
  EXPECT_FALSE(one.same_as(Secret(std::string("abd"))));
  EXPECT_FALSE(one.same_as(Secret(std::string("abcd"))));
  EXPECT_TRUE(Secret().same_as(Secret()));
}

TEST(Secret, CleansedTextIsEmpty) {
  std::string text(100, 'x');
  const char* const bytes = text.data();
  cleanse(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(bytes[1], '\0') << "the memory is still the string's";
}

TEST(Secret, FilesThatEverybodyMayReadAreRefused) {
  std::string pattern = testing::TempDir() + "secretXXXXXX";
  const std::string folder = ::mkdtemp(pattern.data());
  const std::string path = folder + "/key";
  std::ofstream(path) << "the first line\r\nand another\n";
  const auto mode = [&path](unsigned bits) {
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(bits));
  };
  for (const unsigned bits : {0604U, 0644U, 0602U, 0666U}) {
    mode(bits);
    const Result<Secret> secret = read_secret_file(path);
    ASSERT_FALSE(secret) << bits;
    EXPECT_EQ(secret.error().code, Errc::invalid_argument);
    EXPECT_NE(secret.error().message.find("chmod 600"), std::string::npos);
  }
  for (const unsigned bits : {0600U, 0400U, 0640U}) {
    mode(bits);
    EXPECT_EQ(read_secret_file(path)->reveal(), "the first line") << bits;
  }
  EXPECT_EQ(read_secret_file(folder + "/none").error().code, Errc::not_found);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cems
