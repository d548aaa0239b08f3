// The audit log on disk: what is appended stays, and whatever else is done to it shows
// (reliability bar 29).
#include "audit/log.h"

#include <csignal>
#include <random>

#include <sys/stat.h>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <unistd.h>

#include "audit/head.h"
#include "audit_folder.h"

namespace cems::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AuditLogTest : public AuditFolder {};

TEST_F(AuditLogTest, AnUntouchedLogHasNoFindings) {
  EXPECT_THAT(findings(), IsEmpty());  // Before there is a folder.
  Log log = *Log::open(folder_);
  append(log, 20);
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.lines, 20U);
  EXPECT_EQ(report_.last.number, 20U);
  Log again = *Log::open(folder_);
  append(again, 5);
  append(log, 5);  // Which notices what the other has written.
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.last.number, 30U);

  struct stat status {};

  ASSERT_EQ(::stat(only_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0700U);
}

TEST_F(AuditLogTest, EachRecordThatIsAlteredDeletedOrMovedIsNamed) {
  Log log = *Log::open(folder_);
  append(log, 8);
  const std::string path = only_file();
  const std::vector<std::string> whole = lines_of(bytes_of(path));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::string name = "record " + std::to_string(i + 1);
    std::vector<std::string> other = whole;
    other[i].replace(other[i].find("\"200\""), 5, "\"201\"");
    put(path, joined(other));
    EXPECT_THAT(findings(), ElementsAre(HasSubstr(name + " was altered")));

    other = whole;
    other.erase(other.begin() + static_cast<std::ptrdiff_t>(i));
    put(path, joined(other));
    EXPECT_THAT(findings(),
                ElementsAre(HasSubstr(i == 0 ? "record 1 is missing" : name + " is missing")));
    if (i + 1 < whole.size()) {
      other = whole;
      std::swap(other[i], other[i + 1]);
      put(path, joined(other));
      EXPECT_THAT(findings(), testing::Contains(HasSubstr(name)));
      EXPECT_THAT(findings(), testing::Contains(HasSubstr("stands after")));
    }
  }
  put(path, joined(whole));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(AuditLogTest, ARecordThatIsWrittenAnewBreaksTheChain) {
  Log log = *Log::open(folder_);
  append(log, 5);
  std::vector<std::string> lines = lines_of(bytes_of(only_file()));
  for (const std::size_t i : {std::size_t{2}, std::size_t{4}}) {
    Link before{i, read_line(std::string_view(lines[i]).substr(0, lines[i].size() - 1))->prev};
    std::vector<std::string> other = lines;
    other[i] = write_line(entry("/forged"), before);  // With a hash that is right for itself.
    put(only_file(), joined(other));
    EXPECT_THAT(findings(),
                ElementsAre(HasSubstr(i == 4 ? "record 5 is not the one that was written last"
                                             : "record 4 does not follow from record 3")));
  }
}

TEST_F(AuditLogTest, WhatIsCutOffTheEndIsMissed) {
  Log log = *Log::open(folder_);
  append(log, 6);
  const std::vector<std::string> lines = lines_of(bytes_of(only_file()));
  for (std::size_t left = 0; left < lines.size(); ++left) {
    put(only_file(), joined({lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(left)}));
    EXPECT_THAT(findings(), testing::Contains(HasSubstr("missing, at the end"))) << left;
  }
  std::filesystem::remove(only_file());
  EXPECT_THAT(findings(), testing::Contains(HasSubstr("records 1 to 6 are missing, at the end")));
  std::filesystem::remove(folder_ + "/head");
  EXPECT_THAT(findings(), IsEmpty());  // All of it is gone: only an anchor can tell.
  EXPECT_THAT(findings(Link{6, std::string(64, 'a')}), ElementsAre(HasSubstr("record 6")));
}

TEST_F(AuditLogTest, WithoutItsHeadALogSaysSo) {
  Log log = *Log::open(folder_);
  append(log, 3);
  const Link end = **read_head(folder_ + "/head");
  EXPECT_THAT(findings(end), IsEmpty());
  EXPECT_THAT(findings(Link{2, end.hash}), ElementsAre(HasSubstr("record 2")));
  put(folder_ + "/head", std::string(95, 'x'));
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("head is damaged")));
  std::filesystem::remove(folder_ + "/head");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("head is missing")));
}

TEST_F(AuditLogTest, ATornLineIsCutOffAndSaid) {
  Log log = *Log::open(folder_);
  append(log, 3);
  const std::string whole = bytes_of(only_file());
  Link end = **read_head(folder_ + "/head");
  const std::string next = write_line(entry("/torn"), end);
  for (std::size_t bytes = 1; bytes < next.size(); bytes += 7) {
    put(only_file(), whole + next.substr(0, bytes));
    EXPECT_THAT(findings(), IsEmpty()) << "nothing that was acknowledged is missing";
    Log after = *Log::open(folder_);
    append(after, 1);
    EXPECT_THAT(findings(), IsEmpty()) << bytes;
    EXPECT_THAT(story().at(3), testing::StartsWith("audit.cut "));
    EXPECT_EQ(report_.last.number, 5U);
    put(only_file(), whole);
    std::filesystem::remove(folder_ + "/head");
    ASSERT_TRUE(
        write_head(folder_ + "/head",
                   read_line(whole.substr(whole.rfind('\n', whole.size() - 2) + 1,
                                          whole.size() - whole.rfind('\n', whole.size() - 2) - 2))
                       ->link));
  }
}

TEST_F(AuditLogTest, MissingLinesStayMissing) {
  Log log = *Log::open(folder_);
  append(log, 6);
  const std::string path = only_file();
  const std::string whole = bytes_of(path);
  const std::vector<std::string> lines = lines_of(whole);
  put(path, joined({lines.begin(), lines.begin() + 4}));
  Log after = *Log::open(folder_);
  append(after, 2);
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("records 5 to 6 are missing")));
  EXPECT_THAT(story().at(4), "audit.gap 5-6");
  EXPECT_EQ(report_.last.number, 9U);
  put(path, whole);  // From a backup: the chain is whole again.
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(AuditLogTest, ADayAndASizeEndAFile) {
  Log log = *Log::open(folder_, {limits::kAuditDaysMin, 2000});
  append(log, 12);
  const std::size_t by_size = files_of(folder_).size();
  EXPECT_GT(by_size, 1U);
  append(log, 1, kNoon + kMsPerDay);
  EXPECT_EQ(files_of(folder_).size(), by_size + 1);
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.lines, 13U);
  // A whole file that is taken away is as much missed as a line.
  std::filesystem::remove(folder_ + "/" + files_of(folder_)[1]);
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("are missing, before")));
  std::filesystem::remove(folder_ + "/" + files_of(folder_)[0]);
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("no record says that they were removed")));
}

TEST_F(AuditLogTest, FilesGoAfterTheDaysTheyAreKeptAndNotBefore) {
  Log log = *Log::open(folder_);
  append(log, 3);
  append(log, 2, kNoon + kMsPerDay);
  append(log, 1, kNoon + 180 * kMsPerDay - 1);
  EXPECT_EQ(files_of(folder_).size(), 3U);
  append(log, 1, kNoon + 180 * kMsPerDay + kMsPerDay / 2);
  EXPECT_THAT(story(),
              ElementsAre("PUT /admin/v1/cems/0", "PUT /admin/v1/cems/1", "PUT /admin/v1/cems/0",
                          "audit.expire 1-3", "PUT /admin/v1/cems/0"));
  EXPECT_THAT(findings(), IsEmpty());
  append(log, 1, kNoon + 400 * kMsPerDay);
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.first.number, 9U);
}

TEST_F(AuditLogTest, ProcessesThatAppendAtOnceKeepOneChain) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 25;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Result<Log> log = Log::open(folder_, {limits::kAuditDaysMin, 4000});
      bool fine = log.has_value();
      for (int i = 0; i < kEach && fine; ++i) {
        const Entry one = entry("/" + std::to_string(p));
        fine = log->append({&one, 1}, kNoon).has_value();
      }
      ::_exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.lines, static_cast<std::uint64_t>(kProcesses * kEach));
}

TEST_F(AuditLogTest, KilledAtAnyMomentItHoldsWhatWasAcknowledged) {
  std::mt19937 random(29);  // Fixed, so that a run repeats the last.
  std::uint64_t acknowledged = 0;
  for (int life = 0; life < 8; ++life) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Result<Log> log = Log::open(folder_, {limits::kAuditDaysMin, 3000});
      while (log) {
        const Entry one = entry("/admin/v1/cems/S");
        const char byte = log->append({&one, 1}, kNoon) ? 'y' : 'n';
        if (::write(pipe_ends[1], &byte, 1) != 1) {
          break;
        }
      }
      ::_exit(1);
    }
    ::close(pipe_ends[1]);
    ::usleep(static_cast<useconds_t>(2000 + random() % 30'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    char byte = 0;
    while (::read(pipe_ends[0], &byte, 1) == 1) {
      ASSERT_EQ(byte, 'y');
      ++acknowledged;
    }
    ::close(pipe_ends[0]);
    EXPECT_THAT(findings(), IsEmpty());
    EXPECT_GE(report_.last.number, acknowledged);
  }
  EXPECT_GT(acknowledged, 0U);
}

}  // namespace
}  // namespace cems::audit
