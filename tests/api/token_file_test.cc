// The token file: what it keeps, who may read it, and several processes at once.
#include "api/token_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"

namespace cems::api {
namespace {

constexpr TimeMs kNow{1'721'284'200'000};

class TokenFileTest : public testing::Test {
 protected:
  TokenFileTest() {
    std::string pattern = testing::TempDir() + "tokensXXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }

  ~TokenFileTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/tokens"; }

  [[nodiscard]] TokenFile file() const { return TokenFile(path()); }

  [[nodiscard]] TokenCheck check(const std::string& token, TimeMs now = kNow) const {
    return TokenTable(*file().read()).check(token, now);
  }

  [[nodiscard]] std::string bytes() const { return *read_file(path(), 1U << 20U); }

  static TokenGrant grant(std::string name) {
    return {std::move(name), *parse_sites("S1,S2"), ScopeSet::reading(), std::nullopt};
  }

  [[nodiscard]] std::string add(const TokenGrant& grant) const {
    const Result<IssuedToken> issued = file().add(grant, kNow);
    EXPECT_TRUE(issued) << issued.error().message;
    return std::string(issued->text.reveal());
  }

 private:
  std::string folder_;
};

TEST_F(TokenFileTest, GivenTokenIsValidWithItsRights) {
  const TokenCheck found = check(add(grant("platform")));
  ASSERT_EQ(found.verdict, TokenVerdict::valid);
  EXPECT_EQ(found.identity->name, "platform");
  EXPECT_TRUE(found.identity->sites.has(CemsId("S1")));
  EXPECT_FALSE(found.identity->sites.has(CemsId("S3")));
  EXPECT_EQ(found.identity->scopes, ScopeSet::reading());
}

TEST_F(TokenFileTest, MissingFileMeansNoTokens) {
  EXPECT_EQ(file().read(), std::vector<TokenRecord>());
}

TEST_F(TokenFileTest, NoSecretIsKept) {  // Reliability bar 25.
  const std::string token = add(grant("canary"));
  const std::string secret(split_token(token)->secret);
  EXPECT_EQ(bytes().find(secret), std::string::npos);
  EXPECT_EQ(bytes().find(secret.substr(0, 12)), std::string::npos);
  EXPECT_NE(bytes().find(split_token(token)->id), std::string::npos);
}

TEST_F(TokenFileTest, OnlyItsOwnerMayReadIt) {
  const mode_t before = ::umask(0);
  ASSERT_TRUE(file().add(grant("a"), kNow));
  ASSERT_TRUE(file().add(grant("b"), kNow));
  ::umask(before);

  struct stat status {};

  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(TokenFileTest, WrongSecretOfKnownIdIsInvalid) {
  const std::string one = add(grant("one"));
  const NewToken stranger = make_token();
  // The stranger's secret under the known id, with a right check: only the digest tells.
  EXPECT_EQ(check(std::string(stranger.text.reveal())).verdict, TokenVerdict::invalid);
  auto records = *file().read();
  records[0].identity.id = stranger.id;
  const TokenTable table(records);
  EXPECT_EQ(table.check(stranger.text.reveal(), kNow).verdict, TokenVerdict::invalid);
  EXPECT_EQ(table.check(one, kNow).verdict, TokenVerdict::invalid);
}

TEST_F(TokenFileTest, NothingAtAllIsInvalid) {
  ASSERT_TRUE(file().add(grant("one"), kNow));
  EXPECT_EQ(check("").verdict, TokenVerdict::invalid);
  EXPECT_EQ(check("Bearer x").identity, nullptr);
}

TEST_F(TokenFileTest, ExpiredAtItsEndAndNotBefore) {
  TokenGrant limited = grant("limited");
  limited.expires = kNow + 1000;
  const std::string token = add(limited);
  EXPECT_EQ(check(token, kNow + 999).verdict, TokenVerdict::valid);
  EXPECT_EQ(check(token, kNow + 1000).verdict, TokenVerdict::expired);
  EXPECT_EQ(check(token, kNow + 1000).identity, nullptr);
}

TEST_F(TokenFileTest, RevokedTokenIsInvalidAndTheOthersStay) {
  const std::string one = add(grant("one"));
  const std::string two = add(grant("two"));
  ASSERT_TRUE(file().revoke("one"));
  EXPECT_EQ(check(one).verdict, TokenVerdict::invalid);
  EXPECT_EQ(check(two).verdict, TokenVerdict::valid);
  EXPECT_EQ(file().revoke("one").error().code, Errc::not_found);
}

TEST_F(TokenFileTest, NameInUseIsAConflict) {
  ASSERT_TRUE(file().add(grant("one"), kNow));
  const std::string before = bytes();
  const auto again = file().add(grant("one"), kNow);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::conflict);
  EXPECT_NE(again.error().message.find("rotate"), std::string::npos);
  EXPECT_NE(again.error().message.find("revoke"), std::string::npos);
  EXPECT_EQ(bytes(), before);
}

TEST_F(TokenFileTest, UselessGrantsAreRefused) {
  TokenGrant no_site = grant("x");
  no_site.sites = {};
  TokenGrant no_scope = grant("x");
  no_scope.scopes = {};
  TokenGrant past = grant("x");
  past.expires = kNow;
  for (const TokenGrant& bad :
       {no_site, no_scope, past, grant(""), grant("a\nb"), grant(std::string(65, 'a'))}) {
    EXPECT_EQ(file().add(bad, kNow).error().code, Errc::invalid_argument);
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(TokenFileTest, EverythingKeptComesBack) {
  TokenGrant all{"平台 \"A\"", *parse_sites("*"), *parse_scopes("ingest,admin"), kNow + 5};
  ASSERT_TRUE(file().add(all, kNow));
  ASSERT_TRUE(file().add(grant("two"), kNow + 1));
  const auto records = *file().read();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].identity.name, all.name);
  EXPECT_TRUE(records[0].identity.sites.all);
  EXPECT_EQ(records[0].identity.scopes, all.scopes);
  EXPECT_EQ(records[0].expires, all.expires);
  EXPECT_EQ(records[1].created, kNow + 1);
  EXPECT_EQ(parse_tokens(write_tokens(records)), records);
}

TEST_F(TokenFileTest, DamageAnywhereRefusesTheWholeFile) {
  TokenGrant limited = grant("one");
  limited.expires = kNow + 1000;
  ASSERT_TRUE(file().add(limited, kNow));
  const std::string good = bytes();
  const std::size_t body = good.find_last_of('}');
  for (std::size_t size = 0; size <= body; ++size) {
    const auto cut = parse_tokens(good.substr(0, size));
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().code, Errc::corrupt);
  }
  for (const char* member : {"name", "id", "sha256", "sites", "scopes", "created", "tokens"}) {
    std::string other = good;
    other.replace(other.find('"' + std::string(member) + '"') + 1, 1, "X");
    EXPECT_FALSE(parse_tokens(other)) << member;
  }
  std::string no_end = good;  // An unreadable end must not become no end.
  no_end.replace(no_end.find("\"expires\":\"") + 11, 4, "????");
  EXPECT_FALSE(parse_tokens(no_end));
}

TEST_F(TokenFileTest, DamagedFileIsNotOverwritten) {
  std::ofstream(path()) << "{\"version\":1,";
  const auto token = file().add(grant("one"), kNow);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().code, Errc::corrupt);
  EXPECT_EQ(bytes(), "{\"version\":1,");
}

TEST_F(TokenFileTest, ProcessesThatAddAtOnceLoseNothing) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 8;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      bool fine = true;
      for (int i = 0; i < kEach; ++i) {
        fine = file().add(grant(std::to_string(p) + "-" + std::to_string(i)), kNow) && fine;
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
  const auto records = file().read();
  ASSERT_TRUE(records);
  std::set<std::string> names;
  for (const TokenRecord& record : *records) {
    names.insert(record.identity.name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kProcesses * kEach));
}

}  // namespace
}  // namespace cems::api
