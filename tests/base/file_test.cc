/// Files: bounds, replacing whole, modes, errors by their code, and the lock.
#include "base/file.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>

#include <gtest/gtest.h>
#include <unistd.h>

namespace cems {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string name = (fs::temp_directory_path() / "cems_file_test.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }

  ~FileTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(FileTest, ReadsBackWhatWasWritten) {
  const std::string contents(200'000, 'x');
  ASSERT_TRUE(write_file_atomically(folder_ / "a", contents).has_value());
  EXPECT_EQ(*read_file(folder_ / "a", contents.size()), contents);
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "").has_value());
  EXPECT_EQ(*read_file(folder_ / "a", 0), "");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, LongerThanTheBoundIsTooLarge) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "12345").has_value());
  EXPECT_EQ(read_file(folder_ / "a", 4).error().code, Errc::too_large);
  EXPECT_EQ(*read_file(folder_ / "a", 5), "12345");
}

TEST_F(FileTest, ModeIsWhatWasAskedWhateverTheUmask) {
  const mode_t before = ::umask(0077);
  ASSERT_TRUE(write_file_atomically(folder_ / "open", "x", 0644).has_value());
  ::umask(0);
  ASSERT_TRUE(write_file_atomically(folder_ / "secret", "x", 0600).has_value());
  ::umask(before);

  struct stat found {};

  ASSERT_EQ(::stat((folder_ / "open").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0644U);
  ASSERT_EQ(::stat((folder_ / "secret").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(FileTest, ErrorsSayWhatIsWrongWithWhichPath) {
  const auto missing = read_file(folder_ / "none", 10);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_NE(missing.error().message.find("none"), std::string::npos);
  EXPECT_EQ(read_file(folder_, 10).error().code, Errc::invalid_argument);
  EXPECT_EQ(write_file_atomically(folder_ / "none" / "a", "x").error().code, Errc::not_found);
  EXPECT_EQ(sync_directory(folder_ / "none").error().code, Errc::not_found);
}

TEST_F(FileTest, AFailedReplacementLeavesNothingBehind) {
  ASSERT_TRUE(make_directories(folder_ / "taken" / "below").has_value());
  EXPECT_FALSE(write_file_atomically(folder_ / "taken", "x").has_value());
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, ReadersSeeOldOrNewNeverAPart) {
  const std::string old_text(50'000, 'o');
  const std::string new_text(70'000, 'n');
  ASSERT_TRUE(write_file_atomically(folder_ / "a", old_text).has_value());
  std::thread writer([&] {
    for (int i = 0; i < 30; ++i) {
      (void)write_file_atomically(folder_ / "a", i % 2 == 0 ? new_text : old_text);
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto seen = read_file(folder_ / "a", 100'000);
    EXPECT_TRUE(seen && (*seen == old_text || *seen == new_text));
  }
  writer.join();
}

TEST_F(FileTest, FoldersAreMadeWithTheirParents) {
  ASSERT_TRUE(make_directories(folder_ / "a" / "b" / "c").has_value());
  ASSERT_TRUE(make_directories(folder_ / "a" / "b" / "c").has_value());
  ASSERT_TRUE(make_directories((folder_ / "a" / "d").string() + "/").has_value());
  EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b" / "c"));
  ASSERT_TRUE(write_file_atomically(folder_ / "file", "x").has_value());
  EXPECT_EQ(make_directories(folder_ / "file").error().code, Errc::invalid_argument);
  EXPECT_EQ(make_directories(folder_ / "file" / "below").error().code, Errc::invalid_argument);
}

TEST_F(FileTest, AppendedBytesAreReadBackFromAnywhere) {
  {
    auto file = AppendFile::open(folder_ / "log", 0600);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(file->append("one,").has_value());
    ASSERT_TRUE(file->append("two,").has_value());
  }
  auto file = AppendFile::open(folder_ / "log", 0600);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->size(), 8U);
  std::string bytes(100, '\0');
  EXPECT_EQ(*file->read(4, bytes), 4U);
  EXPECT_EQ(bytes.substr(0, 4), "two,");
  EXPECT_EQ(*file->read(8, bytes), 0U);
  ASSERT_TRUE(file->cut(4).has_value());
  ASSERT_TRUE(file->append("2").has_value());
  EXPECT_EQ(*read_file(folder_ / "log", 100), "one,2");
  EXPECT_EQ(file->size(), 5U);
}

TEST_F(FileTest, AppendingSaysThatTheDiskIsFull) {
  auto full = AppendFile::open("/dev/full");
  ASSERT_TRUE(full.has_value()) << full.error().message;
  EXPECT_EQ(full->append("x").error().code, Errc::no_space);
  EXPECT_EQ(full->size(), 0U);
  EXPECT_EQ(AppendFile::open(folder_ / "none" / "log").error().code, Errc::not_found);
  EXPECT_EQ(AppendFile::open(folder_).error().code, Errc::invalid_argument);
}

TEST_F(FileTest, LockKeepsOthersOutAndNamesItsOwner) {
  {
    const auto lock = FileLock::acquire(folder_);
    ASSERT_TRUE(lock.has_value());
    const auto second = FileLock::acquire(folder_);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
  }
  EXPECT_TRUE(FileLock::acquire(folder_).has_value());
  EXPECT_EQ(FileLock::acquire(folder_ / "none").error().code, Errc::not_found);
}

TEST_F(FileTest, LockOfADeadProcessIsFree) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = FileLock::acquire(folder_);
    ::_exit(lock.has_value() ? 0 : 1);  // Dies with the lock held.
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(FileLock::acquire(folder_).has_value());
}

TEST_F(FileTest, MovedLockIsStillHeld) {
  auto first = FileLock::acquire(folder_);
  ASSERT_TRUE(first.has_value());
  const FileLock moved = std::move(*first);
  EXPECT_FALSE(FileLock::acquire(folder_).has_value());
}

}  // namespace
}  // namespace cems
