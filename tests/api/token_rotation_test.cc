// Rotation: two live tokens of one name, then one; and what else a token carries.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "api/token_file.h"
#include "base/file.h"

namespace cems::api {
namespace {

constexpr TimeMs kBegin{1'721'284'200'000};

class TokenRotation : public testing::Test {
 protected:
  TokenRotation() {
    std::string pattern = testing::TempDir() + "rotationXXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }

  ~TokenRotation() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] TokenFile file() const { return TokenFile(folder_ + "/tokens"); }

  static TokenGrant grant(std::string name) {
    return {std::move(name), *parse_sites("S1"), ScopeSet::reading(), std::nullopt};
  }

  [[nodiscard]] static std::string text_of(const Result<IssuedToken>& issued) {
    EXPECT_TRUE(issued) << issued.error().message;
    return std::string(issued->text.reveal());
  }

  [[nodiscard]] TokenVerdict verdict(const std::string& token, TimeMs now) const {
    return TokenTable(*file().read()).check(token, now).verdict;
  }

 private:
  std::string folder_;
};

TEST_F(TokenRotation, BothAreValidWhileTheyOverlap) {
  const std::string old = text_of(file().add(grant("platform"), kBegin));
  const std::string young =
      text_of(file().rotate("platform", kMsPerDay, std::nullopt, kBegin + 1000));
  const TimeMs end = kBegin + 1000 + kMsPerDay;
  EXPECT_EQ(verdict(old, end - 1), TokenVerdict::valid);
  EXPECT_EQ(verdict(young, end - 1), TokenVerdict::valid);
  EXPECT_EQ(verdict(old, end), TokenVerdict::expired);
  EXPECT_EQ(verdict(young, end + 365 * kMsPerDay), TokenVerdict::valid);
  const auto records = *file().read();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].identity.scopes, records[0].identity.scopes);
  EXPECT_EQ(records[1].identity.sites, records[0].identity.sites);
  EXPECT_NE(records[1].identity.id, records[0].identity.id);
}

TEST_F(TokenRotation, AThirdWaitsUntilTheFirstIsOver) {
  const std::string first = text_of(file().add(grant("p"), kBegin));
  const std::string second = text_of(file().rotate("p", kMsPerDay, std::nullopt, kBegin));
  const auto third = file().rotate("p", kMsPerDay, std::nullopt, kBegin + 1);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, Errc::conflict);
  EXPECT_NE(third.error().message.find("--id"), std::string::npos);
  ASSERT_TRUE(file().rotate("p", kMsPerDay, std::nullopt, kBegin + kMsPerDay));
  EXPECT_EQ(verdict(first, kBegin), TokenVerdict::invalid);  // Gone from the file.
  EXPECT_EQ(file().read()->size(), 2U);
}

TEST_F(TokenRotation, TheSuccessorLivesAsLongAsTheFirstWasMadeFor) {
  TokenGrant limited = grant("p");
  limited.expires = kBegin + 90 * kMsPerDay;
  ASSERT_TRUE(file().add(limited, kBegin));
  const TimeMs later = kBegin + 80 * kMsPerDay;
  ASSERT_TRUE(file().rotate("p", kMsPerDay, std::nullopt, later));
  const auto records = *file().read();
  EXPECT_EQ(records[0].expires, later + kMsPerDay);
  EXPECT_EQ(records[1].expires, later + 90 * kMsPerDay);
}

TEST_F(TokenRotation, AnOverlapNeverProlongsATokenThatEndsSooner) {
  TokenGrant limited = grant("p");
  limited.expires = kBegin + 1000;
  ASSERT_TRUE(file().add(limited, kBegin));
  ASSERT_TRUE(file().rotate("p", kMsPerDay, kBegin + 5000, kBegin + 1));
  EXPECT_EQ(file().read()->front().expires, kBegin + 1000);
}

TEST_F(TokenRotation, RevokingTakesBothOrTheOneThatIsNamed) {
  const std::string old = text_of(file().add(grant("p"), kBegin));
  const std::string young = text_of(file().rotate("p", kMsPerDay, std::nullopt, kBegin));
  ASSERT_TRUE(file().revoke("p", split_token(old)->id));
  EXPECT_EQ(verdict(old, kBegin), TokenVerdict::invalid);
  EXPECT_EQ(verdict(young, kBegin), TokenVerdict::valid);
  EXPECT_EQ(file().revoke("p", split_token(old)->id).error().code, Errc::not_found);
  ASSERT_TRUE(file().rotate("p", kMsPerDay, std::nullopt, kBegin));
  ASSERT_TRUE(file().revoke("p"));
  EXPECT_TRUE(file().read()->empty());
}

TEST_F(TokenRotation, ASigningKeyIsSealedUnderItsToken) {
  for (const Hash hash : {Hash::sha256, Hash::sm3}) {
    TokenGrant signing = grant(std::string(signing_word(hash)));
    signing.sign = hash;
    const Result<IssuedToken> issued = file().add(signing, kBegin);
    ASSERT_TRUE(issued && issued->signing_key);
    const TokenParts parts = *split_token(issued->text.reveal());
    const SigningRule rule = *file().read()->back().identity.signing;
    EXPECT_EQ(rule.hash, hash);
    EXPECT_TRUE(open_signing_key(rule, parts.id, parts.secret).same_as(*issued->signing_key));
    // Neither the token's id nor another secret opens it.
    const NewToken other = make_token();
    const TokenParts others = *split_token(other.text.reveal());
    EXPECT_FALSE(open_signing_key(rule, parts.id, others.secret).same_as(*issued->signing_key));
    EXPECT_FALSE(open_signing_key(rule, others.id, parts.secret).same_as(*issued->signing_key));
  }
}

TEST_F(TokenRotation, ASuccessorHasAKeyOfItsOwn) {
  TokenGrant signing = grant("p");
  signing.sign = Hash::sm3;
  const Result<IssuedToken> first = file().add(signing, kBegin);
  const Result<IssuedToken> second = file().rotate("p", kMsPerDay, std::nullopt, kBegin);
  ASSERT_TRUE(first && second && second->signing_key);
  EXPECT_FALSE(second->signing_key->same_as(*first->signing_key));
  EXPECT_EQ(file().read()->back().identity.signing->hash, Hash::sm3);
}

TEST_F(TokenRotation, ARuleThatCannotBeReadIsNoMissingRule) {
  TokenGrant signing = grant("p");
  signing.sign = Hash::sha256;
  signing.certificates = {"dns:platform.example", "sha256:" + std::string(64, 'a')};
  ASSERT_TRUE(file().add(signing, kBegin));
  const auto records = *file().read();
  const std::string good = write_tokens(records);
  EXPECT_EQ(parse_tokens(good), records);
  for (const char* text : {"\"sign\"", "\"sealedKey\"", "hmac-sha256"}) {
    std::string other = good;
    other.replace(other.find(text) + 2, 1, "?");
    EXPECT_FALSE(parse_tokens(other)) << text;
  }
}

TEST_F(TokenRotation, FilesOfVersionOneAreReadOn) {
  const auto records = parse_tokens(
      R"({"version":1,"tokens":[{"name":"p","id":"7kq2m9xz","sha256":")" + std::string(64, '0') +
      R"(","sites":"*","scopes":["static"],"created":"2024-07-18T06:30:00+00:00"}]})");
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->front().identity.name, "p");
  EXPECT_FALSE(records->front().identity.signing);
}

TEST_F(TokenRotation, ACertificateStandsForOneCaller) {
  TokenGrant one = grant("one");
  one.certificates = {"dns:one.example"};
  ASSERT_TRUE(file().add(one, kBegin));
  TokenGrant two = grant("two");
  two.certificates = {"dns:two.example", "dns:one.example"};
  EXPECT_EQ(file().add(two, kBegin).error().code, Errc::conflict);
  two.certificates = {"two.example"};
  EXPECT_EQ(file().add(two, kBegin).error().code, Errc::invalid_argument);
  two.certificates = {"dns:two.example"};
  ASSERT_TRUE(file().add(two, kBegin));
  ASSERT_TRUE(file().rotate("one", kMsPerDay, std::nullopt, kBegin));
  const TokenTable table(*file().read());
  const auto caller = [&table](std::vector<std::string> names, TimeMs now = kBegin) {
    const TokenCheck check = table.check_certificate(names, now);
    return check.identity ? check.identity->name : std::string();
  };
  EXPECT_EQ(caller({"sha256:ff", "dns:one.example"}), "one");
  EXPECT_EQ(caller({"dns:one.example"}, kBegin + 2 * kMsPerDay), "one");  // The successor.
  EXPECT_EQ(caller({"dns:two.example"}), "two");
  EXPECT_EQ(caller({"dns:three.example"}), "");
  EXPECT_EQ(caller({"dns:one.example", "dns:two.example"}), "");
  EXPECT_EQ(caller({}), "");
}

}  // namespace
}  // namespace cems::api
