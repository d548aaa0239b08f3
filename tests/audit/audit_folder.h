/// A folder with an audit log, for tests: write, look at its files, spoil them, read them back.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "audit/log.h"
#include "audit/verify.h"
#include "base/file.h"

namespace cems::audit {

inline constexpr TimeMs kNoon{1'795'780'800'000};  // 2026-11-27T12:00Z.

inline Entry entry(std::string object, TimeMs time = kNoon) {
  return {time, "platform", "7kq2m9xz", "PUT", std::move(object), "200", "192.0.2.7", 1, {}};
}

class AuditFolder : public testing::Test {
 protected:
  AuditFolder() {
    std::string pattern = testing::TempDir() + "auditXXXXXX";
    root_ = ::mkdtemp(pattern.data());
    folder_ = root_ + "/audit";
  }

  ~AuditFolder() override { std::filesystem::remove_all(root_); }

  /// `count` lines in appends of their own.
  void append(Log& log, int count, TimeMs now = kNoon) {
    for (int i = 0; i < count; ++i) {
      const Entry one = entry("/admin/v1/cems/" + std::to_string(i), now);
      const Status done = log.append({&one, 1}, now);
      ASSERT_TRUE(done) << done.error().message;
    }
  }

  /// What does not fit, in its own words.
  std::vector<std::string> findings(std::optional<Link> anchor = {}) {
    std::vector<std::string> all;
    Walk what;
    what.on_finding = [&all](std::string_view finding) { all.emplace_back(finding); };
    what.anchor = std::move(anchor);
    const Result<WalkReport> walked = walk(folder_, what);
    EXPECT_TRUE(walked) << walked.error().message;
    report_ = walked ? *walked : WalkReport{};
    return all;
  }

  /// Actions and objects of all lines, in order.
  std::vector<std::string> story() {
    std::vector<std::string> all;
    Walk what;
    what.on_line = [&all](const Line& line, std::string_view) {
      all.push_back(line.entry.action + " " + line.entry.object);
    };
    EXPECT_TRUE(walk(folder_, what));
    return all;
  }

  [[nodiscard]] std::string only_file() const {
    const std::vector<std::string> names = files_of(folder_);
    EXPECT_EQ(names.size(), 1U);
    return folder_ + "/" + names.front();
  }

  static std::string bytes_of(const std::string& path) { return *read_file(path, 64U << 20U); }

  static void put(const std::string& path, std::string_view bytes) {
    ASSERT_TRUE(write_file_atomically(path, bytes, 0600));
  }

  /// The lines of a text, each with its end.
  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at + 1));
      at = end + 1;
    }
    return lines;
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += line;
    }
    return text;
  }

  std::string root_;
  std::string folder_;
  WalkReport report_;
};

}  // namespace cems::audit
